use async_trait::async_trait;

use crate::billing_account::BillingAccountList;
use crate::caller::Caller;
use crate::fault::Answer;

/// Saved payment methods.
#[async_trait]
pub trait BillingAccounts: Send + Sync {
    /// The billing accounts of the caller's account, what they pay and what they pay next.
    async fn list_billing_accounts(&self, caller: &Caller) -> Answer<BillingAccountList>;
}
