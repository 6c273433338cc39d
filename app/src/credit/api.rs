//! The server function of credit.
#![expect(
    missing_docs,
    reason = "the fields of the request are the arguments, told there"
)]

use leptos::prelude::*;
use model::credit::{CreditQuery, CreditView};
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
