use model::money::Money;

use super::rules::Posted;
use super::{Book, Entry, Posting, Reason};

/// A commission is owed to an affiliate: `from` is the expense, or `opening` for what came from an
/// older system. Below zero it is not owed any more.
///
/// # Errors
/// When the amount cannot be held the other way.
pub fn commission_owed(from: &Book, amount: Money) -> Posted {
    let entries = vec![
        Entry::new(from.clone(), amount),
        Entry::new(Book::AffiliatePayable, amount.negated()?),
    ];
    Posting::new(Reason::Commission, entries)
}
