//! How long things last.

use model::time::Instant;

/// Seconds after which a session that is not to stay ends for want of use.
pub const IDLE: i64 = 30 * 60;
/// Seconds after which it ends at the latest.
pub const DAY: i64 = 12 * 3600;
/// Seconds after which a session that is to stay ends.
pub const STAY: i64 = 14 * 86_400;
/// Seconds within which the use of a session is noted once.
pub const SEEN: i64 = 60;
/// Seconds for which a mailed link works.
pub const LINK: i64 = 3600;
/// Seconds after which a browser in which nobody signed in is forgotten.
pub const DEVICE: i64 = 400 * 86_400;

/// The moment before which a session that is not to stay must not have been used last.
pub const fn idle(now: Instant) -> Instant {
    now.plus_seconds(-IDLE)
}
