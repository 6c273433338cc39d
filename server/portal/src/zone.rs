//! Calendar dates of a zone: stored dates are those of the account's or the seller's zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::id::AccountId;
use model::time::{Date, Instant};
use store::{StoreError, Tx, account};

/// The date in a zone (an IANA name). A zone that is not known is taken as UTC, and logged: an
/// account is not to be locked out by it.
#[must_use]
pub fn date_in(zone: &str, at: Instant) -> Date {
    match known(zone, at) {
        Ok(date) => date,
        Err(error) => {
            tracing::error!(zone, %error, "zone not known, taken as UTC");
            at.utc_date()
        }
    }
}

/// The date in an account's zone.
pub(crate) async fn today_of(
    tx: &mut Tx,
    account: &AccountId,
    now: Instant,
) -> Result<Date, StoreError> {
    let frame = account::read::frame(tx, account).await?;
    let zone = frame.map(|frame| frame.time_zone).unwrap_or_default();
    Ok(date_in(&zone, now))
}

fn known(zone: &str, at: Instant) -> Result<Date, jiff::Error> {
    let date = Timestamp::from_microsecond(at.0)?
        .to_zoned(TimeZone::get(zone)?)
        .date();
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    let date = Date::new(date.year().into(), month.into(), day.into());
    Ok(date.unwrap_or_else(|_| at.utc_date()))
}

/// When a date begins in a zone, as [`date_in`] sees it: the first moment that has it.
#[must_use]
pub fn begin_of(zone: &str, day: Date) -> Instant {
    time_on(zone, day, 0)
}

/// When it is so many minutes after midnight by the clocks of a zone; where they leave that out, as
/// much later as they do.
#[must_use]
pub fn time_on(zone: &str, day: Date, minutes: u16) -> Instant {
    let at = || {
        let (year, month, day) = day.parts();
        let (hour, minute) = (minutes / 60, minutes % 60);
        let date = jiff::civil::DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            0,
            0,
        );
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let zoned = date.ok()?.to_zoned(zone).ok()?;
        Some(Instant(zoned.timestamp().as_microsecond()))
    };
    // A day that no calendar has was looked for: it is looked at when it is asked for again.
    at().unwrap_or(Instant(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_the_zone() {
        // 2026-03-28T23:30:00Z, half an hour into the day of the change to summer time in Berlin.
        let at = Instant(1_774_740_600_000_000);
        for (zone, day) in [
            ("UTC", "2026-03-28"),
            ("Europe/Berlin", "2026-03-29"),
            ("America/New_York", "2026-03-28"),
            ("Pacific/Kiritimati", "2026-03-29"),
            ("Nowhere/At-All", "2026-03-28"),
            ("", "2026-03-28"),
        ] {
            assert_eq!(date_in(zone, at).to_string(), day, "{zone}");
        }
    }

    #[test]
    fn what_begins_is_the_first_moment_of_its_day() {
        // In Cairo the clocks go forward at midnight: the day begins at one.
        for (zone, day, begin) in [
            ("UTC", "2026-03-29", "2026-03-29T00:00:00Z"),
            ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"),
            ("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"),
            ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"),
            ("Nowhere/At-All", "2026-03-29", "2026-03-29T00:00:00Z"),
        ] {
            let day = day.parse().unwrap();
            let at = begin_of(zone, day);
            assert_eq!(at.to_string(), begin, "{zone}");
            assert_eq!(date_in(zone, at), day, "{zone}");
            assert_eq!(
                date_in(zone, Instant(at.0 - 1)),
                day.plus_days(-1),
                "{zone}"
            );
        }
    }

    #[test]
    fn an_hour_is_that_of_the_clocks_there() {
        let at = |day: &str, minutes| {
            let at = time_on("Europe/Berlin", day.parse().unwrap(), minutes);
            at.to_string()
        };
        assert_eq!(at("2026-03-28", 9 * 60), "2026-03-28T08:00:00Z");
        assert_eq!(at("2026-03-29", 9 * 60), "2026-03-29T07:00:00Z");
        // From two to three there is no time on that night.
        assert_eq!(at("2026-03-29", 150), "2026-03-29T01:30:00Z");
    }
}
