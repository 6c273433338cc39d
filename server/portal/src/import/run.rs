use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::time::Clock;
use store::{Db, StoreError, Tx};

use super::books::Books;
use super::job::{Frame, Job};
use super::report::{ImportFailure, ImportOptions, ImportReport};
use super::{
    account, affiliate, billing_account, catalogue, commission, compare, coupon, facts, password,
    person, referral, seller, source, subscription, subscription_group, usage,
};

/// Imports a file. `progress` hears how many rows are done, and of how many.
///
/// # Errors
/// When the file cannot be read or the database refuses; bad lines are no error but stand in the
/// report.
pub async fn run(
    db: &Db,
    clock: &dyn Clock,
    source: impl BufRead,
    options: ImportOptions,
    progress: &dyn Fn(u64, u64),
) -> Result<ImportReport, ImportFailure> {
    let now = clock.now();
    let today = options.relative.then(|| now.utc_date());
    let mut books = source::read(source, &source::Defaults::new(today, &options.policy))?;
    let total = u64::try_from(books.count()).unwrap_or(u64::MAX);
    progress(0, total);
    let ids = options.source()?;
    password::hash_all(db, &mut books, &ids).await?;
    let frame = Arc::new(Frame {
        now,
        ids,
        partial: options.partial,
        adapters: options.adapters,
        done: AtomicU64::new(0),
    });
    let books = Arc::new(books);
    let (work, rows) = (Arc::clone(&frame), Arc::clone(&books));
    let writing = db.write(move |tx| {
        let (frame, books) = (Arc::clone(&work), Arc::clone(&rows));
        Box::pin(async move { apply(tx, &frame, &books).await })
    });
    tokio::pin!(writing);
    let done = loop {
        tokio::select! {
            done = &mut writing => break done,
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                progress(frame.done.load(Ordering::Relaxed).min(total), total);
            }
        }
    };
    match done {
        Ok(report) => {
            progress(total, total);
            Ok(report)
        }
        Err(Stop::Refused(report)) => Ok(*report),
        Err(Stop::Store(error)) => Err(error.into()),
    }
}

/// Why the transaction is rolled back.
enum Stop {
    Refused(Box<ImportReport>),
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

async fn apply(tx: &mut Tx, frame: &Frame, books: &Books) -> Result<ImportReport, Stop> {
    frame.done.store(0, Ordering::Relaxed);
    let mut job = Job {
        tx,
        frame,
        report: ImportReport {
            refused: books.refused.clone(),
            ..ImportReport::default()
        },
        acts: Vec::new(),
        added: BTreeMap::new(),
        accounts: HashMap::new(),
    };
    seller::sellers(&mut job, &books.sellers).await?;
    seller::zones(&mut job, &books.zones).await?;
    let catalogue = catalogue::write(&mut job, books).await?;
    let coupons = coupon::write(&mut job, &books.coupons, &catalogue).await?;
    affiliate::programs(&mut job, books, &catalogue).await?;
    let came = account::write(&mut job, books).await?;
    affiliate::affiliates(&mut job, &books.affiliates).await?;
    referral::write(&mut job, &came).await?;
    let members = person::write(&mut job, &books.persons).await?;
    subscription_group::write(&mut job, &books.groups).await?;
    billing_account::write(&mut job, &books.billing_accounts).await?;
    subscription::write(&mut job, &books.subscriptions, (&catalogue, &coupons)).await?;
    person::limit(&mut job, &books.persons, &members).await?;
    usage::write(&mut job, &books.usage).await?;
    let mut figures = facts::write(&mut job, books, &catalogue).await?;
    commission::write(&mut job, &books.commissions, &mut figures).await?;
    figures.usage(usage::charges(&mut job, books).await?);
    job.audit().await?;
    let accounts = std::mem::take(&mut job.accounts);
    let ids: Vec<&str> = accounts.values().map(|it| it.id.as_str()).collect();
    store::run::follow_imported(job.tx, &ids).await?;
    let mut report = kept(job.report, frame)?;
    report.warnings = compare::differences(books, &figures, &accounts);
    Ok(report)
}

/// The report of what stays; where nothing does, that of what was refused.
fn kept(mut report: ImportReport, frame: &Frame) -> Result<ImportReport, Stop> {
    report.refused.sort();
    report.refused.dedup();
    if report.refused.is_empty() || frame.partial {
        return Ok(report);
    }
    Err(Stop::Refused(Box::new(ImportReport {
        refused: report.refused,
        ..ImportReport::default()
    })))
}
