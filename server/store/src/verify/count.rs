use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// How many rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    /// Accounts.
    pub accounts: i64,
    /// Transactions of the ledger.
    pub transactions: i64,
    /// Invoices.
    pub invoices: i64,
    /// Credit notes.
    pub credit_notes: i64,
    /// Commissions.
    pub commissions: i64,
    /// Payment orders.
    pub payments: i64,
    /// Events of gateways.
    pub events: i64,
    /// Series of numbers.
    pub series: i64,
    /// Things and periods that were billed.
    pub billed: i64,
    /// Rows of the audit trail.
    pub acts: i64,
    /// Months of usage.
    pub months: i64,
}

/// How many rows there are.
///
/// # Errors
/// When the statement fails.
pub async fn counts(tx: &mut Tx) -> Result<Counts, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select (select count(*) from account) as accounts,
             (select count(*) from ledger_transaction) as transactions,
             (select count(*) from invoice) as invoices,
             (select count(*) from credit_note) as credit_notes,
             (select count(*) from commission) as commissions,
             (select count(*) from payment) as payments,
             (select count(*) from gateway_event) as events,
             (select count(*) from series) as series,
             (select count(*) from billed) as billed,
             (select count(*) from audit) as acts,
             (select count(*) from usage_month) as months")
        .fetch_one(c).await)
}
