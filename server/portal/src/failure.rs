//! What went wrong behind the door: the public words, and the operator's cause beside them.

use std::error::Error;
use std::fmt::Write;

use model::fault::{Answer, Fault};
use model::money::MoneyError;
use store::{Kind, StoreError};

use crate::booking::BookingError;

/// Why a use case was not carried out. The cause is for the log; only the fault leaves the door.
#[derive(Debug)]
pub struct Failure {
    fault: Fault,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// It cannot be done now; later it may.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            fault: Fault::Unavailable,
            cause: Some(cause.into()),
        }
    }

    /// A fault of ours: the door gives it a ticket.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            fault: Fault::Internal(String::new()),
            cause: Some(cause.into()),
        }
    }

    /// What the caller learns, the ticket still missing.
    #[must_use]
    pub const fn fault(&self) -> &Fault {
        &self.fault
    }

    /// Logs the cause, once, and leaves what the caller learns.
    #[must_use]
    pub fn told(self, use_case: &'static str) -> Fault {
        let Some(cause) = self.cause else {
            return self.fault;
        };
        let (ticket, cause) = (ticket(), chain(&*cause));
        match self.fault {
            Fault::Internal(_) => {
                tracing::error!(use_case, ticket, cause, "failed");
                Fault::Internal(ticket)
            }
            fault => {
                tracing::warn!(use_case, ticket, cause, "unavailable");
                fault
            }
        }
    }
}

/// Ends a use case at the door.
///
/// # Errors
/// The public part of the failure.
pub(crate) fn answer<T>(use_case: &'static str, done: Result<T, Failure>) -> Answer<T> {
    done.map_err(|failure| failure.told(use_case))
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { fault, cause: None }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error.kind() {
            Kind::Busy | Kind::Unreachable => Self::unavailable(error),
            Kind::Unique | Kind::ForeignKey | Kind::Check | Kind::Other => Self::internal(error),
        }
    }
}

impl From<BookingError> for Failure {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<MoneyError> for Failure {
    fn from(error: MoneyError) -> Self {
        Self::internal(error)
    }
}

/// Ten signs that find the line in the log.
fn ticket() -> String {
    let mut random = [0; 10];
    // Without randomness the tickets are all the same: the log still has the time.
    if getrandom::fill(&mut random).is_err() {
        random = [0; 10];
    }
    model::id::stem(0, random).chars().skip(16).collect()
}

/// An error and what led to it, in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        // Writing to a text cannot fail.
        let _ = write!(text, ": {cause}");
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_stays_behind_the_door() {
        let fault = Failure::internal("the disk is full").told("test");
        let Fault::Internal(ticket) = fault else {
            panic!("another kind: {fault}");
        };
        assert_eq!(ticket.len(), 10);
        let fault = Failure::from(StoreError::Lost).told("test");
        assert_eq!(fault, Fault::Unavailable);
        assert_eq!(Failure::from(Fault::NotFound).told("test"), Fault::NotFound);
    }
}
