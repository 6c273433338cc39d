use std::sync::Arc;

use model::id::AccountId;
use model::time::{Clock, Date, Instant};
use store::run::Parked;
use store::{Db, StoreError, Tx};

use super::chunk::{Work, chunk};
use super::number::Given;
use super::report::Turn;
use super::{Order, Report, Trouble};
use crate::booking::BookingError;
use crate::checkout::{Gateways, Till};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::date_in;

/// How many accounts are done in one unit of work: few enough that others who write do not wait
/// long for it.
pub(super) const CHUNK: i64 = 50;
/// Seconds after which somebody else may take over what was claimed and not given back.
const LEASE: i64 = 600;
/// Seconds until an account that failed is tried again.
const AGAIN: i64 = 3_600;
/// After so many failures in a row an account is set aside
/// (*Brakes* in the specification of subscriptions).
const TRIES: i64 = 3;

/// Does what there is to do, until nothing is left that can be claimed; `told` hears what each
/// chunk has done. Any number of runs may be under way side by side.
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
    run_with(db, clock, (order, &ids), told).await
}

/// As [`run`], with identifiers from this source. Nobody is charged.
///
/// # Errors
/// The store's, where it is about no account.
pub async fn run_with(
    db: &Db,
    clock: &dyn Clock,
    (order, ids): (Order, &Arc<Ids>),
    told: &(dyn Fn(&Report) + Sync),
) -> Result<Report, Failure> {
    go(db, clock, (order, ids, &Gateways::default()), told).await
}

/// As [`run`], with the payment providers of a till: charges are begun, and sent by whoever looks
/// at payments ([`Till::look`]).
///
/// # Errors
/// The store's, where it is about no account.
pub async fn run_at(
    till: &Till,
    order: Order,
    told: &(dyn Fn(&Report) + Sync),
) -> Result<Report, Failure> {
    let means = (order, &till.ids, &till.gateways);
    go(&till.db, &*till.clock, means, told).await
}

async fn go(
    db: &Db,
    clock: &dyn Clock,
    (order, ids, gateways): (Order, &Arc<Ids>, &Gateways),
    told: &(dyn Fn(&Report) + Sync),
) -> Result<Report, Failure> {
    let mut report = Report::default();
    if order.until.is_some() {
        let hurried: Result<(), StoreError> = db
            .write(|tx| Box::pin(async move { store::run::hurry(tx).await }))
            .await;
        hurried?;
    }
    while let Some(done) = chunk_of(db, clock.now(), (order, ids, gateways)).await? {
        told(&done);
        report.add(done);
    }
    Ok(report)
}

/// The last day that has begun anywhere for an account; none if there is none.
///
/// # Errors
/// The store's.
pub async fn latest_day(db: &Db, clock: &dyn Clock) -> Result<Option<Date>, Failure> {
    let mut tx = db.read().await?;
    let zones = store::run::time_zones(&mut tx).await?;
    let now = clock.now();
    Ok(zones.iter().map(|zone| date_in(zone, now)).max())
}

/// Does a chunk of what there is to do now; none if nothing can be claimed.
///
/// # Errors
/// The store's, where it is about no account.
pub(crate) async fn step(till: &Till, order: Order) -> Result<Option<Report>, Failure> {
    let means = (order, &till.ids, &till.gateways);
    chunk_of(&till.db, till.clock.now(), means).await
}

async fn chunk_of(
    db: &Db,
    now: Instant,
    (order, ids, gateways): (Order, &Arc<Ids>, &Gateways),
) -> Result<Option<Report>, Failure> {
    let accounts = claim(db, order, now).await?;
    if accounts.is_empty() {
        return Ok(None);
    }
    let ids = Arc::clone(ids);
    let ahead = false;
    let work = Work {
        ids,
        gateways: gateways.clone(),
        turn: Turn { order, now, ahead },
        accounts,
        given: Given::new(),
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
    .map(|done| done.report)
}

/// Leaves an account for later, with the cause; what fails too often, until it is touched.
async fn note(
    db: &Db,
    work: &Work,
    account: &AccountId,
    error: &BookingError,
) -> Result<Trouble, StoreError> {
    let trouble = Trouble {
        account: account.clone(),
        subject: account.to_string(),
        cause: error.to_string(),
    };
    tracing::error!(account = account.as_str(), cause = trouble.cause, "not run");
    let (noted, now) = (trouble.clone(), work.turn.now);
    db.write(move |tx| {
        let noted = noted.clone();
        Box::pin(async move { set_back(tx, &noted, now).await })
    })
    .await
    .map(|()| trouble)
}

async fn set_back(tx: &mut Tx, trouble: &Trouble, now: Instant) -> Result<(), StoreError> {
    let Trouble { account, cause, .. } = trouble;
    let again = now.plus_seconds(AGAIN);
    let tried = store::run::trouble(tx, account, cause, again).await?;
    if tried < TRIES {
        return Ok(());
    }
    let parked = Parked {
        account: account.clone(),
        subject: trouble.subject.clone(),
        cause: cause.clone(),
        planned_on: now.utc_date(),
        at: now,
    };
    store::run::park(tx, &[parked]).await?;
    store::run::rest(tx, account).await
}
