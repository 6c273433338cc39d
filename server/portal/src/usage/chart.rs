use billing::usage::{Day, TRAFFIC};
use model::time::{Date, Period};
use model::usage::{Bar, Chart};
use rust_decimal::Decimal;

/// The whole width or height.
const WHOLE: i128 = 1000;
/// What the figures at the side take of the width.
const SIDE: i128 = 70;
/// What a bar takes of the room for a day, or for a month.
const BAR: i128 = 23;
const MONTH_BAR: i128 = 52;
/// Months of a year.
const MONTHS: i128 = 12;
/// Days that are named beneath the chart.
const NAMED: [u32; 7] = [1, 5, 10, 15, 20, 25, 30];

/// Draws a month; of a sum, how it grows. `unit` is how many base units one is.
pub(super) fn chart(resource: &str, days: &[Day], month: Period, unit: i64) -> Chart {
    let sum = resource == TRAFFIC;
    let values = values(days, sum);
    let most = sum
        .then(|| days.iter().filter_map(|day| day.limit).max())
        .flatten();
    let limit = |day: &Day| if sum { most } else { day.limit };
    let highest = days
        .iter()
        .zip(&values)
        .flat_map(|(day, value)| [Some(*value), limit(day)]);
    let Scale { step, top } = scale(highest.flatten().max().unwrap_or_default(), unit);
    let high = |value: i64| part(value.into(), top);
    let width = (WHOLE - SIDE) / i128::from(month.days().max(1));
    let place = |day: i32| SIDE + i128::from(day) * width;
    let bars = days.iter().zip(&values).map(|(day, value)| {
        let within = limit(day).map_or(*value, |limit| (*value).min(limit));
        Bar {
            at: units(place(day.day.since(month.from))),
            within: high(within),
            over: high(*value).saturating_sub(high(within)),
            estimate: day.estimate,
        }
    });
    let steps = days.iter().filter_map(|day| {
        let at = place(day.day.since(month.from));
        Some((at, high(limit(day)?)))
    });
    let steps: Vec<(i128, u32)> = steps.collect();
    Chart {
        bars: bars.collect(),
        wide: units(BAR),
        lines: lines(step, top, unit),
        days: named(month, width),
        limits: limits(&steps, width),
    }
}

/// What a month used, and its limit.
#[derive(Clone, Copy)]
pub(crate) struct Used {
    /// Its first day.
    pub month: Date,
    pub value: i64,
    pub limit: Option<i64>,
}

/// Draws the twelve months up to one; those of which nothing is known stay empty. `unit` is how
/// many base units one is.
pub(crate) fn year(months: &[Used], last: Date, unit: i64) -> Chart {
    let highest = months.iter().flat_map(|it| [Some(it.value), it.limit]);
    let Scale { step, top } = scale(highest.flatten().max().unwrap_or_default(), unit);
    let high = |value: i64| part(value.into(), top);
    let width = (WHOLE - SIDE) / MONTHS;
    let margin = (width - MONTH_BAR) / 2;
    let place = |month: Date| {
        let ((year, number, _), (last, end, _)) = (month.parts(), last.parts());
        let ago = i128::from(last - year) * MONTHS + i128::from(end) - i128::from(number);
        SIDE + (MONTHS - 1 - ago) * width
    };
    let bars = months.iter().map(|it| {
        let within = it.limit.map_or(it.value, |limit| it.value.min(limit));
        Bar {
            at: units(place(it.month) + margin),
            within: high(within),
            over: high(it.value).saturating_sub(high(within)),
            estimate: false,
        }
    });
    let steps = months.iter();
    let steps = steps.filter_map(|it| Some((place(it.month), high(it.limit?))));
    let steps: Vec<(i128, u32)> = steps.collect();
    let all = (0..12).map(|ago| last.plus_months(-ago, 1));
    let named = all.map(|month| (units(place(month) + width / 2), month.parts().1));
    Chart {
        bars: bars.collect(),
        wide: units(MONTH_BAR),
        lines: lines(step, top, unit),
        days: named.collect(),
        limits: limits(&steps, width),
    }
}

/// Lines across at round figures.
fn lines(step: i128, top: i128, unit: i64) -> Vec<(u32, String)> {
    let line = |n: i128| {
        let figure = Decimal::from_i128_with_scale(n * step, 0) / Decimal::from(unit);
        (
            part(n * step, top),
            figure.round_dp(4).normalize().to_string(),
        )
    };
    (0..=top / step.max(1)).map(line).collect()
}

/// The days that are named, each in the middle of its bar.
fn named(month: Period, width: i128) -> Vec<(u32, u32)> {
    let there = |day: &u32| i64::from(*day) <= i64::from(month.days());
    let place = |day: u32| (units(SIDE + i128::from(day - 1) * width + width / 2), day);
    NAMED.into_iter().filter(there).map(place).collect()
}

/// The limit of the days, those with the same one next to each other as one line.
fn limits(steps: &[(i128, u32)], width: i128) -> Vec<(u32, u32, u32)> {
    let mut limits: Vec<(u32, u32, u32)> = Vec::new();
    for (at, high) in steps {
        let (from, to) = (units(*at), units(at + width));
        match limits.last_mut() {
            Some(last) if last.1 == from && last.2 == *high => last.1 = to,
            _ => limits.push((from, to, *high)),
        }
    }
    limits
}

/// What each day shows: its value, or all up to it.
fn values(days: &[Day], sum: bool) -> Vec<i64> {
    let mut total = 0_i64;
    let value = |day: &Day| {
        total = total.saturating_add(day.used);
        if sum { total } else { day.used }
    };
    days.iter().map(value).collect()
}

/// The step between two lines, and the highest of them.
struct Scale {
    step: i128,
    top: i128,
}

/// At most five lines at round figures.
fn scale(highest: i64, unit: i64) -> Scale {
    let highest = i128::from(highest.max(unit));
    let mut ten = i128::from(unit);
    while ten * 50 < highest {
        ten *= 10;
    }
    let steps = [ten, ten * 2, ten * 5, ten * 10];
    let step = steps.into_iter().find(|step| step * 5 >= highest);
    let step = step.unwrap_or(ten * 10);
    let count = (highest + step - 1) / step;
    Scale {
        step,
        top: step * count.max(1),
    }
}

fn part(value: i128, whole: i128) -> u32 {
    units(value.saturating_mul(WHOLE) / whole.max(1))
}

fn units(value: i128) -> u32 {
    u32::try_from(value.clamp(0, WHOLE)).unwrap_or_default()
}
