//! The server function of the account page.

use leptos::prelude::*;
use model::account::AccountOverview;
use model::fault::Answer;
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// Everything on the account page.
#[server(
    name = ShowOverview,
    prefix = "/api",
    endpoint = "account/overview",
    input = GetUrl,
    output = Wire
)]
pub async fn overview() -> Answer<AccountOverview> {
    let (portal, caller) = session()?;
    portal.account_overview(&caller).await
}
