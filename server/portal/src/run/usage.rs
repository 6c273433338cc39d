use std::collections::BTreeMap;

use billing::charge::{Customer, House};
use billing::draft::Bill;
use model::id::AccountId;
use model::time::Date;
use store::{StoreError, Tx};

/// An account whose usage is to be charged: what of the calendar months that have ended by the day
/// `until` (each planned for the first of the next month) is not charged yet.
#[expect(dead_code, reason = "what rating goes by; nothing is measured yet")]
pub(super) struct Wanted<'a> {
    pub account: &'a AccountId,
    pub house: &'a House,
    pub customer: &'a Customer,
    pub until: Date,
}

/// The usage of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// One bill a subscription and month, planned by [`billing::period::usage_planned`].
    pub bills: Vec<Bill>,
    /// The first day after `until` on which there may be more; none if nothing is measured.
    pub next: Option<Date>,
}

/// The usage that is to be charged, by account; the accounts are locked. What comes back becomes
/// invoices and rows of `billed` in the same transaction. Accounts without any are left out.
#[expect(clippy::unused_async, reason = "nothing is measured yet")]
pub(super) async fn rated(
    _tx: &mut Tx,
    _wanted: &[Wanted<'_>],
) -> Result<BTreeMap<AccountId, Usage>, StoreError> {
    Ok(BTreeMap::new())
}
