use billing::dunning::{self, Step};
use billing::policy::Policy;
use model::time::{Date, Instant};

use super::open::Open;
use crate::booking::{AccountBook, BookingError, Stamp};

/// Collects what is due up to a planned day, the oldest first, on the real day of `stamp`: credit
/// is used where that was chosen.
pub(super) fn collect(
    book: &mut AccountBook<'_>,
    open: &mut [Open],
    policy: &Policy,
    (day, today, now): (Date, Date, Instant),
) -> Result<(), BookingError> {
    open.sort_by(|a, b| a.order().cmp(&b.order()));
    for it in open {
        let debt = it.debt(book)?;
        if !dunning::steps(policy, &debt, day).contains(&Step::Collect) {
            continue;
        }
        if it.credit_first {
            let stamp = Stamp {
                at: now,
                on: today,
                reference: format!("credit:{}:{today}", it.invoice),
            };
            book.use_what_there_is(&it.invoice, &stamp)?;
        }
        it.stage.tried_on = Some(today);
    }
    Ok(())
}
