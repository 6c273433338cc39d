use async_trait::async_trait;

use crate::caller::Caller;
use crate::credit::{CreditQuery, CreditView, LowView, SetLow};
use crate::fault::Answer;

/// Credit of the customer.
#[async_trait]
pub trait Credits: Send + Sync {
    /// Balances, lots, and a page of movements of the caller's account.
    async fn show_credit(&self, caller: &Caller, query: CreditQuery) -> Answer<CreditView>;

    /// What happens when credit is low: to whoever may pay and change who pays.
    async fn show_low_credit(&self, caller: &Caller) -> Answer<LowView>;

    /// Sets what happens when credit is low, with a fresh proof of identity. `Invalid` by field:
    /// `ceiling` below the amount or above the caller's spending limit; `NotFound` for a billing
    /// account that the caller may not let pay.
    async fn set_low_credit(&self, caller: &Caller, request: SetLow) -> Answer<()>;
}
