//! Opens a database and hands out transactions.

use std::future::Future;
use std::io::ErrorKind;
use std::path::Path;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, SqlitePool};
use tokio::time::timeout;

use crate::error::{OpenError, StoreError, is_no_file};
use crate::on;
use crate::tx::{Engine, Meter, Tx};
use crate::writer::Writer;

/// A future of a unit of work, which borrows its transaction.
pub type Working<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    meter: Arc<Meter>,
    #[cfg(feature = "testing")]
    halt: crate::halt::Halt,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        readers: SqlitePool,
        writing: SqlitePool,
        writer: Writer,
    },
    Postgres(PgPool),
}

/// How often PostgreSQL may refuse a transaction because of another before the caller learns it.
const TRIES: u32 = 4;

/// A server that has not answered for so long is not there.
const ANSWER: Duration = Duration::from_secs(10);

/// Who is cut off while he begins leaves a connection with a transaction that has not asked
/// anything: these words make it theirs, whatever it was begun for.
const WRITING: &str = "begin isolation level read committed read write";

impl Db {
    /// Opens `sqlite://FILE` (made if it is missing) or `postgres://…`.
    ///
    /// # Errors
    /// In one sentence, for the operator.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let meter = Arc::new(Meter::default());
        let pools = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => open_sqlite(url, &meter).await?,
            Some("postgres" | "postgresql") => open_postgres(url).await?,
            _ => {
                return Err(OpenError::Scheme(
                    url.split(':').next().unwrap_or("").to_owned(),
                ));
            }
        };
        Ok(Self {
            pools,
            meter,
            #[cfg(feature = "testing")]
            halt: crate::halt::Halt::default(),
        })
    }

    /// The same database, of a process that can be cut off behind each transaction.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn halting(self, halt: crate::halt::Halt) -> Self {
        Self { halt, ..self }
    }

    /// Brings the tables up to date.
    ///
    /// # Errors
    /// When the database is newer than this release, locked or not writable.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match &self.pools {
            Pools::Sqlite { writing, .. } => {
                sqlx::migrate!("../../migrations/sqlite")
                    .run(writing)
                    .await?;
            }
            Pools::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                // Who waits for a lock that another process keeps would wait for ever.
                sqlx::query("set lock_timeout = '5s'")
                    .execute(&mut *connection)
                    .await?;
                sqlx::migrate!("../../migrations/postgres")
                    .run(&mut *connection)
                    .await?;
                // The setting goes with the connection.
                connection.close().await?;
            }
        }
        Ok(())
    }

    /// A snapshot to read from; it cannot write.
    ///
    /// # Errors
    /// When the engine cannot be reached.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let engine = match &self.pools {
            Pools::Sqlite { readers, .. } => Engine::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Engine::Postgres(
                pool.begin_with("begin isolation level repeatable read read only")
                    .await?,
            ),
        };
        Ok(Tx::new(engine, Arc::clone(&self.meter)))
    }

    /// Runs a unit of work and commits it, or nothing of it. The work may be run again, and
    /// together with others, so it has no effect outside its transaction.
    ///
    /// # Errors
    /// The work's own, or the engine's. After [`StoreError::Lost`], or an error at the commit, it
    /// is not known whether it was committed: ask again with the same key.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Working<'t, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let done = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.write(work).await,
            Pools::Postgres(pool) => self.write_postgres(pool, work).await,
        };
        #[cfg(feature = "testing")]
        if done.is_ok() {
            self.halt.place().await;
        }
        done
    }

    async fn write_postgres<T, E, F>(&self, pool: &PgPool, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> Working<'t, T, E> + Send + Sync + 'static,
        E: From<StoreError>,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            let begun = pool.begin_with(WRITING).await.map_err(StoreError::from)?;
            let mut tx = Tx::new(Engine::Postgres(begun), Arc::clone(&self.meter));
            let failure = match work(&mut tx).await {
                Ok(value) => match tx.commit().await.map_err(StoreError::from) {
                    Ok(()) => return Ok(value),
                    Err(error) if error.kind() == crate::error::Kind::Busy => error.into(),
                    Err(error) => return Err(error.into()),
                },
                Err(error) if tx.busy() => error,
                Err(error) => return Err(error),
            };
            if tried >= TRIES {
                return Err(failure);
            }
        }
    }

    /// Whether it can be read: that a transaction begins says nothing about its file.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn answers(&self) -> Result<(), StoreError> {
        let mut tx = self.read().await?;
        let text = "select id from account limit 1";
        on!(tx, c => sqlx::query_scalar::<_, String>(text).fetch_optional(c).await.map(drop))
    }

    /// What was asked of this database so far.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Ends all connections: what is under way is finished, nothing new begins.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite {
                readers, writing, ..
            } => {
                readers.close().await;
                writing.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// So many rows of an answer are fetched before somebody has to look at them: two threads that wait
/// for each other row by row cost more than the rows.
const ROWS: usize = 1_000;

/// How many statements a connection keeps prepared. The billing run asks more than a hundred in a
/// round: with fewer places than that each would be forgotten before it comes again.
const STATEMENTS: usize = 500;

async fn open_sqlite(url: &str, meter: &Arc<Meter>) -> Result<Pools, OpenError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(OpenError::Address)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory")
        .row_buffer_size(ROWS)
        .statement_cache_capacity(STATEMENTS);
    for_the_owner(options.get_filename())?;
    let writing = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await;
    let writing = match writing {
        Err(error) if is_no_file(&error) => {
            let file = options.get_filename().display().to_string();
            return Err(OpenError::File(file));
        }
        other => other?,
    };
    try_to_write(&writing).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.create_if_missing(false).pragma("query_only", "on"));
    let writer = Writer::start(writing.clone(), Arc::clone(meter));
    Ok(Pools::Sqlite {
        readers,
        writing,
        writer,
    })
}

/// A new file is readable by its owner only, whatever the process leaves to others; what the engine
/// puts beside it is made like it.
#[cfg(unix)]
fn for_the_owner(file: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut made = std::fs::OpenOptions::new();
    let made = made.write(true).create_new(true).mode(0o600).open(file);
    match made {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(OpenError::File(file.display().to_string()))
        }
        // It is there already, or the engine says better what is wrong.
        Ok(_) | Err(_) => Ok(()),
    }
}

#[cfg(not(unix))]
const fn for_the_owner(_: &Path) -> Result<(), OpenError> {
    Ok(())
}

/// Says at once, and not at the first payment, that the file may not be written. To begin is not
/// enough: on a file that can only be read, SQLite makes a reading transaction of it.
async fn try_to_write(writing: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut tx = writing.begin_with("begin immediate").await?;
    sqlx::query("create table is_writable (x bigint)")
        .execute(&mut *tx)
        .await?;
    tx.rollback().await
}

async fn open_postgres(url: &str) -> Result<Pools, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(OpenError::Address)?;
    let options = options.statement_cache_capacity(STATEMENTS);
    // The pool would try for as long as a request may wait: asked once, a start fails at once.
    let connection = timeout(ANSWER, options.connect()).await;
    connection.map_err(|_| OpenError::Silent)??.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|connection, _| Box::pin(in_order(connection)))
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

/// A page of a list walks an index in its order and stops. A plan made for the customer with few
/// rows may instead collect them by a bitmap and sort: for one with thousands that reads them all.
async fn in_order(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set enable_bitmapscan = off")
        .execute(connection)
        .await
        .map(drop)
}
