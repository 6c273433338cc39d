//! Documents, as they are handed out.

use serde::{Deserialize, Serialize};

/// In which form a document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// For people, with the e-invoice inside where there is one.
    Pdf,
    /// As XRechnung (UBL).
    Xrechnung,
    /// Line by line, for spreadsheets.
    Csv,
}

impl Form {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xrechnung => "xrechnung",
            Self::Csv => "csv",
        }
    }

    /// Its media type (IANA).
    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xrechnung => "application/xml",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The ending of its name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => ".pdf",
            Self::Xrechnung => "-xrechnung.xml",
            Self::Csv => ".csv",
        }
    }
}

/// A file for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The number of the document, without an ending.
    pub name: String,
    /// What it is.
    pub form: Form,
    /// All of it.
    pub content: Vec<u8>,
}

/// Which forms of a document there are for the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forms {
    /// Whether there is a PDF.
    pub pdf: bool,
    /// Whether there is an XRechnung.
    pub xrechnung: bool,
}
