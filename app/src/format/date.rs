//! Days and periods, in words where they are near.

use leptos::prelude::*;
use model::time::{Date, Instant, Period};

use crate::text::{calendar as words, session};

/// How many days away a day is still told in words.
const NEAR: i32 = 14;
/// Within so many days the year of a day is plain.
const HALF_A_YEAR: i32 = 182;

fn nth(list: &'static str, place: usize) -> &'static str {
    list.split('|').nth(place).unwrap_or_default()
}

fn month_place(date: Date) -> usize {
    usize::try_from(date.parts().1).map_or(0, |month| month.saturating_sub(1))
}

/// `12 Nov 2026`.
#[must_use]
pub fn short(date: Date) -> String {
    let (year, _, day) = date.parts();
    let month = nth(words::months_short(), month_place(date));
    words::short(&day.to_string(), month, &year.to_string())
}

/// `12 Nov`, where the year is plain.
#[must_use]
pub fn day(date: Date) -> String {
    let month = nth(words::months_short(), month_place(date));
    words::day(&date.parts().2.to_string(), month)
}

/// `12`, where month and year are plain.
#[must_use]
pub fn day_of_month(date: Date) -> String {
    words::day_of_month(&date.parts().2.to_string())
}

/// `November 2026`.
#[must_use]
pub fn month(year: i32, month: u32) -> String {
    let place = usize::try_from(month).map_or(0, |month| month.saturating_sub(1));
    words::month(nth(words::months(), place), &year.to_string())
}

/// `Nov`, by its number from 1.
#[cfg(feature = "ssr")]
#[must_use]
pub fn month_short(month: u32) -> String {
    let place = usize::try_from(month).map_or(0, |month| month.saturating_sub(1));
    nth(words::months_short(), place).to_owned()
}

/// `Thursday, 12 November 2026`.
#[must_use]
pub fn long(date: Date) -> String {
    let (year, _, day) = date.parts();
    words::long(
        nth(words::weekdays(), date.weekday()),
        &day.to_string(),
        nth(words::months(), month_place(date)),
        &year.to_string(),
    )
}

/// `Mon 23 Nov 2026`.
#[must_use]
pub fn weekday(date: Date) -> String {
    words::with_weekday(nth(words::weekdays_short(), date.weekday()), &short(date))
}

/// The days of a period, the first and the last: `12 – 27 Nov 2026`.
#[must_use]
pub fn period(period: Period) -> String {
    let last = period.to.plus_days(-1);
    let ((year, month, _), (last_year, last_month, _)) = (period.from.parts(), last.parts());
    if last <= period.from {
        short(period.from)
    } else if (year, month) == (last_year, last_month) {
        words::span(&day_of_month(period.from), &short(last))
    } else if year == last_year {
        words::span(&day(period.from), &short(last))
    } else {
        words::span(&short(period.from), &short(last))
    }
}

/// A period as [`period`] writes it, without the years where they are plain: `5 Dec – 4 Jan`.
#[must_use]
pub fn near_period(days: Period, today: Date) -> String {
    let last = days.to.plus_days(-1);
    let near = |date: Date| date.since(today).abs() <= HALF_A_YEAR;
    if !near(days.from) || !near(last) {
        period(days)
    } else if last <= days.from {
        day(days.from)
    } else if days.from.parts().1 == last.parts().1 {
        words::span(&day_of_month(days.from), &day(last))
    } else {
        words::span(&day(days.from), &day(last))
    }
}

/// `today`, `tomorrow`, `in 3 days`, `3 days ago`; the day itself where it is far.
#[must_use]
pub fn relative(date: Date, today: Date) -> String {
    let away = date.since(today);
    match away {
        0 => words::today().to_owned(),
        1 => words::tomorrow().to_owned(),
        -1 => words::yesterday().to_owned(),
        2..=NEAR => words::in_days(away.unsigned_abs().into()),
        _ if (-NEAR..0).contains(&away) => words::days_ago(away.unsigned_abs().into()),
        _ => short(date),
    }
}

/// A moment, to the minute. Universal time: where the device stood is not known.
#[must_use]
pub fn moment(at: Instant) -> AnyView {
    let minute = at.seconds().div_euclid(60);
    let clock = format!(
        "{:02}:{:02}",
        minute.div_euclid(60).rem_euclid(24),
        minute.rem_euclid(60)
    );
    let text = session::moment(&short(at.utc_date()), &clock);
    view! { <time datetime=at.to_string()>{text}</time> }.into_any()
}

/// A day.
#[component]
pub fn Day(
    /// Which.
    date: Date,
    /// Without the year.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    let text = if brief { day(date) } else { short(date) };
    view! {
        <time datetime=date.to_string() title=long(date)>
            {text}
        </time>
    }
}

/// A day as it lies from today.
#[component]
pub fn When(
    /// Which.
    date: Date,
    /// The reader's today.
    today: Date,
) -> impl IntoView {
    view! {
        <time datetime=date.to_string() title=long(date)>
            {relative(date, today)}
        </time>
    }
}

/// A day as it lies from today, in a sentence: `in 3 days`, `on 7 Dec 2026`.
#[component]
pub fn AtDay(
    /// Which.
    date: Date,
    /// The reader's today.
    today: Date,
) -> impl IntoView {
    if date.since(today).abs() <= NEAR {
        view! { <When date=date today=today /> }.into_any()
    } else {
        words::on(view! { <Day date=date /> }.into_any())
    }
}
