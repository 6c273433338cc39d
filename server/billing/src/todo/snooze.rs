//! To-dos that somebody has put off until a day (docs/adr, to-dos are put off).

use model::billing_account::BillingAccountStatus;
use model::time::Date;
use model::todo::{Beyond, Matter, Todo};

/// For so many days a to-do may be put off.
const DAYS: [i32; 3] = [1, 3, 7];

/// A to-do that is put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snooze {
    /// Which one: its key.
    pub todo: String,
    /// The day on which it comes back.
    pub until: Date,
    /// What made it when it was put off.
    pub cause: String,
}

/// The days until which a to-do may be put off: none after its deadline, so none of what is late.
#[must_use]
pub fn choices(todo: &Todo, today: Date) -> Vec<Date> {
    let days = DAYS.map(|days| today.plus_days(days)).into_iter();
    days.filter(|day| in_time(todo, *day)).collect()
}

fn in_time(todo: &Todo, until: Date) -> bool {
    todo.until.is_none_or(|last| until <= last)
}

/// What made a to-do. Where that has become another, so has this text, and whoever put it off is
/// told again.
#[must_use]
pub fn cause(todo: &Todo) -> String {
    let what = match &todo.matter {
        Matter::Overdue(owed) | Matter::Due(owed) => owed.open.plain(),
        Matter::Confirm { .. } => "waits".to_owned(),
        Matter::Payer(payer) => standing(payer.status).to_owned(),
        Matter::Usage(of) => {
            let beyond = match of.beyond {
                Beyond::Charged { .. } => "charged",
                Beyond::Blocked => "blocked",
                Beyond::Free => "free",
            };
            let far = if of.reached { "reached" } else { "near" };
            format!("{far} {beyond}")
        }
        Matter::CreditLow { left, least } => {
            let any = if left.minor > 0 { "some" } else { "none" };
            format!("{any} of {}", least.plain())
        }
        Matter::Ending { cancelled, .. } => {
            let why = if *cancelled {
                "cancelled"
            } else {
                "not renewed"
            };
            why.to_owned()
        }
        Matter::Change(_) => "planned".to_owned(),
        Matter::TopUp => "refused".to_owned(),
        Matter::ByHand(_) => "by hand".to_owned(),
    };
    match todo.until {
        Some(until) => format!("{what} {until}"),
        None => what,
    }
}

const fn standing(status: BillingAccountStatus) -> &'static str {
    match status {
        BillingAccountStatus::PendingVerification => "not confirmed",
        BillingAccountStatus::Active => "good",
        BillingAccountStatus::Expiring => "ends",
        BillingAccountStatus::Expired => "ended",
        BillingAccountStatus::Failing => "refused",
        BillingAccountStatus::Removed => "removed",
    }
}

/// To-dos, parted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// What is to be done now, in its order.
    pub open: Vec<Todo>,
    /// What is put off, with the day on which it is back, the next one first.
    pub later: Vec<(Todo, Date)>,
}

/// Parts what is to be done now from what is put off.
#[must_use]
pub fn apart(todos: Vec<Todo>, snoozes: &[Snooze], today: Date) -> Parted {
    let mut parted = Parted::default();
    for todo in todos {
        match until(&todo, snoozes, today) {
            Some(day) => parted.later.push((todo, day)),
            None => parted.open.push(todo),
        }
    }
    parted.later.sort_by_key(|(_, day)| *day);
    parted
}

fn until(todo: &Todo, snoozes: &[Snooze], today: Date) -> Option<Date> {
    let key = todo.key();
    let found = snoozes.iter().find(|it| it.todo == key)?;
    let holds = found.until > today && in_time(todo, found.until) && found.cause == cause(todo);
    holds.then_some(found.until)
}
