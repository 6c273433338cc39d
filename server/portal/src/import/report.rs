use std::fmt;
use std::sync::Arc;

use billing::policy::Policy;
use store::StoreError;

use crate::ids::{Ids, NoRandomness};

/// How a file is imported.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Good lines stay although others are bad.
    pub partial: bool,
    /// Dates may be written `today-3d`, and `{year}` in a number is the year of issue.
    pub relative: bool,
    /// The names that the settings have.
    pub adapters: Adapters,
    /// What of a seller's policy its row does not say.
    pub policy: Policy,
    /// Where identifiers and salts come from; a source of its own if none is given.
    pub ids: Option<Arc<Ids>>,
}

impl ImportOptions {
    /// Where identifiers and salts come from.
    pub(super) fn source(&self) -> Result<Arc<Ids>, NoRandomness> {
        match &self.ids {
            Some(ids) => Ok(Arc::clone(ids)),
            None => Ids::new().map(Arc::new),
        }
    }
}

/// The names of adapters in the settings: what a row names must be among them.
#[derive(Clone, Debug, Default)]
pub struct Adapters {
    /// Of payment gateways.
    pub gateways: Vec<String>,
    /// Of control panels.
    pub panels: Vec<String>,
    /// Of registrars of domains.
    pub registrars: Vec<String>,
    /// Of certificate authorities.
    pub authorities: Vec<String>,
}

/// What became of a file.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// New rows.
    pub added: u64,
    /// Rows of master data with other content than before.
    pub updated: u64,
    /// Rows that were imported before.
    pub unchanged: u64,
    /// Bad lines, by line; nothing was changed if there is one, unless the good ones were to stay.
    pub refused: Vec<LineError>,
    /// What an export had computed and this import has not come to.
    pub warnings: Vec<Difference>,
}

/// What is wrong with a line. In words: `line 3: name: is missing`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineError {
    /// The line, from 1.
    pub line: u64,
    /// The place in a line that is no JSON, from 1.
    pub column: Option<usize>,
    /// The field: `lines[0].net`, or `.` for the line as a whole.
    pub field: String,
    /// Why, in words for the provider.
    pub reason: String,
}

impl LineError {
    pub(super) fn new(line: u64, field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            line,
            column: None,
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// That a line is no JSON. The reader of one line tells of its first: that is taken off.
    pub(super) fn syntax(line: u64, error: &serde_json::Error) -> Self {
        let (told, column) = (error.to_string(), error.column());
        let place = format!(" at line {} column {column}", error.line());
        let reason = match told.strip_suffix(&place).unwrap_or(&told) {
            "expected ident" => "a word that is neither true, false nor null",
            reason => reason,
        };
        Self {
            column: Some(column),
            ..Self::new(line, ".", format!("is not JSON: {reason}"))
        }
    }
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        match self.field.as_str() {
            "." => write!(f, ": {}", self.reason),
            field => write!(f, ": {field}: {}", self.reason),
        }
    }
}

/// A computed field of an export that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The line, from 1.
    pub line: u64,
    /// The field.
    pub field: String,
    /// What it is here.
    pub ours: String,
    /// What the file says.
    pub theirs: String,
}

/// Why a file could not be imported at all; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness for identifiers and salts.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// A thread that hashed passwords stopped.
    #[error("hashing the passwords stopped")]
    Hashing,
}
