//! The server function of usage.
#![expect(
    missing_docs,
    reason = "the fields of the request are the arguments, told there"
)]

use leptos::prelude::*;
use model::fault::Answer;
use model::usage::{UsageQuery, UsageView};
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// The usage of a month.
#[server(name = ShowUsage, prefix = "/api", endpoint = "usage/show", input = GetUrl, output = Wire)]
pub async fn show(#[server(default)] query: UsageQuery) -> Answer<UsageView> {
    let (portal, caller) = session()?;
    portal.show_usage(&caller, query).await
}
