//! The unit of work, on either engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{Postgres, Sqlite, Transaction};

use crate::bulk::Marks;
use crate::error::{Kind, StoreError, kind};

/// An open transaction. Whoever holds it may read and, if it was opened to write, write; only the
/// portal opens one. Dropped, it is rolled back.
pub struct Tx {
    pub(crate) engine: Engine,
    meter: Arc<Meter>,
    busy: bool,
}

/// Which engine a transaction runs on.
pub enum Engine {
    /// The embedded one.
    Sqlite(Transaction<'static, Sqlite>),
    /// The server.
    Postgres(Transaction<'static, Postgres>),
}

/// Counts what is asked of a database; tests guard pages with it.
#[derive(Debug, Default)]
pub struct Meter {
    statements: AtomicU64,
    commits: AtomicU64,
}

impl Meter {
    /// Statements since the database was opened, begins and ends of transactions left out.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Transactions that were to be committed since the database was opened.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

impl Tx {
    pub(crate) const fn new(engine: Engine, meter: Arc<Meter>) -> Self {
        Self {
            engine,
            meter,
            busy: false,
        }
    }

    /// The engine's own connection, for [`crate::on!`].
    pub const fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// How a statement of many parameters marks them.
    pub(crate) const fn marks(&self) -> Marks {
        match self.engine {
            Engine::Sqlite(_) => Marks::Plain,
            Engine::Postgres(_) => Marks::Numbered,
        }
    }

    /// Notes what a statement gave, for [`crate::on!`].
    ///
    /// # Errors
    /// The statement's own.
    pub fn saw<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        self.meter.statements.fetch_add(1, Ordering::Relaxed);
        result.map_err(|error| {
            self.busy |= kind(&error) == Kind::Busy;
            error.into()
        })
    }

    /// Notes that another transaction was in the way: the same again may pass.
    pub(crate) const fn in_the_way(&mut self) {
        self.busy = true;
    }

    /// Whether another transaction was in the way of a statement.
    pub(crate) const fn busy(&self) -> bool {
        self.busy
    }

    /// A word to the engine about the transaction itself, which is not counted.
    pub(crate) async fn command(&mut self, text: &'static str) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(tx) => sqlx::query(text).execute(&mut **tx).await.map(drop)?,
            Engine::Postgres(tx) => sqlx::query(text).execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        self.meter.commits.fetch_add(1, Ordering::Relaxed);
        match self.engine {
            Engine::Sqlite(tx) => tx.commit().await,
            Engine::Postgres(tx) => tx.commit().await,
        }
    }
}

/// Runs one portable statement on whichever engine the transaction is on:
/// `on!(tx, c => sqlx::query("…").bind(x).execute(c).await)?`.
#[macro_export]
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {{
        let result = match $tx.engine() {
            $crate::tx::Engine::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            $crate::tx::Engine::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        };
        $tx.saw(result)
    }};
}
