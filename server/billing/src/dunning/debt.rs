use model::time::Date;

/// A warning before a suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// 72 hours before.
    ThreeDays,
    /// 24 hours before.
    OneDay,
}

impl Warning {
    /// How many days before the suspension it is handed over.
    #[must_use]
    pub const fn days(self) -> i32 {
        match self {
            Self::ThreeDays => 3,
            Self::OneDay => 1,
        }
    }
}

/// What is done about a debt on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The customer is told of the automatic charge.
    Announce,
    /// Credit and payer are asked for it, once.
    Collect,
    /// A reminder that is skipped, because a later one is due too.
    Skip(i32),
    /// The reminder of so many days after (below zero: before) the due day.
    Remind(i32),
    /// A warning of the suspension.
    Warn(Warning),
    /// The subscription is suspended.
    Suspend,
    /// The subscription is terminated.
    Terminate,
}

/// Time that the customer was given; one for an account in 12 months, for all that is overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The day on which it was given.
    pub on: Date,
    /// How many days.
    pub days: u32,
}

/// An open invoice with what was done about it. All days are real ones of the account's zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// When it is due.
    pub due_on: Date,
    /// From when dunning counts, where that is not the due day: reopened, or imported.
    pub counts_from: Option<Date>,
    /// Whether something is open that can be collected: a small rest is not.
    pub open: bool,
    /// Since when a payment of it is processing or unknown: dunning rests.
    pub in_flight: Option<Date>,
    /// Whether a payment of it is in flight at all: nothing is collected.
    pub asked: bool,
    /// Whether somebody pays it without being asked; else it is paid by hand.
    pub payer: bool,
    /// Whether what it pays can be suspended: domains cannot.
    pub suspendable: bool,
    /// Whether what it pays has ended: it is neither charged nor dunned further.
    pub ended: bool,
    /// Whether the automatic charge was announced.
    pub announced: bool,
    /// The day of the last automatic charge.
    pub tried_on: Option<Date>,
    /// Reminders with the day on which they were sent.
    pub sent: Vec<(i32, Date)>,
    /// Reminders that were skipped.
    pub skipped: Vec<i32>,
    /// Warnings with the day on which they were handed over.
    pub warned: Vec<(Warning, Date)>,
    /// The day of the suspension.
    pub suspended_on: Option<Date>,
    /// Whether it led to a termination.
    pub terminated: bool,
    /// The extension.
    pub extension: Option<Extension>,
}

impl Debt {
    /// A new one: nothing was done yet.
    #[must_use]
    pub const fn new(due_on: Date) -> Self {
        Self {
            due_on,
            counts_from: None,
            open: true,
            in_flight: None,
            asked: false,
            payer: false,
            suspendable: true,
            ended: false,
            announced: false,
            tried_on: None,
            sent: Vec::new(),
            skipped: Vec::new(),
            warned: Vec::new(),
            suspended_on: None,
            terminated: false,
            extension: None,
        }
    }

    /// As it is once a step is done.
    pub fn done(&mut self, step: Step, on: Date) {
        match step {
            Step::Announce => self.announced = true,
            Step::Collect => self.tried_on = Some(on),
            Step::Skip(day) => self.skipped.push(day),
            Step::Remind(day) => self.sent.push((day, on)),
            Step::Warn(warning) => self.warned.push((warning, on)),
            Step::Suspend => self.suspended_on = Some(on),
            Step::Terminate => self.terminated = true,
        }
    }

    /// The day from which all stages count.
    #[must_use]
    pub fn base(&self) -> Date {
        self.counts_from.unwrap_or(self.due_on)
    }

    pub(super) fn warned_on(&self, warning: Warning) -> Option<Date> {
        let mut warned = self.warned.iter();
        warned.find(|(it, _)| *it == warning).map(|(_, on)| *on)
    }

    pub(super) fn reminded(&self, day: i32) -> bool {
        self.skipped.contains(&day) || self.sent.iter().any(|(it, _)| *it == day)
    }

    /// By how many days later stages are late: as much as the last one really was, and the
    /// extension if it was given after that.
    pub(super) fn shift(&self) -> i32 {
        let late = self.sent.iter().filter(|(day, _)| *day > 0);
        let last = late.max_by_key(|(_, on)| *on);
        let slipped = last.map_or(0, |(day, on)| on.since(self.base().plus_days(*day)).max(0));
        slipped + self.extended(last.map(|(_, on)| *on))
    }

    /// The days of the extension, if it was given after a stage.
    pub(super) fn extended(&self, stage: Option<Date>) -> i32 {
        let later = |it: &Extension| stage.is_none_or(|stage| it.on >= stage);
        let given = self.extension.filter(later);
        given.map_or(0, |it| crate::period::days(it.days))
    }
}
