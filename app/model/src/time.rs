//! Calendar dates, periods and instants. Zones are the server's business: no zone data here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar date (proleptic Gregorian, years 1 to 9999), held as days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(i32);

/// A text that is not a date or an instant, or a value out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedTime;

impl fmt::Display for MalformedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date such as 2026-03-01")
    }
}

impl std::error::Error for MalformedTime {}

const FIRST: i32 = -719_162;
const LAST: i32 = 2_932_896;

impl Date {
    /// The first day that can be held.
    pub const FIRST: Self = Self(FIRST);
    /// The last one.
    pub const LAST: Self = Self(LAST);

    /// A date by its parts.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, MalformedTime> {
        let fits = (1..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month);
        if fits {
            Ok(Self(days_from_civil(year, month, day)))
        } else {
            Err(MalformedTime)
        }
    }

    /// A date by its days since 1970-01-01.
    ///
    /// # Errors
    /// When it lies outside the years 1 to 9999.
    pub const fn from_days(days: i32) -> Result<Self, MalformedTime> {
        if days >= FIRST && days <= LAST {
            Ok(Self(days))
        } else {
            Err(MalformedTime)
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12), day (1 to 31).
    #[must_use]
    pub fn parts(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekday(self) -> usize {
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// So many days later (earlier if below zero), kept within the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(FIRST, LAST))
    }

    /// So many months later, on `anchor` or the last day of a shorter month.
    #[must_use]
    pub fn plus_months(self, months: i32, anchor: u32) -> Self {
        let (year, month, _) = self.parts();
        let count = year * 12 + i32::try_from(month).unwrap_or(1) - 1;
        let count = count.saturating_add(months).clamp(12, 9999 * 12 + 11);
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        let month = u32::try_from(month).unwrap_or(1);
        Self(days_from_civil(
            year,
            month,
            anchor.clamp(1, days_in_month(year, month)),
        ))
    }

    /// Days from `earlier` to this one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

/// How many days a month has; 0 if there is no such month.
#[must_use]
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days since 1970-01-01 by counting in eras of 400 years that begin in March
/// (H. Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year + era * 400 + i32::from(month <= 2);
    (year, month.cast_unsigned(), day.cast_unsigned())
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = MalformedTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let mut parts = text.split('-');
        match (
            plain,
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) {
            (true, Some(year), Some(month), Some(day), None)
                if year.len() == 4 && month.len() == 2 =>
            {
                let year = year.parse().map_err(|_| MalformedTime)?;
                let month = month.parse().map_err(|_| MalformedTime)?;
                Self::new(year, month, day.parse().map_err(|_| MalformedTime)?)
            }
            _ => Err(MalformedTime),
        }
    }
}

impl TryFrom<String> for Date {
    type Error = MalformedTime;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// From a day up to, not including, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The day on which the next period begins.
    pub to: Date,
}

impl Period {
    /// How many days it has.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.to.since(self.from)
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }
}

/// A moment in microseconds since 1970-01-01T00:00:00 UTC.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    const SECOND: i64 = 1_000_000;

    /// The moment so many seconds later (earlier if below zero).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(Self::SECOND)))
    }

    /// Whole seconds since an earlier moment.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / Self::SECOND
    }

    /// Whole seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(Self::SECOND)
    }

    /// Whole milliseconds since the epoch, for identifiers.
    #[must_use]
    pub const fn milliseconds(self) -> u64 {
        self.0.div_euclid(1000).cast_unsigned()
    }

    /// Its date in UTC.
    #[must_use]
    pub fn utc_date(self) -> Date {
        let days = self.seconds().div_euclid(86_400);
        Date(i32::try_from(days).unwrap_or(LAST).clamp(FIRST, LAST))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, with microseconds only if there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.seconds().rem_euclid(86_400);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        write!(
            f,
            "{}T{hour:02}:{minute:02}:{:02}",
            self.utc_date(),
            second % 60
        )?;
        match self.0.rem_euclid(Self::SECOND) {
            0 => f.write_str("Z"),
            rest => write!(f, ".{rest:06}Z"),
        }
    }
}

/// Where the time comes from: the machine, `--now`, or a test.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// The machine's clock, cut to microseconds.
#[derive(Clone, Copy, Debug)]
pub struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Instant(since.map_or(0, |span| {
            i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
        }))
    }
}

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Instant);

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_anchor_returns_after_a_short_month() {
        let january = day("2026-01-31");
        assert_eq!(january.plus_months(1, 31), day("2026-02-28"));
        assert_eq!(january.plus_months(2, 31), day("2026-03-31"));
        assert_eq!(day("2024-02-29").plus_months(12, 29), day("2025-02-28"));
        assert_eq!(day("2024-02-29").plus_months(48, 29), day("2028-02-29"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-01",
            "0000-01-01",
            "2026-01-01T",
            "é",
        ] {
            assert_eq!(text.parse::<Date>(), Err(MalformedTime), "{text}");
        }
    }

    #[test]
    fn weekdays_begin_on_monday() {
        assert_eq!(day("2026-11-23").weekday(), 0);
        assert_eq!(day("1970-01-01").weekday(), 3);
    }

    #[test]
    fn instants_are_written_in_utc() {
        assert_eq!(Instant(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Instant(1_500_000).to_string(),
            "1970-01-01T00:00:01.500000Z"
        );
    }

    proptest! {
        #[test]
        fn days_and_parts_agree(days in FIRST..=LAST) {
            let date = Date::from_days(days).unwrap();
            let (year, month, day) = date.parts();
            prop_assert_eq!(Date::new(year, month, day), Ok(date));
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }
    }
}
