//! The daily check of the books: what `saldo verify` does, beside the requests.

use model::time::Instant;
use store::StoreError;
use store::job::{self, Job};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::verify;

/// The kind of the job.
const CHECKING: &str = "verify";
/// Seconds between two checks.
const DAY: i64 = 86_400;
/// Seconds until a check that could not be made is tried again.
const AGAIN: i64 = 3600;
/// Seconds after which somebody else may begin one: large books take their time.
const LEASE: i64 = 6 * 3600;

/// Sees to it that the books are checked: for the first time an hour from now.
pub(super) async fn enlist(desk: &Desk) -> Result<(), StoreError> {
    let first = desk.clock.now().plus_seconds(AGAIN);
    desk.db
        .write(move |tx| Box::pin(async move { job::ensure(tx, CHECKING, "", first).await }))
        .await
}

/// Checks the books if that is due, and says whether it did. It reads one snapshot and holds up
/// nobody; what does not fit is logged as an error, by its first row. Once `stop` is ready it
/// breaks off, and the check is due at once for whoever comes next.
///
/// # Errors
/// The store's; books that could not be read are tried again later.
pub async fn check<S>(desk: &Desk, stop: S) -> Result<bool, Failure>
where
    S: Future<Output = ()>,
{
    let now = desk.clock.now();
    let mut tx = desk.db.read().await?;
    let due = job::due(&mut tx, CHECKING, now).await?;
    drop(tx);
    if !due {
        return Ok(false);
    }
    let Some(job) = claim(desk, now).await?.pop() else {
        return Ok(false);
    };
    let checked = tokio::select! {
        biased;
        () = stop => None,
        checked = verify::run(&desk.db) => Some(checked),
    };
    let (next, trouble) = match &checked {
        None => (0, None),
        Some(Ok(report)) => (DAY, first_finding(report)),
        Some(Err(error)) => {
            tracing::warn!(%error, "the books could not be checked");
            (AGAIN, Some(error.to_string()))
        }
    };
    give_back(desk, &job, now.plus_seconds(next), trouble).await?;
    Ok(checked.is_some())
}

/// Logs the first row that does not fit, if there is one.
fn first_finding(report: &verify::Report) -> Option<String> {
    let mut failed = report.findings.iter();
    let failed = failed.find(|finding| finding.first.is_some())?;
    let trouble = failed.to_string();
    tracing::error!(
        trouble,
        "the books do not hold together: `saldo verify` tells all of it"
    );
    Some(trouble)
}

async fn claim(desk: &Desk, now: Instant) -> Result<Vec<Job>, StoreError> {
    let lease = now.plus_seconds(LEASE);
    desk.db
        .write(move |tx| Box::pin(async move { job::claim(tx, CHECKING, now, lease, 1).await }))
        .await
}

async fn give_back(
    desk: &Desk,
    job: &Job,
    next: Instant,
    trouble: Option<String>,
) -> Result<(), StoreError> {
    let id = job.id.clone();
    desk.db
        .write(move |tx| {
            let (id, trouble) = (id.clone(), trouble.clone());
            Box::pin(async move { job::again(tx, &id, next, trouble.as_deref()).await })
        })
        .await
}
