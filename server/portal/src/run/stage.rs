use std::collections::HashMap;

use billing::dunning::{STOP_AT, Warning};
use model::id::{MessageId, PaymentId};
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use store::outbox::{NEVER, Way};

use crate::zone::{date_in, time_on};

/// What was done about an invoice, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Stage {
    /// The day of the last collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried_on: Option<Date>,
    /// The last charge, as long as it is not known how it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<PaymentId>,
    /// Whether the automatic charge was announced.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub announced: bool,
    /// Whether it was too small to be charged alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub small: bool,
    /// Whether it was paid before: what was taken back is not charged again by itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
    /// From when dunning of an imported one counts, where nobody said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<Date>,
    /// Reminders, each by its days after the due day, with the day on which it was queued.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<(i32, Date)>,
    /// Reminders that were skipped, because a later one was due too or credit will pay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<i32>,
    /// Warnings of the suspension.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warned: Vec<Warned>,
    /// The day of the suspension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_on: Option<Date>,
    /// Whether it led to a termination.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub terminated: bool,
}

/// A warning: queued, then handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Warned {
    /// So many days before.
    days: i32,
    /// Its mails, until one of them is handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mails: Vec<MessageId>,
    /// The day from which its distance counts, once one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<Date>,
}

impl Stage {
    /// Whether a warning was queued.
    pub fn warns(&self, warning: Warning) -> bool {
        self.warned.iter().any(|it| it.days == warning.days())
    }

    /// Queues a warning.
    pub fn warn(&mut self, warning: Warning) {
        self.warned.push(Warned {
            days: warning.days(),
            mails: Vec::new(),
            on: None,
        });
    }

    /// The mails in which new warnings stand.
    pub fn queued(&mut self, mails: &[MessageId]) {
        for it in &mut self.warned {
            if it.on.is_none() && it.mails.is_empty() {
                it.mails = mails.to_vec();
            }
        }
    }

    /// The mails of which it is not known yet whether they were handed over.
    pub fn mails(&self) -> impl Iterator<Item = &MessageId> {
        self.warned.iter().flat_map(|it| &it.mails)
    }

    /// Notes which warnings were handed over; those of which no mail ever will be are given again.
    pub fn hear(&mut self, ways: &HashMap<MessageId, Way>, zone: &str) {
        for it in &mut self.warned {
            let ways = it.mails.iter().filter_map(|mail| ways.get(mail));
            let sent = ways.filter_map(|way| way.sent_at).min();
            if let Some(sent) = sent {
                it.on = Some(handed_over(zone, Instant(sent), it.days));
                it.mails.clear();
            }
        }
        self.warned.retain(|it| {
            let hopes = |mail: &MessageId| ways.get(mail).is_some_and(|way| way.next_at < NEVER.0);
            it.on.is_some() || it.mails.iter().any(hopes)
        });
    }

    /// The warnings that were handed over.
    pub fn warnings(&self) -> Vec<(Warning, Date)> {
        let known = [Warning::ThreeDays, Warning::OneDay].into_iter();
        let known = known.filter_map(|warning| {
            let found = self.warned.iter().find(|it| it.days == warning.days())?;
            Some((warning, found.on?))
        });
        known.collect()
    }
}

/// The day from which a warning counts: so many days later, at the hour of suspensions, as many
/// times 24 hours have passed since it was handed over.
fn handed_over(zone: &str, at: Instant, days: i32) -> Date {
    let day = date_in(zone, at);
    let stop = time_on(zone, day.plus_days(days), STOP_AT);
    if at.plus_seconds(i64::from(days) * 86_400) <= stop {
        day
    } else {
        day.plus_days(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_counts_once_its_hours_can_pass() {
        // In the night to 2026-03-29 the clocks of Berlin leave out an hour.
        for (sent_on, minutes, days, day) in [
            ("2026-04-08", 8 * 60, 1, "2026-04-08"),
            ("2026-04-08", 8 * 60 + 1, 1, "2026-04-09"),
            ("2026-03-26", 8 * 60, 3, "2026-03-26"),
            ("2026-03-26", 8 * 60 + 1, 3, "2026-03-27"),
            ("2026-03-28", 8 * 60 + 30, 1, "2026-03-29"),
        ] {
            let at = time_on("UTC", sent_on.parse().unwrap(), minutes);
            let counts = handed_over("Europe/Berlin", at, days).to_string();
            assert_eq!(counts, day, "{at}");
        }
    }
}
