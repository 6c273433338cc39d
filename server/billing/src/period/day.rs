use model::subscription::PlanKind;
use model::time::{Date, Period};

use crate::policy::Policy;

/// The days for which an invoice is planned. Periods, prices and tax follow them, whenever the
/// invoice is really made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Planned {
    /// When it is to be issued.
    pub issue_on: Date,
    /// When it is to be due.
    pub due_on: Date,
}

/// The days on which it is really issued and due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Real {
    /// The date on it, in the seller's zone.
    pub issued_on: Date,
    /// When it is due, in the account's zone.
    pub due_on: Date,
}

/// For what an invoice is made, as far as its due day goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A first invoice, or what the customer confirmed: due at once, however late.
    AtOnce,
    /// What the run makes by itself.
    Run,
    /// What was held back while the subscription was suspended: three days at least.
    Restored,
}

/// The planned days of a period. Domains and certificates are renewed ahead of their end.
#[must_use]
pub fn planned(policy: &Policy, kind: PlanKind, from: Date, first: bool) -> Planned {
    let (lead, due) = match (first, kind) {
        (true, _) => (0, 0),
        (false, PlanKind::Hosting | PlanKind::Other) => (policy.invoice_lead_days, 0),
        (false, PlanKind::Domain | PlanKind::Certificate) => {
            (policy.domain_lead_days, policy.domain_due_days)
        }
    };
    Planned {
        issue_on: from.plus_days(-days(lead)),
        due_on: from.plus_days(-days(due)),
    }
}

/// The planned days of what a calendar month's usage costs: the first of the next month, and the
/// time to pay after it.
#[must_use]
pub fn usage_planned(policy: &Policy, month: Period) -> Planned {
    Planned {
        issue_on: month.to,
        due_on: month.to.plus_days(days(policy.payment_days)),
    }
}

impl Planned {
    /// The days for what is really made today (in the account's zone; `seller_today` in the
    /// seller's). A due day is never brought forward, and never so near that nobody could pay.
    #[must_use]
    pub fn real(self, policy: &Policy, doing: Doing, (today, seller_today): (Date, Date)) -> Real {
        let late = today.since(self.issue_on) > 1;
        let least = match doing {
            Doing::AtOnce => today,
            Doing::Run if late => today.plus_days(days(policy.payment_days)),
            Doing::Run => self.due_on,
            Doing::Restored => today.plus_days(3),
        };
        Real {
            issued_on: seller_today,
            due_on: self.due_on.max(least),
        }
    }
}

/// A setting in days as dates count them.
pub(crate) fn days(setting: u32) -> i32 {
    i32::try_from(setting).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn pair(planned: Planned) -> (Date, Date) {
        (planned.issue_on, planned.due_on)
    }

    #[test]
    fn days_are_planned_by_the_kind_of_plan() {
        let policy = Policy::default();
        let of = |kind, first| pair(planned(&policy, kind, day("2026-03-15"), first));
        let begin = day("2026-03-15");
        assert_eq!(of(PlanKind::Hosting, true), (begin, begin));
        assert_eq!(of(PlanKind::Domain, true), (begin, begin));
        assert_eq!(of(PlanKind::Hosting, false), (day("2026-03-01"), begin));
        let ahead = (day("2026-02-13"), day("2026-03-01"));
        assert_eq!(of(PlanKind::Domain, false), ahead);
        assert_eq!(of(PlanKind::Certificate, false), ahead);
        let month = Period {
            from: day("2026-02-01"),
            to: day("2026-03-01"),
        };
        let usage = (day("2026-03-01"), day("2026-03-15"));
        assert_eq!(pair(usage_planned(&policy, month)), usage);
    }

    #[test]
    fn what_is_made_late_leaves_time_to_pay() {
        let policy = Policy::default();
        let renewal = planned(&policy, PlanKind::Hosting, day("2026-03-15"), false);
        let due = |doing, today| {
            renewal
                .real(&policy, doing, (day(today), day(today)))
                .due_on
        };
        assert_eq!(due(Doing::Run, "2026-03-01"), day("2026-03-15"));
        assert_eq!(due(Doing::Run, "2026-03-02"), day("2026-03-15"));
        assert_eq!(due(Doing::Run, "2026-03-03"), day("2026-03-17"));
        assert_eq!(due(Doing::AtOnce, "2026-03-03"), day("2026-03-15"));
        assert_eq!(due(Doing::AtOnce, "2026-03-20"), day("2026-03-20"));
        assert_eq!(due(Doing::Restored, "2026-03-10"), day("2026-03-15"));
        assert_eq!(due(Doing::Restored, "2026-03-14"), day("2026-03-17"));
    }

    #[test]
    fn the_date_on_it_is_the_sellers() {
        let policy = Policy::default();
        let renewal = planned(&policy, PlanKind::Hosting, day("2026-03-15"), false);
        let days = (day("2026-03-01"), day("2026-02-28"));
        let real = renewal.real(&policy, Doing::Run, days);
        assert_eq!(real.issued_on, day("2026-02-28"));
    }
}
