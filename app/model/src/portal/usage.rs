use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::usage::{UsageQuery, UsageView};

/// Usage over the limits.
#[async_trait]
pub trait Usages: Send + Sync {
    /// The usage of a month: what it costs, and the days of what is over its limits.
    async fn show_usage(&self, caller: &Caller, query: UsageQuery) -> Answer<UsageView>;

    /// Every day of a month as a table (CSV, RFC 4180), and what the file is called.
    async fn read_usage_table(
        &self,
        caller: &Caller,
        query: UsageQuery,
    ) -> Answer<(String, String)>;
}
