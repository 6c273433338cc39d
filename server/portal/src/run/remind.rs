use billing::dunning::{self, Step};
use billing::policy::Policy;
use model::money::Money;
use model::time::Date;

use super::open::Open;
use crate::booking::{AccountBook, BookingError};
use crate::mail::OwedInvoice;

/// Does what is to be done about debts on a real day, and gives what the customer is told of them.
/// Once a day somebody is told: on a day that was `told_on` already, the rest waits for the next.
pub(super) fn remind(
    book: &AccountBook<'_>,
    open: &mut [Open],
    policy: &Policy,
    (told_on, today): (Option<Date>, Date),
) -> Result<Vec<OwedInvoice>, BookingError> {
    open.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut told = Vec::new();
    for it in open {
        let debt = it.debt(book, today)?;
        for step in dunning::steps(policy, &debt, today) {
            match step {
                Step::Skip(day) => it.stage.skipped.push(day),
                Step::Remind(day) if told_on != Some(today) => {
                    it.stage.sent.push((day, today));
                    told.push(owed(book, it, today)?);
                }
                // Collected in its turn.
                Step::Remind(_) | Step::Announce | Step::Collect => {}
                Step::Warn(_) | Step::Suspend | Step::Terminate => {}
            }
        }
    }
    Ok(told)
}

fn owed(book: &AccountBook<'_>, it: &Open, today: Date) -> Result<OwedInvoice, BookingError> {
    let standing = book.standing(&it.invoice)?;
    Ok(OwedInvoice {
        id: it.invoice.clone(),
        number: it.number.clone(),
        due_on: it.due_on,
        overdue: it.due_on < today,
        open: Money::new(standing.open_minor, standing.currency),
    })
}
