//! The commands of the binary, one file each.

/// Prints a line. Whoever reads no further (`| head`) is no reason to fail.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod cli;
mod clock;
mod config;
mod demo;
mod export;
mod import;
mod key;
mod open;
mod progress;
mod serve;
mod trouble;
mod user;
mod verify;
mod work;

pub use cli::{Cli, Outcome, run};
pub use trouble::Trouble;
