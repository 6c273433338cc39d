//! What a customer has to do (*To-do items* in the specification): rules over the facts of an
//! account. Nothing is stored: what has no cause any more is not made any more.

mod snooze;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use model::billing_account::{BillingAccountStatus, PayerView};
use model::currency::Currency;
use model::invoice::{InvoiceState, InvoiceSummary};
use model::money::Money;
use model::time::Date;
use model::todo::{Beyond, Matter, Measured, Named, Owed, Todo};

use crate::usage::month_of;

pub use snooze::{Parted, Snooze, apart, cause, choices};

/// So many days before it is due an invoice is to be paid by whoever pays by hand.
pub const WEEK: i32 = 7;

/// So many days ahead it is said what ends: longer than a month, so that no monthly charge comes
/// unannounced.
pub const AHEAD: i32 = 45;

/// From so many percent of a limit on it is said what happens over it.
pub const NEAR: u32 = 80;

/// What the rules look at, as far as the reader may see it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Open invoices, by due date.
    pub invoices: Vec<Open>,
    /// Billing accounts that something would be charged to.
    pub payers: Vec<Paying>,
    /// Credit by currency that no payment has set aside.
    pub credit: Vec<Money>,
    /// Whether the reader may know what credit does.
    pub credit_seen: bool,
    /// The credit below which the customer wants to be told, by currency.
    pub least: Vec<Money>,
    /// Whether the automatic top-up rests until the customer has looked at it.
    pub top_up_rests: bool,
    /// Resources that have a limit, as this month's readings have them.
    pub metered: Vec<Metered>,
    /// Subscriptions that go to an end or to a change.
    pub moving: Vec<Moving>,
}

/// An open invoice.
#[derive(Clone, Debug)]
pub struct Open {
    /// As lists show it.
    pub summary: InvoiceSummary,
    /// Whether no billing account pays it by itself.
    pub by_hand: bool,
    /// Whether credit pays it on its due date, as far as there is any.
    pub credit_first: bool,
    /// Whether it was paid, and that was taken back.
    pub taken_back: bool,
}

/// A billing account that something would be charged to.
#[derive(Clone, Debug)]
pub struct Paying {
    /// As it is named.
    pub view: PayerView,
    /// The last day on which it is good, if it ends.
    pub last_good: Option<Date>,
}

/// A resource that has a limit, in base units.
#[derive(Clone, Debug)]
pub struct Metered {
    /// What is used this month.
    pub used: i64,
    /// The limit in force.
    pub limit: i64,
    /// As it is told; what it is of the limit is worked out here.
    pub told: Measured,
}

/// A subscription that goes somewhere.
#[derive(Clone, Debug)]
pub struct Moving {
    /// Which.
    pub subscription: Named,
    /// Where to.
    pub to: Goal,
    /// When: the last day, or that of the change.
    pub on: Date,
}

/// Where a subscription goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To the end that was set.
    Cancelled,
    /// To the end of what is paid, because it does not renew itself.
    NotRenewed,
    /// To another plan or cycle.
    Change,
    /// To a period that the customer pays by hand.
    ByHand,
}

/// What there is to do, the most urgent first: what is late, then by the day on which something is
/// lost, then by how much that is.
#[must_use]
pub fn todos(facts: &Facts, today: Date) -> Vec<Todo> {
    let invoices = invoices(facts, today);
    let payers = facts.payers.iter().filter_map(|payer| paying(payer, today));
    let credit = facts
        .least
        .iter()
        .filter_map(|least| low(*least, &facts.credit));
    let metered = facts.metered.iter().filter_map(|one| near(one, today));
    let moving = facts.moving.iter().filter_map(|one| moving(one, today));
    let top_up = facts.top_up_rests.then_some(Todo {
        matter: Matter::TopUp,
        until: None,
    });
    let made = invoices
        .into_iter()
        .chain(payers)
        .chain(metered)
        .chain(credit)
        .chain(top_up)
        .chain(moving);
    let once: BTreeMap<(u8, String), Todo> = made
        .map(|todo| ((rule(&todo.matter), todo.key()), todo))
        .collect();
    let mut all: Vec<((u8, String), Todo)> = once.into_iter().collect();
    all.sort_by(|(key, a), (other, b)| urgency(a, b, today).then_with(|| key.cmp(other)));
    all.into_iter().map(|(_, todo)| todo).collect()
}

fn invoices(facts: &Facts, today: Date) -> Vec<Todo> {
    let mut left: BTreeMap<Currency, i64> = BTreeMap::new();
    for credit in &facts.credit {
        left.insert(credit.currency, credit.minor);
    }
    let mut open: Vec<&Open> = facts.invoices.iter().collect();
    open.sort_by_key(|open| open.summary.due_on);
    open.iter()
        .filter_map(|open| invoice(open, &mut left, (today, facts.credit_seen)))
        .collect()
}

fn invoice(
    open: &Open,
    left: &mut BTreeMap<Currency, i64>,
    (today, seen): (Date, bool),
) -> Option<Todo> {
    let summary = &open.summary;
    if let Some(flight) = summary.flight.as_ref().filter(|flight| flight.waits) {
        let matter = Matter::Confirm {
            checkout: flight.checkout.clone(),
            number: summary.number.clone(),
        };
        return Some(Todo {
            matter,
            until: None,
        });
    }
    let waits = match summary.state {
        InvoiceState::Open | InvoiceState::PartPaid => !summary.open.is_zero(),
        InvoiceState::Processing
        | InvoiceState::Paid
        | InvoiceState::Credited
        | InvoiceState::WrittenOff => false,
    };
    if !waits {
        return None;
    }
    let covered = open.credit_first && cover(left, summary.open);
    let until = Some(summary.due_on);
    let owed = Owed {
        taken_back: open.taken_back,
        ..owed(summary)
    };
    if summary.due_on < today {
        let covered = covered && seen;
        let matter = Matter::Overdue(Owed { covered, ..owed });
        return Some(Todo { matter, until });
    }
    let soon = summary.due_on <= today.plus_days(WEEK);
    let pays_itself = covered || !(open.taken_back || (soon && open.by_hand));
    (!pays_itself).then_some(Todo {
        matter: Matter::Due(owed),
        until,
    })
}

