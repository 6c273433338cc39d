use model::id::AccountId;
use model::time::Date;

/// What a run is to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// The last business day to be done, in each account's zone; all that have begun if absent.
    pub until: Option<Date>,
}

/// What a run has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// So many accounts were looked at and brought up to date.
    pub accounts: usize,
    /// So many credit lots were taken out after their last day.
    pub expired: u64,
    /// The accounts that could not be done.
    pub troubles: Vec<Trouble>,
}

/// An account that could not be done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The account.
    pub account: AccountId,
    /// Why, for the provider.
    pub cause: String,
}

impl Report {
    /// Adds what another part of the run has done.
    pub(super) fn add(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.expired += other.expired;
        self.troubles.extend(other.troubles);
    }
}
