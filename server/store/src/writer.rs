//! The one writer of an embedded database: it takes what waits, runs each unit of work in a
//! savepoint of one transaction, commits once, and then answers all (group commit).

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use crate::db::Working;
use crate::error::StoreError;
use crate::tx::{Engine, Meter, Tx};

/// How many units of work one commit may carry.
const MOST: usize = 64;

/// Hands units of work to the writer's task.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Box<dyn Unit>>);

impl Writer {
    pub(crate) fn start(pool: SqlitePool, meter: Arc<Meter>) -> Self {
        let (sender, mut waiting) = mpsc::channel(4 * MOST);
        tokio::spawn(async move {
            let mut units = Vec::with_capacity(MOST);
            while waiting.recv_many(&mut units, MOST).await > 0 {
                let batch = std::mem::take(&mut units);
                // In a task of its own: a unit that panics rolls its batch back, not the writer.
                let run = tokio::spawn(run(pool.clone(), Arc::clone(&meter), batch));
                if let Err(error) = run.await {
                    tracing::error!(%error, "a unit of work stopped its batch");
                }
            }
        });
        Self(sender)
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Working<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(Waiting {
            work,
            reply,
            result: None,
        });
        self.0.send(unit).await.map_err(|_| StoreError::Lost)?;
        answer.await.map_err(|_| StoreError::Lost)?
    }
}

/// A unit of work whose types are forgotten.
#[async_trait]
trait Unit: Send {
    /// Runs it; whether it wants to be committed.
    async fn run(&mut self, tx: &mut Tx) -> bool;

    /// Answers who waits, with the result if the batch was committed.
    fn answer(self: Box<Self>, end: Result<(), StoreError>);
}

struct Waiting<T, E, F> {
    work: F,
    reply: oneshot::Sender<Result<T, E>>,
    result: Option<Result<T, E>>,
}

#[async_trait]
impl<T, E, F> Unit for Waiting<T, E, F>
where
    F: for<'t> Fn(&'t mut Tx) -> Working<'t, T, E> + Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    async fn run(&mut self, tx: &mut Tx) -> bool {
        let result = (self.work)(tx).await;
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, end: Result<(), StoreError>) {
        let answer = match (end, self.result) {
            (Ok(()), Some(result)) | (Err(_), Some(result @ Err(_))) => result,
            (Ok(()), None) => Err(StoreError::Lost.into()),
            (Err(error), _) => Err(error.into()),
        };
        // Whoever asked may have gone; the work is done all the same.
        drop(self.reply.send(answer));
    }
}

async fn run(pool: SqlitePool, meter: Arc<Meter>, mut units: Vec<Box<dyn Unit>>) {
    let end = batch(&pool, meter, &mut units).await;
    let mut failed = end.err();
    for unit in units {
        let end = match &mut failed {
            None => Ok(()),
            Some(error) => Err(std::mem::replace(error, StoreError::Lost)),
        };
        unit.answer(end);
    }
}

async fn batch(
    pool: &SqlitePool,
    meter: Arc<Meter>,
    units: &mut [Box<dyn Unit>],
) -> Result<(), StoreError> {
    let mut tx = Tx::new(
        Engine::Sqlite(pool.begin_with("begin immediate").await?),
        meter,
    );
    for unit in units {
        tx.command("savepoint unit").await?;
        if !unit.run(&mut tx).await {
            tx.command("rollback to unit").await?;
        }
        tx.command("release unit").await?;
    }
    Ok(tx.commit().await?)
}
