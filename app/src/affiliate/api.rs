//! The server function of affiliate programs.
#![expect(
    missing_docs,
    reason = "the fields of the request are the arguments, told there"
)]

use leptos::prelude::*;
use model::affiliate::{AffiliateQuery, AffiliateView};
use model::fault::Answer;
use server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// Programs, earnings, and a page of commissions.
#[server(
    name = ShowAffiliate,
    prefix = "/api",
    endpoint = "affiliate/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(#[server(default)] query: AffiliateQuery) -> Answer<AffiliateView> {
    let (portal, caller) = session()?;
    portal.show_affiliate(&caller, query).await
}
