use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::CheckoutId;
use crate::payment::{
    CheckoutView, Confirmation, FundsConfirmation, FundsQuote, FundsWish, Quote, Wish,
};

/// What the customer pays.
#[async_trait]
pub trait Checkouts: Send + Sync {
    /// What a wish would come to now; nothing is done. `NotFound` for an invoice that the caller
    /// may not see or that is not open.
    async fn quote(&self, caller: &Caller, wish: Wish) -> Answer<Quote>;

    /// Pays what the caller confirms, once under its key: the checkout, also if it was confirmed
    /// before. `Conflict` where the figures have moved since they were shown; `Invalid` on `payer`
    /// where something would be left to be paid by hand, on `limit` above the caller's spending
    /// limit, on `amount` where the part of an invoice may not be paid.
    async fn pay(&self, caller: &Caller, what: Confirmation) -> Answer<CheckoutId>;

    /// What credit would cost now; nothing is done. `Forbidden` without the rights to pay and to
    /// see credit, `NotFound` for a billing account that the caller may not have charged.
    async fn quote_funds(&self, caller: &Caller, wish: FundsWish) -> Answer<FundsQuote>;

    /// Buys credit as the caller confirms, once under its key, as [`Self::pay`] does: `Invalid` on
    /// `amount` where it is below or above what may be bought, on `payer` where nobody pays.
    async fn add_funds(&self, caller: &Caller, what: FundsConfirmation) -> Answer<CheckoutId>;

    /// What has become of a checkout. The payment providers are asked if it is not known yet.
    async fn show_checkout(&self, caller: &Caller, checkout: CheckoutId) -> Answer<CheckoutView>;

    /// Gives up what waits for the customer, so that he can start again. What cannot be stopped
    /// any more goes on.
    async fn cancel_checkout(&self, caller: &Caller, checkout: CheckoutId) -> Answer<()>;
}
