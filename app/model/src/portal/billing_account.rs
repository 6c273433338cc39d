use async_trait::async_trait;

use crate::billing_account::{
    BeginSetUp, BillingAccountList, BillingAccountPage, ChangeBillingAccount, ChangePayers,
    FinishSetUp, Methods, PayerTable, PayersChanged, Removal, RemoveBillingAccount, SetUpView,
    SubscriptionPayers,
};
use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::{BillingAccountId, SetUpId, SubscriptionId};
use crate::session::Whence;

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
    /// `Conflict` while a payment with it is in flight, `Forbidden` where it pays what the caller
    /// may not see.
    async fn remove_billing_account(
        &self,
        caller: &Caller,
        request: RemoveBillingAccount,
    ) -> Answer<()>;
}

/// Saving payment methods, and what is changed of one that is saved.
#[async_trait]
pub trait PaymentMethods: Send + Sync {
    /// The kinds of method that the provider offers to this customer.
    async fn list_methods(&self, caller: &Caller) -> Answer<Methods>;

    /// Begins to save a method, for a new billing account or in place of the card of one. It ends
    /// by itself after an hour. `Invalid` on `method` after too many of an account, a person or a
    /// network address.
    async fn begin_set_up(
        &self,
        caller: &Caller,
        request: BeginSetUp,
        whence: Whence,
    ) -> Answer<SetUpId>;

    /// A method that is being saved: to whoever began it, until it has ended.
    async fn show_set_up(&self, caller: &Caller, id: SetUpId) -> Answer<SetUpView>;

    /// Makes the billing account of what was entered at the gateway, or replaces the card of one.
    /// `Invalid` on `entry` where nothing was entered or confirmed yet, or that was too long ago;
    /// `Declined` where it was refused. The same again is the same billing account.
    async fn finish_set_up(
        &self,
        caller: &Caller,
        id: SetUpId,
        request: FinishSetUp,
    ) -> Answer<BillingAccountId>;

    /// One billing account, with its latest charges.
    async fn show_billing_account(
        &self,
        caller: &Caller,
        id: BillingAccountId,
    ) -> Answer<BillingAccountPage>;

    /// Changes name, owner, address, limits and who shares it.
    async fn change_billing_account(
        &self,
        caller: &Caller,
        request: ChangeBillingAccount,
    ) -> Answer<()>;
}
