use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::SubscriptionId;
use crate::subscription::{SubscriptionList, SubscriptionQuery, SubscriptionView};

/// Subscriptions of the customer.
#[async_trait]
pub trait Subscriptions: Send + Sync {
    /// A page of the subscriptions that the caller may see, by name.
    async fn list_subscriptions(
        &self,
        caller: &Caller,
        query: SubscriptionQuery,
    ) -> Answer<SubscriptionList>;

    /// The properties of one.
    async fn show_subscription(
        &self,
        caller: &Caller,
        subscription: SubscriptionId,
    ) -> Answer<SubscriptionView>;
}
