use billing::dunning::{self, Debt};
use billing::policy::Policy;
use model::id::{AccountId, InvoiceId};
use model::subscription::Status;
use model::time::Date;
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::booking::Invoice;
use store::run::{Debt as Row, Dunned, Served};

use crate::booking::{AccountBook, BookingError};

/// Dunning of what was issued elsewhere begins so many days after it came, where nobody said when
/// (*Brakes* in the specification of subscriptions).
const SETTLING_IN: i32 = 7;

/// What was done about an invoice, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Stage {
    /// The day of the last collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried_on: Option<Date>,
    /// From when dunning of an imported one counts, where nobody said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<Date>,
    /// Reminders, each by its days after the due day, with the day on which it was queued.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<(i32, Date)>,
    /// Reminders that were skipped, because a later one was due too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<i32>,
}

/// An open invoice about which there may be something to do.
pub(super) struct Open {
    pub invoice: InvoiceId,
    pub number: String,
    pub due_on: Date,
    pub credit_first: bool,
    pub stage: Stage,
    /// Its place in its series.
    place: i64,
    counts_from: Option<Date>,
    serves: Vec<Served>,
    next: Option<Date>,
}

impl Open {
    /// One that is known, as it is looked at on a real day.
    pub fn known(row: Row, serves: Vec<Served>, today: Date) -> Result<Self, StoreError> {
        let stage = serde_json::from_str(&row.stage);
        let mut stage: Stage =
            stage.map_err(|error| StoreError::unreadable("dunning.stage", error))?;
        let given = row.dunning_from.map(|day| day.0);
        if row.imported && given.is_none() {
            let settled_in = today.plus_days(SETTLING_IN).max(row.due_on);
            stage.counts_from.get_or_insert(settled_in);
        }
        Ok(Self {
            invoice: row.invoice_id,
            number: row.number,
            due_on: row.due_on,
            credit_first: row.credit_first,
            place: row.series_n.unwrap_or_default(),
            counts_from: given.or(stage.counts_from),
            stage,
            serves,
            next: Some(row.due_on),
        })
    }

    /// One that is issued.
    pub fn issued(paper: &Invoice) -> Self {
        Self {
            invoice: paper.id.clone(),
            number: paper.number.clone(),
            due_on: paper.due_on,
            credit_first: paper.credit_first,
            stage: Stage::default(),
            place: paper.series.map_or(0, |(_, n)| n),
            counts_from: None,
            // What has not ended: it is billed.
            serves: Vec::new(),
            next: Some(paper.due_on),
        }
    }

    /// The order in which debts are collected and told of.
    pub fn order(&self) -> (Date, i64, &str) {
        (self.due_on, self.place, &self.number)
    }

    /// How it is kept.
    pub fn kept(&self, account: &AccountId) -> Dunned {
        Dunned {
            invoice: self.invoice.clone(),
            account: account.clone(),
            next_on: self.next,
            // Dates and numbers only: cannot fail.
            stage: serde_json::to_string(&self.stage).unwrap_or_default(),
        }
    }

    /// As the rules see it on a day.
    pub fn debt(&self, book: &AccountBook<'_>, day: Date) -> Result<Debt, BookingError> {
        let standing = book.standing(&self.invoice)?;
        Ok(Debt {
            counts_from: self.counts_from,
            open: standing.open_minor > 0,
            in_flight: standing.in_flight.then_some(day),
            // No billing account is charged by itself yet: nothing is announced, only credit is
            // collected, and whoever pays is reminded like one who pays by hand.
            payer: false,
            suspendable: false,
            ended: self.terminated(),
            tried_on: self.stage.tried_on,
            sent: self.stage.sent.clone(),
            skipped: self.stage.skipped.clone(),
            ..Debt::new(self.due_on)
        })
    }

    /// Whether all that it is for was terminated: what is left of it is dunned no further. Of what
    /// was cancelled or has expired, the customer is reminded like of everything else.
    fn terminated(&self) -> bool {
        let over = |it: &Served| it.status.0 == Status::Terminated;
        !self.serves.is_empty() && self.serves.iter().all(over)
    }

    /// Sees to it that it is looked at again; whether that is on the same day, because something is
    /// left to be done.
    pub fn look_again(
        &mut self,
        book: &AccountBook<'_>,
        policy: &Policy,
        day: Date,
    ) -> Result<bool, BookingError> {
        let debt = self.debt(book, day)?;
        let left = !dunning::steps(policy, &debt, day).is_empty();
        let next = || dunning::next_day(policy, &debt, day);
        self.next = if left { Some(day) } else { next() };
        Ok(left)
    }
}
