//! What the page of billing accounts asks.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::billing_account::BillingAccountList;
use model::fault::Answer;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// The billing accounts of the open account.
#[server(
    name = ListBillingAccounts,
    prefix = "/api",
    endpoint = "billing_account/list",
    input = GetUrl,
    output = Wire
)]
pub async fn list() -> Answer<BillingAccountList> {
    let (portal, caller) = session()?;
    portal.list_billing_accounts(&caller).await
}
