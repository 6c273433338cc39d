//! The server functions of credit.
#![expect(
    missing_docs,
    reason = "the fields of the request are the arguments, told there"
)]

use leptos::prelude::*;
use model::credit::{CreditQuery, CreditView, LowView, SetLow};
use model::fault::Answer;
use model::id::WithdrawalId;
use model::withdrawal::{WithdrawalQuote, WithdrawalRequest, WithdrawalWish};
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

/// What a withdrawal would come to now.
#[server(
    name = ShowWithdrawal,
    prefix = "/api",
    endpoint = "credit/withdrawal",
    input = GetUrl,
    output = Wire
)]
pub async fn show_withdrawal(wish: WithdrawalWish) -> Answer<WithdrawalQuote> {
    let (portal, caller) = session()?;
    portal.quote_withdrawal(&caller, wish).await
}

/// Withdraws what was confirmed.
#[server(
    name = WithdrawCredit,
    prefix = "/api",
    endpoint = "credit/withdraw",
    output = Wire
)]
pub async fn withdraw(request: WithdrawalRequest) -> Answer<WithdrawalId> {
    let (portal, caller) = session()?;
    portal.withdraw(&caller, request).await
}
