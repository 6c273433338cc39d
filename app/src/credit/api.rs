//! The server functions of credit.
#![expect(
    missing_docs,
    reason = "the fields of the request are the arguments, told there"
)]

use leptos::prelude::*;
use model::credit::{CreditQuery, CreditView, LowView, SetLow};
use model::fault::Answer;
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// Balances, lots, and a page of movements.
#[server(
    name = ShowCredit,
    prefix = "/api",
    endpoint = "credit/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(#[server(default)] query: CreditQuery) -> Answer<CreditView> {
    let (portal, caller) = session()?;
    portal.show_credit(&caller, query).await
}

/// What happens when credit is low.
#[server(
    name = ShowLowCredit,
    prefix = "/api",
    endpoint = "credit/show_low",
    input = GetUrl,
    output = Wire
)]
pub async fn show_low() -> Answer<LowView> {
    let (portal, caller) = session()?;
    portal.show_low_credit(&caller).await
}

/// Sets what happens when credit is low.
#[server(
    name = SetLowCredit,
    prefix = "/api",
    endpoint = "credit/set_low",
    output = Wire
)]
pub async fn set_low(request: SetLow) -> Answer<()> {
    let (portal, caller) = session()?;
    portal.set_low_credit(&caller, request).await
}
