use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::CheckoutId;
use crate::payment::{CheckoutView, Confirmation, Quote, Wish};

/// What the customer pays.
#[async_trait]
pub trait Checkouts: Send + Sync {
    /// What a wish would come to now; nothing is done. `NotFound` for an invoice that the caller
    /// may not see or that is not open.
    async fn quote(&self, caller: &Caller, wish: Wish) -> Answer<Quote>;

    /// Pays what the caller confirms, once under its key: the checkout, also if it was confirmed
    /// before. `Conflict` where the figures have moved since they were shown; `Invalid` on `payer`
    /// where something would be left to be paid by hand, on `limit` above the caller's spending
    /// limit.
    async fn pay(&self, caller: &Caller, what: Confirmation) -> Answer<CheckoutId>;

    /// What has become of a checkout. The payment providers are asked if it is not known yet.
    async fn show_checkout(&self, caller: &Caller, checkout: CheckoutId) -> Answer<CheckoutView>;

    /// Gives up what waits for the customer, so that he can start again. What cannot be stopped
    /// any more goes on.
    async fn cancel_checkout(&self, caller: &Caller, checkout: CheckoutId) -> Answer<()>;
}
