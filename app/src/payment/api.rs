//! The server functions of payments.
#![expect(
    missing_docs,
    reason = "the fields of the requests are the arguments, told there"
)]

use leptos::prelude::*;
use model::fault::Answer;
use model::id::CheckoutId;
use model::payment::{
    CheckoutView, Confirmation, FundsConfirmation, FundsQuote, FundsWish, Quote, Wish,
};
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// What a wish would come to now.
#[server(
    name = ShowQuote,
    prefix = "/api",
    endpoint = "checkout/quote",
    input = GetUrl,
    output = Wire
)]
pub async fn show_quote(wish: Wish) -> Answer<Quote> {
    let (portal, caller) = session()?;
    portal.quote(&caller, wish).await
}

/// Pays what was confirmed.
#[server(name = Pay, prefix = "/api", endpoint = "checkout/pay", output = Wire)]
pub async fn pay(what: Confirmation) -> Answer<CheckoutId> {
    let (portal, caller) = session()?;
    portal.pay(&caller, what).await
}

/// What credit would cost now.
#[server(
    name = ShowFunds,
    prefix = "/api",
    endpoint = "checkout/funds",
    input = GetUrl,
    output = Wire
)]
pub async fn show_funds(wish: FundsWish) -> Answer<FundsQuote> {
    let (portal, caller) = session()?;
    portal.quote_funds(&caller, wish).await
}

/// Buys credit as it was confirmed.
#[server(name = AddFunds, prefix = "/api", endpoint = "checkout/add_funds", output = Wire)]
pub async fn add_funds(what: FundsConfirmation) -> Answer<CheckoutId> {
    let (portal, caller) = session()?;
    portal.add_funds(&caller, what).await
}

/// What has become of a checkout.
#[server(
    name = ShowCheckout,
    prefix = "/api",
    endpoint = "checkout/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(checkout: CheckoutId) -> Answer<CheckoutView> {
    let (portal, caller) = session()?;
    portal.show_checkout(&caller, checkout).await
}

/// Gives up what waits for the customer.
#[server(name = CancelCheckout, prefix = "/api", endpoint = "checkout/cancel", output = Wire)]
pub async fn cancel(checkout: CheckoutId) -> Answer<CheckoutId> {
    let (portal, caller) = session()?;
    portal.cancel_checkout(&caller, checkout.clone()).await?;
    Ok(checkout)
}
