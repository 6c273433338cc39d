use async_trait::async_trait;

/// A VAT number, as a service wants it: the country before it (`EL` for Greece), and the rest.
pub type Parts = (String, String);

/// What a service is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The number that is asked for.
    pub number: Parts,
    /// The number of who asks: with it the answer has a reference that proves it.
    pub asker: Option<Parts>,
}

/// What a service says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether the number is a valid one.
    pub valid: bool,
    /// By what the service finds this answer again.
    pub reference: Option<String>,
}

/// There was no answer: that says nothing of the number. For operators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the VAT service gave no answer: {0}")]
pub struct Unanswered(pub String);

/// A service that knows VAT numbers.
#[async_trait]
pub trait VatService: Send + Sync {
    /// Asks for a number.
    ///
    /// # Errors
    /// When the service, or the member state behind it, cannot say now.
    async fn ask(&self, question: &Question) -> Result<Answer, Unanswered>;
}
