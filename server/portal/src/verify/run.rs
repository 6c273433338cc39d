use store::{Db, StoreError};

use super::report::{Finding, Report, counted};
use super::{content, documents, money, rows, trail};

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
    let documents = counts.invoices + counts.credit_notes;
    let both = format!(
        "{}, {}",
        counted(documents, "documents"),
        counted(counts.acts, "rows of the audit trail")
    );
    let mut unchanged = content::unchanged(tx).await?;
    if unchanged.is_none() {
        unchanged = trail::chained(tx).await?;
    }
    let findings = vec![
        Finding::new(
            "I1",
            counted(counts.transactions, "transactions"),
            money::balanced(tx).await?,
        ),
        Finding::new("I2", both, unchanged),
        Finding::new(
            "I3",
            counted(counts.accounts, "accounts"),
            money::cached(tx).await?,
        ),
        Finding::new(
            "I5",
            counted(counts.invoices, "invoices"),
            money::settled(tx).await?,
        ),
        Finding::new(
            "I7",
            counted(counts.series, "series of numbers"),
            documents::numbered(tx).await?,
        ),
        Finding::new(
            "I8",
            counted(documents, "documents"),
            documents::summed(tx).await?,
        ),
        Finding::new(
            "I14",
            counted(counts.accounts, "accounts"),
            rows::own(tx).await?,
        ),
        Finding::new(
            "I15",
            counted(counts.acts, "rows of the audit trail"),
            trail::audited(tx).await?,
        ),
    ];
    Ok(Report { findings })
}
