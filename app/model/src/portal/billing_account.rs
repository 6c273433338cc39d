use async_trait::async_trait;

use crate::billing_account::{
    BillingAccountList, ChangePayers, PayerTable, PayersChanged, Removal, RemoveBillingAccount,
    SubscriptionPayers,
};
use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::{BillingAccountId, SubscriptionId};

/// Saved payment methods.
#[async_trait]
pub trait BillingAccounts: Send + Sync {
    /// The billing accounts of the caller's account, what they pay and what they pay next.
    async fn list_billing_accounts(&self, caller: &Caller) -> Answer<BillingAccountList>;

    /// Who is asked to pay for which subscription; a page of it, `after` a cursor.
    async fn list_payers(&self, caller: &Caller, after: Option<String>) -> Answer<PayerTable>;

    /// Who pays for one subscription, and what a change of that touches.
    async fn show_payers(
        &self,
        caller: &Caller,
        subscription: SubscriptionId,
    ) -> Answer<SubscriptionPayers>;

    /// Gives a subscription other payers, and its open invoices that no payment is in flight for.
    /// The same again changes nothing.
    async fn change_payers(&self, caller: &Caller, request: ChangePayers) -> Answer<PayersChanged>;

    /// Makes a billing account the default.
    async fn make_default(&self, caller: &Caller, id: BillingAccountId) -> Answer<()>;

    /// What is asked before a billing account is removed.
    async fn show_removal(&self, caller: &Caller, id: BillingAccountId) -> Answer<Removal>;

    /// Removes a billing account. `Invalid` on `instead` where it is not said what takes its place,
    /// `Conflict` while a payment with it is in flight.
    async fn remove_billing_account(
        &self,
        caller: &Caller,
        request: RemoveBillingAccount,
    ) -> Answer<()>;
}
