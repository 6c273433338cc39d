use async_trait::async_trait;

use crate::caller::Caller;
use crate::credit::{CreditQuery, CreditView};
use crate::fault::Answer;

/// Credit of the customer.
#[async_trait]
pub trait Credits: Send + Sync {
    /// Balances, lots, and a page of movements of the caller's account.
    async fn show_credit(&self, caller: &Caller, query: CreditQuery) -> Answer<CreditView>;
}
