//! What the engine refused, by kind: its texts are for the log and are never matched.

use sqlx::error::ErrorKind;
use sqlx::migrate::MigrateError;

/// A statement or transaction that failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine answered with an error.
    #[error(transparent)]
    Engine(#[from] sqlx::Error),
    /// A stored text does not have the form that this version writes.
    #[error("a stored value of {column} cannot be read: {cause}")]
    Unreadable {
        /// Where it stands: `table.column`.
        column: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// The unit of work was lost before its end was known: it may or may not be committed.
    #[error("the writer stopped before the end of the transaction was known")]
    Lost,
}

/// What kind of refusal it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is such a row already.
    Unique,
    /// A row that it refers to is missing, or is referred to.
    ForeignKey,
    /// A check or a trigger (*append only*) refused it.
    Check,
    /// Another transaction was in the way; the same again may pass.
    Busy,
    /// The engine cannot be reached.
    Unreachable,
    /// Anything else.
    Other,
}

impl StoreError {
    /// What kind of refusal it was.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Engine(error) => kind(error),
            Self::Unreadable { .. } => Kind::Other,
            Self::Lost => Kind::Unreachable,
        }
    }

    /// A stored value that cannot be read.
    pub fn unreadable(column: &'static str, cause: impl ToString) -> Self {
        Self::Unreadable {
            column,
            cause: cause.to_string(),
        }
    }
}

/// SQLite's BUSY, LOCKED and BUSY_SNAPSHOT; PostgreSQL's serialization failure and dead lock.
const BUSY: [&str; 5] = ["5", "6", "517", "40001", "40P01"];

/// SQLite's CONSTRAINT_TRIGGER, which sqlx counts under no kind.
const TRIGGER: &str = "1811";

pub(crate) fn kind(error: &sqlx::Error) -> Kind {
    match error {
        sqlx::Error::Database(cause) => {
            let code = cause.code().unwrap_or_default();
            match cause.kind() {
                ErrorKind::UniqueViolation => Kind::Unique,
                ErrorKind::ForeignKeyViolation => Kind::ForeignKey,
                ErrorKind::CheckViolation => Kind::Check,
                _ if BUSY.contains(&&*code) => Kind::Busy,
                _ if code == TRIGGER => Kind::Check,
                _ => Kind::Other,
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Kind::Unreachable,
        _ => Kind::Other,
    }
}

/// Why a database could not be opened, in one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of no known engine.
    #[error("the database address must begin with sqlite:// or postgres:// (it is {0:?})")]
    Scheme(String),
    /// The address has the right scheme and a wrong form.
    #[error("the database address cannot be read: {0}")]
    Address(sqlx::Error),
    /// A newer release has been here.
    #[error("the database is newer than this release (it has migration {0}): use a newer release")]
    Newer(i64),
    /// A migration that was applied differs from this release's.
    #[error("migration {0} of the database is not the one of this release")]
    Different(i64),
    /// Another process keeps it locked.
    #[error("the database is locked by another process")]
    Locked,
    /// It may not be written.
    #[error("the database is not writable: {}", said(.0))]
    NotWritable(sqlx::Error),
    /// The file cannot be opened or made.
    #[error("the database file {0} cannot be opened: its folder must be there and writable")]
    File(String),
    /// It cannot be reached or is no database.
    #[error("the database cannot be opened: {}", said(.0))]
    Unreachable(sqlx::Error),
    /// It gives no answer.
    #[error("the database does not answer")]
    Silent,
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migration(MigrateError),
}

/// The engine's own words, without what sqlx puts around them.
fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(cause) => cause.message().to_owned(),
        other => other.to_string(),
    }
}

/// SQLite's CANTOPEN and its kin.
pub(crate) fn is_no_file(error: &sqlx::Error) -> bool {
    let code = match error {
        sqlx::Error::Database(cause) => cause.code().unwrap_or_default().into_owned(),
        _ => return false,
    };
    code.parse::<u32>().is_ok_and(|code| code & 0xff == 14)
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(cause) => cause.code().unwrap_or_default().into_owned(),
            _ => String::new(),
        };
        // SQLite's extended codes keep the primary one in their low byte; PostgreSQL's have five
        // signs: 25006 read-only transaction, 42501 no privilege, 55P03 lock not available.
        let primary = code
            .parse::<u32>()
            .ok()
            .filter(|_| code.len() < 5)
            .map(|code| code & 0xff);
        match (primary, code.as_str()) {
            (Some(5 | 6), _) | (None, "55P03") => Self::Locked,
            (Some(8), _) | (None, "25006" | "42501") => Self::NotWritable(error),
            _ => Self::Unreachable(error),
        }
    }
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Newer(version),
            MigrateError::VersionMismatch(version) => Self::Different(version),
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
            other => Self::Migration(other),
        }
    }
}
