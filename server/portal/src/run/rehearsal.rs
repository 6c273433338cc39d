use std::sync::Arc;

use model::id::AccountId;
use model::time::Clock;
use store::{Db, StoreError, Tx};

use super::chunk::{Chunk, Work, chunk};
use super::number::Given;
use super::report::Turn;
use super::runner::CHUNK;
use super::{Order, Report, Trouble};
use crate::booking::BookingError;
use crate::checkout::Gateways;
use crate::failure::Failure;
use crate::ids::Ids;

/// How a rehearsal ends: never with a commit.
enum End {
    Done(Box<Chunk>),
    Failed(BookingError),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Does what [`super::run`] would do, and takes all of it back, numbers included; also for days
/// that have not come. `told` hears what each chunk came to.
///
/// # Errors
/// The store's, where it is about no account.
pub async fn rehearse(
    db: &Db,
    clock: &dyn Clock,
    order: Order,
    told: &(dyn Fn(&Report) + Sync),
) -> Result<Report, Failure> {
    let ids = Arc::new(Ids::new().map_err(Failure::internal)?);
    let (now, ahead) = (clock.now(), true);
    let (mut report, mut given) = (Report::default(), Given::new());
    let mut after = String::new();
    loop {
        let accounts = following(db, order, &after).await?;
        let Some(last) = accounts.last() else {
            return Ok(report);
        };
        after = last.to_string();
        let work = Work {
            ids: Arc::clone(&ids),
            // What cannot be taken back is not rehearsed.
            gateways: Gateways::default(),
            turn: Turn { order, now, ahead },
            accounts,
            given: given.clone(),
        };
        let done = all_or_each(db, &work, &mut given).await?;
        told(&done);
        report.add(done);
    }
}

async fn following(db: &Db, order: Order, after: &str) -> Result<Vec<AccountId>, StoreError> {
    let mut tx = db.read().await?;
    store::run::following(&mut tx, order.until, after, CHUNK).await
}

async fn all_or_each(db: &Db, work: &Work, given: &mut Given) -> Result<Report, StoreError> {
    if let Ok(done) = once(db, work.clone()).await {
        return Ok(kept(done, given));
    }
    let mut report = Report::default();
    for account in &work.accounts {
        let alone = Work {
            accounts: vec![account.clone()],
            given: given.clone(),
            ..work.clone()
        };
        match once(db, alone).await {
            Ok(done) => report.add(kept(done, given)),
            Err(error) => report.troubles.push(Trouble {
                account: account.clone(),
                subject: account.to_string(),
                cause: error.to_string(),
            }),
        }
    }
    Ok(report)
}

fn kept(done: Chunk, given: &mut Given) -> Report {
    for (series, count) in done.given {
        *given.entry(series).or_default() += count;
    }
    done.report
}

async fn once(db: &Db, work: Work) -> Result<Chunk, BookingError> {
    let work = Arc::new(work);
    let end: Result<(), End> = db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { Err(rolled_back(tx, &work).await) })
        })
        .await;
    match end {
        Err(End::Done(done)) => Ok(*done),
        Err(End::Failed(error)) => Err(error),
        Ok(()) => Err(BookingError::Missing),
    }
}

async fn rolled_back(tx: &mut Tx, work: &Work) -> End {
    match chunk(tx, work).await {
        Ok(done) => End::Done(Box::new(done)),
        Err(error) => End::Failed(error),
    }
}
