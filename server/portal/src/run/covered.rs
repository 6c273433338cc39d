use model::currency::Currency;
use model::time::Date;

use super::open::Open;
use crate::booking::{AccountBook, BookingError};

/// Credit that will settle debts by itself when they are due: nobody is asked to pay them before.
pub(super) struct Credit(Vec<Left>);

/// What is left of a lot.
struct Left {
    currency: Currency,
    expires_on: Option<Date>,
    minor: i64,
}

impl Credit {
    /// All that an account has and that is not set aside.
    pub fn of(book: &AccountBook<'_>) -> Self {
        let lots = book.lots().iter();
        let left = lots.map(|lot| Left {
            currency: lot.amount.currency,
            expires_on: lot.expires_on,
            minor: lot.remaining - lot.held,
        });
        Self(left.filter(|it| it.minor > 0).collect())
    }

    /// Whether it will settle a debt that is not due yet. Asked in the order in which debts are
    /// collected: what settles one does not settle the next.
    pub fn covers(
        &mut self,
        book: &AccountBook<'_>,
        it: &Open,
        today: Date,
    ) -> Result<bool, BookingError> {
        let standing = book.standing(&it.invoice)?;
        if !it.credit_first || it.stage.tried_on.is_some() || it.due_on <= today {
            return Ok(false);
        }
        let mut open = standing.open_minor;
        for lot in &mut self.0 {
            let lasts = lot.expires_on.is_none_or(|last| last >= it.due_on);
            if lasts && lot.currency == standing.currency {
                let part = lot.minor.min(open);
                lot.minor -= part;
                open -= part;
            }
        }
        Ok(open <= 0)
    }
}
