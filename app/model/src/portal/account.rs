use async_trait::async_trait;

use crate::account::{AccountChoice, AccountOverview};
use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::AccountId;
use crate::session::Renewed;

/// Accounts of customers.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The account page of the caller's account; areas that the caller may not see are left out.
    async fn account_overview(&self, caller: &Caller) -> Answer<AccountOverview>;

    /// The accounts that the caller's person may open, by name.
    async fn list_accounts(&self, caller: &Caller) -> Answer<Vec<AccountChoice>>;

    /// Another account of the person that holds what this identifier names, where the person may
    /// see it; none also if there is no such thing at all.
    async fn holder(&self, caller: &Caller, thing: &str) -> Answer<Option<AccountId>>;

    /// Opens another of the person's accounts in this session, which gets another secret;
    /// `NotFound` if it is not theirs.
    async fn switch_account(&self, caller: &Caller, account: AccountId) -> Answer<Renewed>;
}
