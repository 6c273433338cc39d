use std::sync::Arc;

use model::time::{Clock, FixedClock, Instant, MachineClock};

/// The moment that `--now` names.
///
/// # Errors
/// When it is not an instant of RFC 3339.
pub fn moment(text: &str) -> Result<Instant, String> {
    let moment: jiff::Timestamp = text
        .parse()
        .map_err(|_| "not an instant such as 2026-03-01T00:00:00Z".to_owned())?;
    Ok(Instant(moment.as_microsecond()))
}

/// The machine's clock, or one that stands at `now`.
#[must_use]
pub fn clock(now: Option<Instant>) -> Arc<dyn Clock> {
    match now {
        Some(now) => Arc::new(FixedClock(now)),
        None => Arc::new(MachineClock),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_in_rfc_3339() {
        let moment = moment("2026-03-01T01:00:00+01:00").map(|moment| moment.to_string());
        assert_eq!(moment, Ok("2026-03-01T00:00:00Z".to_owned()));
        assert!(super::moment("tomorrow").is_err());
        assert!(super::moment("2026-03-01").is_err());
    }
}
