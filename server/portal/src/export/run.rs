use std::collections::HashMap;
use std::io::Write;

use model::time::{Clock, Instant};
use store::export::Chunk;
use store::{Db, StoreError, Tx};

use super::json::Object;
use super::{affiliate, catalogue, customer, document, money, payment, subscription, usage};

/// Why an export was not finished.
#[derive(Debug, thiserror::Error)]
pub enum ExportFailure {
    /// The provider has no such account.
    #[error("there is no account {0:?}")]
    NoAccount(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Where it is written to.
    #[error("the export cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// One export under way.
pub(super) struct Export<W> {
    pub tx: Tx,
    pub now: Instant,
    account: Option<String>,
    out: W,
    lines: u64,
}

impl<W: Write> Export<W> {
    pub fn line(&mut self, object: Object) -> Result<(), ExportFailure> {
        let mut line = object.end();
        line.push('\n');
        self.out.write_all(line.as_bytes())?;
        self.lines += 1;
        Ok(())
    }

    /// The id of the only account, if there is one.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }
}

/// Where the chunk after a reference begins.
pub(super) const fn after<'a>(reference: &'a str, account: Option<&'a str>) -> Chunk<'a> {
    Chunk {
        after: reference,
        account,
    }
}

/// Rows by the row that they belong to, in their order.
pub(super) fn by_owner<'a, T>(
    rows: &'a [T],
    owner: impl Fn(&'a T) -> &'a str,
) -> HashMap<&'a str, Vec<&'a T>> {
    let mut found: HashMap<&str, Vec<&T>> = HashMap::new();
    for row in rows {
        found.entry(owner(row)).or_default().push(row);
    }
    found
}

/// Writes everything, or what belongs to one account (by the provider's own id), and says how many
/// lines that were. `clock` decides what is overdue.
///
/// # Errors
/// When there is no such account, or the database or the output fails.
pub async fn run(
    db: &Db,
    clock: &dyn Clock,
    out: impl Write,
    account: Option<&str>,
) -> Result<u64, ExportFailure> {
    let mut tx = db.read().await?;
    let id = match account {
        Some(reference) => {
            let id = store::export::account_id(&mut tx, reference).await?;
            Some(id.ok_or_else(|| ExportFailure::NoAccount(reference.to_owned()))?)
        }
        None => None,
    };
    let mut export = Export {
        tx,
        now: clock.now(),
        account: id,
        out,
        lines: 0,
    };
    if export.account.is_none() {
        catalogue::write(&mut export).await?;
        affiliate::programs(&mut export).await?;
    }
    customer::write(&mut export).await?;
    subscription::write(&mut export).await?;
    usage::readings(&mut export).await?;
    money::lots(&mut export).await?;
    document::write(&mut export).await?;
    affiliate::write(&mut export).await?;
    payment::receipts(&mut export).await?;
    payment::write(&mut export).await?;
    money::movements(&mut export).await?;
    money::entries(&mut export).await?;
    usage::months(&mut export).await?;
    export.out.flush()?;
    Ok(export.lines)
}
