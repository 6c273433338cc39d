use billing::credit::{Lot, hold};
use model::money::Money;
use model::time::Date;

use super::open::Open;
use crate::booking::{AccountBook, BookingError};

/// Credit that will settle debts by itself when they are due: nobody is asked to pay them before.
pub(super) struct Credit(Vec<Lot>);

impl Credit {
    /// All that an account has on a day.
    pub fn of(book: &AccountBook<'_>, today: Date) -> Self {
        Self(book.granted(today))
    }

    /// What of it will settle a debt that is not due yet, in minor units. Asked in the order in
    /// which debts are collected: what settles one does not settle the next.
    pub fn takes(
        &mut self,
        book: &AccountBook<'_>,
        it: &Open,
        today: Date,
    ) -> Result<i64, BookingError> {
        let standing = book.standing(&it.invoice)?;
        if !it.credit_first || it.stage.tried_on.is_some() || it.due_on <= today {
            return Ok(0);
        }
        let open = Money::new(standing.open_minor, standing.currency);
        let takes = hold(&mut self.0, open, it.due_on);
        Ok(takes.iter().map(|(_, part)| part.minor).sum())
    }
}
