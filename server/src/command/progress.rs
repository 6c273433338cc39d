use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU64, Ordering};

/// How far long work has come: one line that is written over on a terminal, else a line for each
/// tenth. On the standard error, so that what was asked for stands alone on the standard output.
pub struct Progress {
    what: &'static str,
    terminal: bool,
    told: AtomicU64,
}

impl Progress {
    /// Progress of what is counted in these.
    #[must_use]
    pub fn of(what: &'static str) -> Self {
        Self {
            what,
            terminal: stderr().is_terminal(),
            told: AtomicU64::new(0),
        }
    }

    /// Whether it has come further than it was told.
    fn further(&self, step: u64) -> bool {
        step > self.told.swap(step, Ordering::Relaxed)
    }

    /// So many are done, of nobody knows how many.
    pub fn count(&self, done: u64) {
        let what = self.what;
        if self.terminal {
            let _ = write!(stderr(), "\r{done} {what} ");
        } else if self.further(done / 10_000) {
            eprintln!("{done} {what}");
        }
    }

    /// So many are done, of so many.
    pub fn tell(&self, done: u64, total: u64) {
        let tenth = done
            .saturating_mul(10)
            .checked_div(total)
            .unwrap_or_default();
        let what = self.what;
        if self.terminal {
            let end = if done == total { "\n" } else { "" };
            let _ = write!(stderr(), "\r{done} of {total} {what}{end}");
        } else if self.further(tenth) {
            eprintln!("{done} of {total} {what}");
        }
    }
}
