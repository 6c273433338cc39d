use gateway::payment::{GatewayError, Refusal};

/// What is known of what a gateway was asked for: of an order, of a refund.
#[derive(Clone, Debug)]
pub(crate) enum Known<T> {
    /// The gateway said so.
    Told(T),
    /// It gave no answer to build on: it may have taken effect.
    Nothing,
    /// It was certainly not sent: it may be sent again.
    NotSent,
}

impl<T> Known<T> {
    /// What an answer says; `refused` is what becomes of what the gateway does not take at all, by
    /// a code: `missing` where it does not know what it is asked to use.
    pub(crate) fn of(
        answer: Result<T, GatewayError>,
        (missing, refused): (&str, impl FnOnce(&str) -> T),
    ) -> Self {
        match answer {
            Ok(outcome) => Self::Told(outcome),
            Err(GatewayError::Unknown(cause)) => {
                tracing::warn!(cause, "a gateway gave no answer");
                Self::Nothing
            }
            Err(GatewayError::Refused { refusal, text }) => {
                tracing::warn!(%refusal, text, "a gateway refused a request");
                match refusal {
                    Refusal::Unreachable | Refusal::Credentials => Self::NotSent,
                    Refusal::Conflict => Self::Nothing,
                    Refusal::Missing => Self::Told(refused(missing)),
                    Refusal::Unfit => Self::Told(refused("unfit")),
                }
            }
        }
    }
}