/// Whether what is left of the credit is enough, and takes it.
fn cover(left: &mut BTreeMap<Currency, i64>, open: Money) -> bool {
    let Some(left) = left.get_mut(&open.currency) else {
        return false;
    };
    let enough = *left >= open.minor;
    *left = left.saturating_sub(open.minor).max(0);
    enough
}

fn owed(summary: &InvoiceSummary) -> Owed {
    Owed {
        invoice: summary.id.clone(),
        number: summary.number.clone(),
        about: summary.title.clone(),
        open: summary.open,
        covered: false,
        taken_back: false,
    }
}

fn paying(payer: &Paying, today: Date) -> Option<Todo> {
    let soon = |last: &Date| *last <= today.plus_days(AHEAD);
    let (status, until) = match payer.view.status {
        BillingAccountStatus::Removed => return None,
        BillingAccountStatus::Active | BillingAccountStatus::Expiring => {
            match payer.last_good.filter(soon)? {
                last if last < today => (BillingAccountStatus::Expired, None),
                last => (BillingAccountStatus::Expiring, Some(last)),
            }
        }
        status @ (BillingAccountStatus::PendingVerification
        | BillingAccountStatus::Expired
        | BillingAccountStatus::Failing) => (status, None),
    };
    let view = payer.view.clone();
    Some(Todo {
        matter: Matter::Payer(PayerView { status, ..view }),
        until,
    })
}

/// What will be charged is lost with the month; what is blocked is lost already.
fn near(one: &Metered, today: Date) -> Option<Todo> {
    let Metered { used, limit, .. } = *one;
    let percent = i128::from(used) * 100 / i128::from(limit.max(1));
    let percent = u32::try_from(percent).unwrap_or_default();
    if used <= 0 || (percent < NEAR && used < limit) {
        return None;
    }
    let charged = match &one.told.beyond {
        Beyond::Charged { ahead, .. } => !ahead.is_zero(),
        Beyond::Blocked | Beyond::Free => false,
    };
    Some(Todo {
        matter: Matter::Usage(Measured {
            percent,
            reached: used >= limit,
            ..one.told.clone()
        }),
        until: charged.then(|| month_of(today).to.plus_days(-1)),
    })
}

fn low(least: Money, credit: &[Money]) -> Option<Todo> {
    let known = credit.iter().find(|left| left.currency == least.currency);
    let left = known.copied().unwrap_or(Money::zero(least.currency));
    (left.minor < least.minor).then_some(Todo {
        matter: Matter::CreditLow { left, least },
        until: None,
    })
}

fn moving(one: &Moving, today: Date) -> Option<Todo> {
    let near = one.on >= today && one.on <= today.plus_days(AHEAD);
    let subscription = one.subscription.clone();
    let matter = match one.to {
        Goal::Cancelled => Matter::Ending {
            subscription,
            cancelled: true,
        },
        Goal::NotRenewed => Matter::Ending {
            subscription,
            cancelled: false,
        },
        Goal::Change => Matter::Change(subscription),
        Goal::ByHand => Matter::ByHand(subscription),
    };
    near.then_some(Todo {
        matter,
        until: Some(one.on),
    })
}

/// The rule, in the order of what is lost: service, then a charge, then a reserve, then nothing.
const fn rule(matter: &Matter) -> u8 {
    match matter {
        Matter::Overdue(_) => 0,
        Matter::Confirm { .. } => 1,
        Matter::Ending { .. } => 2,
        Matter::Payer(_) => 3,
        Matter::Due(_) => 4,
        Matter::Usage(_) => 5,
        Matter::TopUp => 6,
        Matter::CreditLow { .. } => 7,
        Matter::Change(_) => 8,
        Matter::ByHand(_) => 9,
    }
}

fn urgency(a: &Todo, b: &Todo, today: Date) -> Ordering {
    let order = |todo: &Todo| (when(todo, today), rule(&todo.matter), left(&todo.matter));
    order(a).cmp(&order(b))
}

/// Whether anything is left of a limit.
const fn left(matter: &Matter) -> bool {
    matches!(matter, Matter::Usage(Measured { reached: false, .. }))
}

/// The day on which something is lost: what nothing can be charged to loses today, and so does what
/// is blocked, or waits at the bank. Without a day, after all that has one.
fn when(todo: &Todo, today: Date) -> (bool, Option<Date>) {
    let now = match &todo.matter {
        Matter::Payer(payer) => matches!(
            payer.status,
            BillingAccountStatus::Failing | BillingAccountStatus::Expired
        ),
        Matter::Usage(of) => of.reached && of.beyond == Beyond::Blocked,
        Matter::Confirm { .. } => true,
        Matter::Overdue(_)
        | Matter::Due(_)
        | Matter::CreditLow { .. }
        | Matter::TopUp
        | Matter::Ending { .. }
        | Matter::Change(_)
        | Matter::ByHand(_) => false,
    };
    let day = todo.until.or_else(|| now.then_some(today));
    (day.is_none(), day)
}
