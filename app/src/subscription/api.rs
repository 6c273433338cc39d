//! What the pages of subscriptions ask.
#![expect(
    missing_docs,
    reason = "the framework makes undocumented fields of the arguments"
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::fault::Answer;
use model::id::SubscriptionId;
use model::subscription::{SubscriptionList, SubscriptionQuery, SubscriptionView};

#[cfg(feature = "ssr")]
use crate::session::session;
use crate::wire::Wire;

/// A page of the subscriptions that the caller may see.
#[server(
    name = ListSubscriptions,
    prefix = "/api",
    endpoint = "subscription/list",
    input = GetUrl,
    output = Wire
)]
pub async fn list(#[server(default)] query: SubscriptionQuery) -> Answer<SubscriptionList> {
    let (portal, caller) = session()?;
    portal.list_subscriptions(&caller, query).await
}

/// The properties of a subscription.
#[server(
    name = ShowSubscription,
    prefix = "/api",
    endpoint = "subscription/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(subscription: SubscriptionId) -> Answer<SubscriptionView> {
    let (portal, caller) = session()?;
    portal.show_subscription(&caller, subscription).await
}
