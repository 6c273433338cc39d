use model::subscription::Cycle;
use model::time::{Date, Period};

/// The fixed billing day of an account, instead of the anniversary of each subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedDay {
    /// The day of the month; the last one in shorter months.
    pub day: u32,
    /// An order on a later day of the month also pays the month that follows.
    pub threshold: Option<u32>,
}

/// What is known of a subscription's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// When it began.
    pub started_on: Date,
    /// The first period here, where it was billed elsewhere before.
    pub next_renewal_on: Option<Date>,
    /// The day of the month on which periods begin, if it was given.
    pub anchor_day: Option<u32>,
    /// Months or years, and how many of them.
    pub cycle: (Cycle, u32),
}

/// The periods of a subscription: period n runs from `begin(n)` up to `begin(n + 1)`. The anchor
/// keeps its day: what begins on the 31st returns to it after a shorter month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    origin: Date,
    second: Date,
    anchor: u32,
    months: i32,
    /// The days of the whole period of which the first one is a part.
    whole: Option<i32>,
    threshold: Option<u32>,
    first_is_renewal: bool,
}

impl Begin {
    /// The day on which the first period billed here begins.
    #[must_use]
    pub fn origin(&self) -> Date {
        self.next_renewal_on.unwrap_or(self.started_on)
    }

    /// The anchor day: as given, else that of the start if the next renewal is a step of it, else
    /// that of the next renewal.
    #[must_use]
    pub fn anchor(&self) -> u32 {
        let (_, _, start) = self.started_on.parts();
        let inferred = self.next_renewal_on.map_or(start, |next| {
            let steps = Grid::anniversary(self.started_on, start, self.cycle);
            let (_, _, own) = next.parts();
            if steps.begins(next) { start } else { own }
        });
        self.anchor_day.unwrap_or(inferred)
    }
}

/// The months of a cycle, one at least.
fn months((cycle, every): (Cycle, u32)) -> i32 {
    let every = i32::try_from(every.clamp(1, 1200)).unwrap_or(1);
    match cycle {
        Cycle::Month => every,
        Cycle::Year => every.saturating_mul(12),
    }
}

/// Months since the year 0.
fn month_count(day: Date) -> i32 {
    let (year, month, _) = day.parts();
    year * 12 + month.cast_signed()
}

impl Grid {
    /// The periods of a subscription. A fixed billing day rules monthly cycles only.
    #[must_use]
    pub fn new(begin: &Begin, fixed: Option<FixedDay>) -> Self {
        let grid = match fixed {
            Some(fixed) if begin.cycle == (Cycle::Month, 1) => Self::fixed(begin.origin(), fixed),
            _ => Self::anniversary(begin.origin(), begin.anchor(), begin.cycle),
        };
        Self {
            first_is_renewal: begin.next_renewal_on.is_some(),
            ..grid
        }
    }

    /// Periods that begin on the anchor day, the first one on `origin`.
    #[must_use]
    pub fn anniversary(origin: Date, anchor: u32, cycle: (Cycle, u32)) -> Self {
        Self {
            origin,
            second: origin.plus_months(months(cycle), anchor),
            anchor,
            months: months(cycle),
            whole: None,
            threshold: None,
            first_is_renewal: false,
        }
    }

    /// Months that begin on the fixed billing day; the first one runs up to the next such day.
    #[must_use]
    pub fn fixed(origin: Date, fixed: FixedDay) -> Self {
        let this = origin.plus_months(0, fixed.day);
        let shift = i32::from(this <= origin);
        let second = origin.plus_months(shift, fixed.day);
        let whole = second.since(second.plus_months(-1, fixed.day));
        Self {
            origin,
            second,
            anchor: fixed.day,
            months: 1,
            whole: (second.since(origin) < whole).then_some(whole),
            threshold: fixed.threshold,
            first_is_renewal: false,
        }
    }

    /// The day on which the first period begins.
    #[must_use]
    pub const fn origin(&self) -> Date {
        self.origin
    }

    /// The first day of period n, counted from 0.
    #[must_use]
    pub fn begin(&self, n: i32) -> Date {
        if n <= 0 {
            return self.origin;
        }
        let steps = (n - 1).saturating_mul(self.months);
        self.second.plus_months(steps, self.anchor)
    }

    /// Period n, counted from 0.
    #[must_use]
    pub fn period(&self, n: i32) -> Period {
        Period {
            from: self.begin(n),
            to: self.begin(n.saturating_add(1)),
        }
    }

    /// The number of the period in which a day lies; none before the first.
    #[must_use]
    pub fn index(&self, day: Date) -> Option<i32> {
        if day < self.origin {
            return None;
        }
        let steps = (month_count(day) - month_count(self.second)).div_euclid(self.months);
        let near = steps.saturating_add(1).max(0);
        // Days of the month may put it one period before or after the one its month tells.
        let within = |n: &i32| self.period(*n).contains(day);
        [near, near - 1, near + 1].into_iter().find(within)
    }

    /// The period in which a day lies; none before the first.
    #[must_use]
    pub fn containing(&self, day: Date) -> Option<Period> {
        self.index(day).map(|n| self.period(n))
    }

