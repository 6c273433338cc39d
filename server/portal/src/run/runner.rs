use std::sync::Arc;

use model::id::AccountId;
use model::time::{Clock, Instant};
use store::{Db, StoreError};

use super::chunk::{Work, chunk};
use super::{Order, Report, Trouble};
use crate::booking::BookingError;
use crate::failure::Failure;
use crate::ids::Ids;

/// How many accounts are done in one unit of work: few enough that others who write do not wait
/// long for it.
const CHUNK: i64 = 50;
/// Seconds after which somebody else may take over what was claimed and not given back.
const LEASE: i64 = 600;
/// Seconds until an account that failed is tried again.
const AGAIN: i64 = 3_600;

/// Does what there is to do, until nothing is left that can be claimed; `told` hears after each
/// chunk how far it is. Any number of runs may be under way side by side.
///
/// # Errors
/// The store's, where it is about no account.
pub async fn run(
    db: &Db,
    clock: &dyn Clock,
    order: Order,
    told: &(dyn Fn(&Report) + Sync),
) -> Result<Report, Failure> {
    let ids = Arc::new(Ids::new().map_err(Failure::internal)?);
    let mut report = Report::default();
    while let Some(done) = step(db, clock.now(), order, &ids).await? {
        report.add(done);
        told(&report);
    }
    Ok(report)
}

/// Does a chunk of what there is to do now; none if nothing can be claimed.
///
/// # Errors
/// The store's, where it is about no account.
pub(crate) async fn step(
    db: &Db,
    now: Instant,
    order: Order,
    ids: &Arc<Ids>,
) -> Result<Option<Report>, Failure> {
    let accounts = claim(db, order, now).await?;
    if accounts.is_empty() {
        return Ok(None);
    }
    let ids = Arc::clone(ids);
    let work = Work {
        ids,
        now,
        order,
        accounts,
    };
    Ok(Some(all_or_each(db, &work).await?))
}

async fn claim(db: &Db, order: Order, now: Instant) -> Result<Vec<AccountId>, StoreError> {
    let until = order.until;
    let mut tx = db.read().await?;
    let any = store::run::waiting(&mut tx, until, now).await?;
    drop(tx);
    if !any {
        return Ok(Vec::new());
    }
    let lease = now.plus_seconds(LEASE);
    db.write(move |tx| {
        Box::pin(async move { store::run::claim(tx, until, (now, lease), CHUNK).await })
    })
    .await
}

/// All at once; where that fails, each account by itself, so that one does not hold up the others.
async fn all_or_each(db: &Db, work: &Work) -> Result<Report, StoreError> {
    match once(db, work.clone()).await {
        Ok(report) => return Ok(report),
        Err(error) => tracing::warn!(%error, "a chunk of the run is done account by account"),
    }
    let mut report = Report::default();
    for account in &work.accounts {
        let accounts = vec![account.clone()];
        let alone = Work {
            accounts,
            ..work.clone()
        };
        match once(db, alone).await {
            Ok(done) => report.add(done),
            Err(error) => report.troubles.push(note(db, work, account, &error).await?),
        }
    }
    Ok(report)
}

async fn once(db: &Db, work: Work) -> Result<Report, BookingError> {
    let work = Arc::new(work);
    db.write(move |tx| {
        let work = Arc::clone(&work);
        Box::pin(async move { chunk(tx, &work).await })
    })
    .await
}

/// Leaves an account for later, with the cause.
async fn note(
    db: &Db,
    work: &Work,
    account: &AccountId,
    error: &BookingError,
) -> Result<Trouble, StoreError> {
    let trouble = Trouble {
        account: account.clone(),
        cause: error.to_string(),
    };
    tracing::error!(account = account.as_str(), cause = trouble.cause, "not run");
    let (noted, again) = (trouble.clone(), work.now.plus_seconds(AGAIN));
    db.write(move |tx| {
        let Trouble { account, cause } = noted.clone();
        Box::pin(async move { store::run::trouble(tx, &account, &cause, again).await })
    })
    .await
    .map(|()| trouble)
}
