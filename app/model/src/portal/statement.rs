use async_trait::async_trait;

use crate::caller::Caller;
use crate::currency::Currency;
use crate::document::File;
use crate::fault::Answer;
use crate::statement::{StatementQuery, StatementView};

/// Statements of account.
#[async_trait]
pub trait Statements: Send + Sync {
    /// What moved between two days, in every currency.
    async fn show_statement(&self, caller: &Caller, query: StatementQuery)
    -> Answer<StatementView>;

    /// The same in one currency as a PDF, or in every currency as a table.
    async fn show_statement_file(
        &self,
        caller: &Caller,
        query: StatementQuery,
        pdf: Option<Currency>,
    ) -> Answer<File>;
}
