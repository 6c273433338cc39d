//! Days in words for longer than elsewhere: what renews is planned for.

use model::time::Date;

use crate::format::{day, relative, short};
use crate::text::calendar as words;

/// How many days away a renewal is still counted in days.
const COUNTED: i32 = 60;

/// A day without its year where that is today's.
pub(super) fn near(date: Date, today: Date) -> String {
    if date.parts().0 == today.parts().0 {
        day(date)
    } else {
        short(date)
    }
}

/// `in 23 days`; nothing where the day itself says enough.
pub(super) fn away(date: Date, today: Date) -> Option<String> {
    let text = relative(date, today);
    if text != short(date) {
        return Some(text);
    }
    let days = date.since(today);
    let counted = u64::try_from(days).ok().filter(|_| days <= COUNTED);
    counted.map(words::in_days)
}
