use billing::dunning::{self, Step};
use billing::policy::Policy;
use model::id::InvoiceId;
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::booking::Invoice;
use store::run::{Debt, Dunned};

use crate::booking::{AccountBook, BookingError, Stamp};

/// What was done about an invoice, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Stage {
    /// The day of the last collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried_on: Option<Date>,
}

/// An open invoice about which there may be something to do.
pub(super) struct Open {
    pub invoice: InvoiceId,
    pub due_on: Date,
    credit_first: bool,
    /// Its place among those of its due day.
    order: (i64, String),
    stage: Stage,
    next: Option<Date>,
}

impl Open {
    /// One that is known.
    pub fn known(row: Debt) -> Result<Self, StoreError> {
        let stage = serde_json::from_str(&row.stage);
        Ok(Self {
            invoice: row.invoice_id,
            due_on: row.due_on,
            credit_first: row.credit_first,
            order: (row.series_n.unwrap_or_default(), row.number),
            stage: stage.map_err(|error| StoreError::unreadable("dunning.stage", error))?,
            next: Some(row.due_on),
        })
    }

    /// One that is issued.
    pub fn issued(paper: &Invoice) -> Self {
        Self {
            invoice: paper.id.clone(),
            due_on: paper.due_on,
            credit_first: paper.credit_first,
            order: (paper.series.map_or(0, |(_, n)| n), paper.number.clone()),
            stage: Stage::default(),
            next: Some(paper.due_on),
        }
    }

    /// How it is kept.
    pub fn kept(&self, account: &model::id::AccountId) -> Dunned {
        Dunned {
            invoice: self.invoice.clone(),
            account: account.clone(),
            next_on: self.next,
            // Dates only: cannot fail.
            stage: serde_json::to_string(&self.stage).unwrap_or_default(),
        }
    }

    /// As the rules see it. Nobody is charged yet: only credit is used.
    fn debt(&self, book: &AccountBook<'_>, day: Date) -> Result<dunning::Debt, BookingError> {
        let standing = book.standing(&self.invoice)?;
        let mut debt = dunning::Debt::new(self.due_on);
        debt.open = standing.open_minor > 0;
        debt.in_flight = standing.in_flight.then_some(day);
        debt.suspendable = false;
        debt.tried_on = self.stage.tried_on;
        Ok(debt)
    }
}

/// Collects what is due up to a planned day, the oldest first, on the real day of `stamp`: credit
/// is used where that was chosen.
pub(super) fn collect(
    book: &mut AccountBook<'_>,
    open: &mut [Open],
    policy: &Policy,
    (day, today, now): (Date, Date, Instant),
) -> Result<(), BookingError> {
    let policy = &Policy {
        reminder_days: Vec::new(),
        ..policy.clone()
    };
    open.sort_by(|a, b| (a.due_on, &a.order).cmp(&(b.due_on, &b.order)));
    for it in open {
        let mut debt = it.debt(book, day)?;
        if dunning::steps(policy, &debt, day).contains(&Step::Collect) {
            if it.credit_first {
                let stamp = Stamp {
                    at: now,
                    on: today,
                    reference: format!("credit:{}:{today}", it.invoice),
                };
                book.use_what_there_is(&it.invoice, &stamp)?;
            }
            it.stage.tried_on = Some(today);
            debt = it.debt(book, day)?;
        }
        it.next = dunning::next_day(policy, &debt, day);
    }
    Ok(())
}

/// Whether something is to be collected up to a day.
pub(super) fn waits(open: &[Open], day: Date) -> bool {
    open.iter()
        .any(|it| it.due_on <= day && it.stage.tried_on.is_none())
}
