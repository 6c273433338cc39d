//! The log: on the standard error, for people or for machines.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::settings::{LogFormat, LogSettings};

/// Starts to log. Once for the process; again changes nothing.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(settings: &LogSettings, usual: &str) -> Result<(), ParseError> {
    let filter = match settings.filter.as_str() {
        "" => usual,
        filter => filter,
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(filter)?)
        .with_writer(std::io::stderr);
    let _ = match settings.format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}
