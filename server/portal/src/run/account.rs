use model::time::{Date, Instant};

use crate::booking::{AccountBook, BookingError};

/// Does the steps of the days up to `until` in the books of one account; entries are posted on
/// the day on which it is really done. How many credit lots were taken out.
pub(super) fn bring_up_to_date(
    book: &mut AccountBook<'_>,
    (until, today): (Date, Date),
    now: Instant,
) -> Result<u64, BookingError> {
    book.expire(until, (today, now))
}
