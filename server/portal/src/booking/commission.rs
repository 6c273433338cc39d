use billing::ledger::{Book, commission_owed};
use model::money::Money;

use super::{AccountBook, BookingError, Stamp};

impl AccountBook<'_> {
    /// Books that a commission is owed to the account, or (below zero) not any more.
    pub(crate) fn owe_commission(
        &mut self,
        from: &Book,
        amount: Money,
        stamp: &Stamp,
    ) -> Result<(), BookingError> {
        let posting = commission_owed(from, amount)?;
        self.post(&posting, stamp);
        Ok(())
    }
}