    /// The day of the first renewal after a day: a subscription's first period is none.
    #[must_use]
    pub fn renewal_after(&self, day: Date) -> Date {
        match self.index(day) {
            None if self.first_is_renewal => self.origin,
            None => self.begin(1),
            Some(n) => self.begin(n.saturating_add(1)),
        }
    }

    /// Whether a period begins on a day.
    #[must_use]
    pub fn begins(&self, day: Date) -> bool {
        self.containing(day).is_some_and(|it| it.from == day)
    }

    /// Of how many days a period would be if it were whole: more than it has only for the first
    /// one up to a fixed billing day.
    #[must_use]
    pub fn whole_days(&self, period: Period) -> i32 {
        match self.whole {
            Some(whole) if period.from == self.origin => whole,
            _ => period.days(),
        }
    }

    /// Whether the period that begins on a day is the first of the subscription, not the first
    /// one after it came from elsewhere.
    #[must_use]
    pub fn first(&self, from: Date) -> bool {
        from == self.origin && !self.first_is_renewal
    }

    /// How many periods the first invoice pays: two for an order later in the month than the
    /// threshold.
    #[must_use]
    pub fn first_periods(&self) -> i32 {
        let (_, _, day) = self.origin.parts();
        let late = self.threshold.is_some_and(|threshold| day > threshold);
        1 + i32::from(late && self.whole.is_some() && !self.first_is_renewal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn imported(started: &str, next: &str, anchor_day: Option<u32>) -> Begin {
        Begin {
            started_on: day(started),
            next_renewal_on: Some(day(next)),
            anchor_day,
            cycle: (Cycle::Month, 1),
        }
    }

    #[test]
    fn the_anchor_is_given_or_told_by_the_start() {
        let of_31st = imported("2025-10-31", "2026-02-28", None);
        assert_eq!(of_31st.anchor(), 31);
        assert_eq!(Grid::new(&of_31st, None).begin(1), day("2026-03-31"));
        assert_eq!(imported("2025-10-31", "2026-02-27", None).anchor(), 27);
        assert_eq!(imported("2025-10-31", "2026-02-27", Some(30)).anchor(), 30);
    }

    #[test]
    fn a_fixed_day_makes_the_first_month_a_part() {
        let fixed = |day, threshold| FixedDay { day, threshold };
        let grid = Grid::fixed(day("2026-01-25"), fixed(1, Some(20)));
        assert_eq!(grid.period(0).to, day("2026-02-01"));
        assert_eq!(
            (grid.period(0).days(), grid.whole_days(grid.period(0))),
            (7, 31)
        );
        assert_eq!(grid.first_periods(), 2);
        let grid = Grid::fixed(day("2026-01-20"), fixed(1, Some(20)));
        assert_eq!(grid.first_periods(), 1);
        let grid = Grid::fixed(day("2026-02-28"), fixed(31, Some(20)));
        assert_eq!(grid.period(0).to, day("2026-03-31"));
        assert_eq!(grid.whole_days(grid.period(0)), 31);
        assert_eq!(grid.first_periods(), 1);
    }

    #[test]
    fn a_fixed_day_rules_months_only() {
        let mut begin = imported("2025-10-15", "2026-02-15", None);
        let fixed = FixedDay {
            day: 1,
            threshold: Some(10),
        };
        assert_eq!(Grid::new(&begin, Some(fixed)).begin(1), day("2026-03-01"));
        assert_eq!(Grid::new(&begin, Some(fixed)).first_periods(), 1);
        begin.cycle = (Cycle::Year, 1);
        assert_eq!(Grid::new(&begin, Some(fixed)).begin(1), day("2027-02-15"));
    }

    prop_compose! {
        fn any_grid()(
            origin in 10_000..30_000_i32, anchor in 1..=31_u32, every in 1..30_u32,
            year in any::<bool>(), fixed in any::<bool>(),
        ) -> Grid {
            let origin = Date::from_days(origin).unwrap();
            let cycle = (if year { Cycle::Year } else { Cycle::Month }, every);
            if fixed {
                Grid::fixed(origin, FixedDay { day: anchor, threshold: None })
            } else {
                Grid::anniversary(origin, anchor, cycle)
            }
        }
    }

    proptest! {
        #[test]
        fn periods_partition_time(grid in any_grid(), n in 0..200_i32) {
            let period = grid.period(n);
            prop_assert!(period.from < period.to);
            prop_assert_eq!(grid.period(n + 1).from, period.to);
            prop_assert!(grid.whole_days(period) >= period.days());
        }

        #[test]
        fn each_day_lies_in_its_period(grid in any_grid(), after in 0..20_000_i32) {
            let day = grid.origin().plus_days(after);
            let n = grid.index(day).unwrap();
            prop_assert!(grid.period(n).contains(day));
            prop_assert_eq!(grid.index(grid.origin().plus_days(-1)), None);
        }

        #[test]
        fn a_later_beginning_gives_the_same_grid(grid in any_grid(), n in 1..50_i32) {
            let cycle = (Cycle::Month, u32::try_from(grid.months).unwrap());
            let later = Grid::anniversary(grid.begin(n), grid.anchor, cycle);
            prop_assert_eq!(later.period(3), grid.period(n + 3));
        }
    }
}
