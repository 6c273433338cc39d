//! Refunds: money that goes back to where it was taken.

use serde::{Deserialize, Serialize};

/// What has become of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// It has been sent, or is about to be.
    Submitted,
    /// The payment provider is at it.
    Processing,
    /// Nobody knows yet what became of it.
    Unknown,
    /// The money is gone.
    Succeeded,
    /// It came to nothing: the money is still here.
    Failed,
}

impl RefundState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Submitted,
        Self::Processing,
        Self::Unknown,
        Self::Succeeded,
        Self::Failed,
    ];

    /// As it is written in exports and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Processing => "processing",
            Self::Unknown => "unknown",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing more becomes of it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Succeeded | Self::Failed => true,
            Self::Submitted | Self::Processing | Self::Unknown => false,
        }
    }
}
