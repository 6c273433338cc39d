use serde::{Deserialize, Serialize};

/// Why a gateway gave no answer to build on; for operators.
///
/// A declined payment is an answer ([`Outcome::Declined`](super::Outcome::Declined)), no error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum GatewayError {
    /// The request may have taken effect: a time-out, a connection that broke, an answer of 5xx or
    /// one that cannot be read. What became of it is found by its key.
    #[error("it is unknown what became of it: {0}")]
    Unknown(String),
    /// The request has certainly taken no effect.
    #[error("{refusal}: {text}")]
    Refused {
        /// What stands against it.
        refusal: Refusal,
        /// More of it, without secrets.
        text: String,
    },
}

/// What stands against a request that has certainly taken no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// The same key was used with other content.
    #[error("the key was used with other content")]
    Conflict,
    /// The gateway does not know the token, the payment or the like that it names.
    #[error("the gateway does not know it")]
    Missing,
    /// What is asked cannot be done: below the smallest amount, more than was captured, a method
    /// that it does not have, a payment that has already ended otherwise.
    #[error("it cannot be done")]
    Unfit,
    /// The gateway does not accept our credentials.
    #[error("the gateway does not accept the credentials")]
    Credentials,
    /// The request was not sent, or not let in: no connection, too many requests. It may be sent
    /// later.
    #[error("the gateway cannot be reached now")]
    Unreachable,
}

impl GatewayError {
    /// The request may have taken effect.
    pub fn unknown(text: impl ToString) -> Self {
        Self::Unknown(text.to_string())
    }

    /// The request has certainly taken no effect.
    pub fn refused(refusal: Refusal, text: impl ToString) -> Self {
        Self::Refused {
            refusal,
            text: text.to_string(),
        }
    }

    /// Whether the request may have taken effect.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Refused { .. } => false,
        }
    }
}
