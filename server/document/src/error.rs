use thiserror::Error;

/// Why a document could not be made.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// The words of a language are unfit, which a test rules out.
    #[error("words: {0}")]
    Words(#[from] toml::de::Error),
    /// A word is missing, which a test rules out.
    #[error("no word `{0}`")]
    NoWord(String),
    /// The data could not be handed to the typesetter.
    #[error("data: {0}")]
    Data(#[from] serde_json::Error),
    /// The typesetter refused the template, or the standard for archives what came of it.
    #[error("typesetting: {0}")]
    Typesetting(String),
    /// What the document says does not satisfy the rules of e-invoices (EN 16931).
    #[error("e-invoice: {0}")]
    Rules(String),
    /// The e-invoice could not be put into the PDF.
    #[error("embedding: {0}")]
    Embedding(String),
}
