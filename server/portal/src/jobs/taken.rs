//! Once a day each gateway's own list is read: a capture whose webhook is lost for good is nowhere
//! else.

use model::time::Instant;
use store::StoreError;
use store::job::{self, Job};

use crate::checkout::Till;
use crate::failure::Failure;

/// The kind of the jobs, one a gateway.
const READING: &str = "taken";
/// Seconds between two readings.
const DAY: i64 = 86_400;
/// Seconds until the first reading.
const FIRST: i64 = 3600;
/// So many seconds before the last reading a payment may have begun that is read: debits take days.
const BEGUN: i64 = 7 * DAY;
/// Seconds after which somebody else may begin one, or one that did not go well is made anew.
const LEASE: i64 = 3600;

/// Sees to it that the lists are read.
pub(super) async fn enlist(till: &Till) -> Result<(), StoreError> {
    let names: Vec<String> = till
        .gateways()
        .all()
        .map(|(name, _)| name.to_owned())
        .collect();
    let first = till.clock().now().plus_seconds(FIRST);
    till.db()
        .write(move |tx| {
            let names = names.clone();
            Box::pin(async move {
                for name in &names {
                    job::ensure(tx, READING, name, first).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Reads the list of one gateway if that is due, and says whether it did. Once `stop` is ready it
/// breaks off, and the reading is due at once for whoever comes next. May run in several processes
/// at once.
///
/// # Errors
/// The store's, and that the gateway does not answer. It is read later, from where the last reading
/// that went well began.
pub async fn read_through<S>(till: &Till, stop: S) -> Result<bool, Failure>
where
    S: Future<Output = ()>,
{
    let now = till.clock().now();
    let mut tx = till.db().read().await?;
    let due = job::due(&mut tx, READING, now).await?;
    drop(tx);
    if !due {
        return Ok(false);
    }
    let Some(job) = claim(till, now).await?.pop() else {
        return Ok(false);
    };
    let since = Instant(job.next_at).plus_seconds(-DAY - BEGUN);
    let read = tokio::select! {
        biased;
        () = stop => None,
        read = till.read_through(&job.subject, since) => Some(read),
    };
    let done = read.transpose()?.is_some();
    let next = if done {
        now.plus_seconds(DAY)
    } else {
        Instant(job.next_at)
    };
    give_back(till, &job, next).await?;
    Ok(done)
}

async fn claim(till: &Till, now: Instant) -> Result<Vec<Job>, StoreError> {
    let lease = now.plus_seconds(LEASE);
    till.db()
        .write(move |tx| Box::pin(async move { job::claim(tx, READING, now, lease, 1).await }))
        .await
}

async fn give_back(till: &Till, job: &Job, next: Instant) -> Result<(), StoreError> {
    let id = job.id.clone();
    till.db()
        .write(move |tx| {
            let id = id.clone();
            Box::pin(async move { job::again(tx, &id, next, None).await })
        })
        .await
}
