use store::{Db, StoreError, Tx};

use super::report::{Finding, Report, counted};
use super::{commission, content, documents, files, money, rows, rule, trail, usage};

/// Why nothing could be said.
#[derive(Debug, thiserror::Error)]
pub enum VerifyFailure {
    /// The database, or a row that cannot even be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Recomputes everything and names the first row of each invariant that does not fit.
///
/// # Errors
/// When the database fails or holds a row that cannot be read.
pub async fn run(db: &Db) -> Result<Report, VerifyFailure> {
    let tx = &mut db.read().await?;
    let counts = store::verify::counts(tx).await?;
    let transactions = counted(counts.transactions, "transactions");
    let accounts = counted(counts.accounts, "accounts");
    let invoices = counted(counts.invoices, "invoices");
    let commissions = counted(counts.commissions, "commissions");
    let payments = counted(counts.payments, "payment orders");
    let events = counted(counts.events, "events of gateways");
    let series = counted(counts.series, "series of numbers");
    let documents = counted(counts.invoices + counts.credit_notes, "documents");
    let billed = counted(counts.billed, "periods billed");
    let acts = counted(counts.acts, "rows of the audit trail");
    let months = counted(counts.months, "months of usage");
    let both = format!("{documents}, {acts}");
    let steps = format!("{commissions}, {payments}");
    let findings = vec![
        Finding::new(rule::BALANCED, transactions, money::balanced(tx).await?),
        Finding::new(rule::UNCHANGED, both, unchanged(tx).await?),
        Finding::new(rule::CACHED, accounts.clone(), cached(tx).await?),
        Finding::new(rule::SETTLED, invoices, money::settled(tx).await?),
        Finding::new(rule::CAPTURED, payments, money::captured(tx).await?),
        Finding::new(rule::NUMBERED, series, documents::numbered(tx).await?),
        Finding::new(rule::SUMMED, documents, documents::summed(tx).await?),
        Finding::new(rule::BILLED, billed, documents::billed(tx).await?),
        Finding::new(rule::RATED, months, usage::rated(tx).await?),
        Finding::new(rule::STEPPED, steps, stepped(tx).await?),
        Finding::new(rule::HEARD, events, money::heard(tx).await?),
        Finding::new(rule::OWNED, accounts, rows::own(tx).await?),
        Finding::new(rule::AUDITED, acts, trail::audited(tx).await?),
    ];
    Ok(Report { findings })
}

/// I3: what is cached equals what it was made of.
async fn cached(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    match money::cached(tx).await? {
        Some(row) => Ok(Some(row)),
        None => commission::cached(tx).await,
    }
}

/// I12: steps are listed, and what is not final is looked at.
async fn stepped(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    match commission::stepped(tx).await? {
        Some(row) => Ok(Some(row)),
        None => money::looked_at(tx).await,
    }
}

/// I2: neither documents, their files nor the audit trail were changed.
async fn unchanged(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    if let Some(row) = content::unchanged(tx).await? {
        return Ok(Some(row));
    }
    match files::unchanged(tx).await? {
        Some(row) => Ok(Some(row)),
        None => trail::chained(tx).await,
    }
}
