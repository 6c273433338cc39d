//! What can go wrong, as it crosses the wire: closed, and without an operator's words.

use std::fmt;

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::money::Money;

/// What a use case answers.
pub type Answer<T> = Result<T, Fault>;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Nobody is signed in, or no longer.
    SignedOut,
    /// The caller may know of it but may not do it.
    Forbidden,
    /// There is no such thing, or not for this caller: the two look the same.
    NotFound,
    /// What was sent does not fit; nothing was changed.
    Invalid(FieldErrors),
    /// The facts have moved since the page was shown.
    Conflict,
    /// A payment provider refused, finally.
    Declined,
    /// It cannot be done now; later it may.
    Unavailable,
    /// A fault of ours; the ticket finds it in the log.
    Internal(String),
}

impl Fault {
    /// One field that does not fit.
    #[must_use]
    pub fn field(field: &str, problem: Problem) -> Self {
        Self::Invalid(FieldErrors(vec![FieldError {
            field: field.to_owned(),
            problem,
        }]))
    }

    /// The status of HTTP (RFC 9110, RFC 4918 for 422) that says the same.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict => 409,
            Self::Declined => 402,
            Self::Unavailable => 503,
            Self::Internal(_) => 500,
        }
    }

    /// What is wrong with a field, if that is the fault.
    #[must_use]
    pub fn of_field(&self, field: &str) -> Option<Problem> {
        match self {
            Self::Invalid(errors) => errors.of(field),
            Self::SignedOut
            | Self::Forbidden
            | Self::NotFound
            | Self::Conflict
            | Self::Declined
            | Self::Unavailable
            | Self::Internal(_) => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("signed out"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::NotFound => f.write_str("not found"),
            Self::Invalid(errors) => write!(f, "invalid: {errors}"),
            Self::Conflict => f.write_str("conflict"),
            Self::Declined => f.write_str("declined"),
            Self::Unavailable => f.write_str("unavailable"),
            Self::Internal(ticket) => write!(f, "internal fault {ticket}"),
        }
    }
}

impl std::error::Error for Fault {}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;

    /// The framework's texts are for operators: only the kind is kept.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unavailable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::Invalid(FieldErrors::default())
            }
            _ => Self::Internal(String::new()),
        }
    }
}

/// The fields that do not fit, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// The first problem of a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<Problem> {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.problem)
    }

    /// Notes a problem.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.push(FieldError {
            field: field.to_owned(),
            problem,
        });
    }

    /// Keeps a value, or notes its problem.
    pub fn take<T>(&mut self, field: &str, value: Result<T, Problem>) -> Option<T> {
        value.map_err(|problem| self.add(field, problem)).ok()
    }

    /// Nothing noted, or the fault.
    ///
    /// # Errors
    /// `Invalid` if anything was noted.
    pub fn none(self) -> Answer<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Fault::Invalid(self))
        }
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|error| error.field.as_str()).collect();
        f.write_str(&names.join(", "))
    }
}

/// A field and what is wrong with it. The value itself is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a field; the page has the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing was entered.
    Required,
    /// It does not have the form of such a value.
    Malformed,
    /// Fewer characters than are needed.
    TooShort {
        /// The least number of characters.
        least: u32,
    },
    /// More characters than are taken.
    TooLong {
        /// The greatest number of characters.
        most: u32,
    },
    /// A password that many people use.
    TooCommon,
    /// A password like the person's name, address or the provider's brand.
    TooSimilar,
    /// Address and password do not belong together (which of them is not said).
    WrongCredentials,
    /// A link that was used, has expired or never was.
    DeadLink,
    /// Too many tries.
    TooMany {
        /// Minutes until the next try.
        minutes: u32,
    },
    /// What may be a card number where none belongs.
    CardNumber,
    /// More than the member may spend this month.
    OverLimit,
    /// Less than is possible.
    TooLittle {
        /// The least amount.
        least: Money,
    },
    /// More than is possible.
    TooMuch {
        /// The greatest amount.
        most: Money,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Required => "missing",
            Self::Malformed => "malformed",
            Self::TooShort { .. } => "too short",
            Self::TooLong { .. } => "too long",
            Self::TooCommon => "too common",
            Self::TooSimilar => "too similar",
            Self::OverLimit => "over the limit",
            Self::TooLittle { .. } => "too little",
            Self::TooMuch { .. } => "too much",
            Self::WrongCredentials => "wrong",
            Self::DeadLink => "dead link",
            Self::TooMany { .. } => "too many tries",
            Self::CardNumber => "may be a card number",
        })
    }
}
