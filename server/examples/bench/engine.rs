//! Databases of either engine that are copied for each measurement.

use std::path::{Path, PathBuf};
use std::time::Instant;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::runtime::Runtime;

use crate::Done;
use crate::books::Renewals;
use crate::house::load;

/// An engine, and where its databases are.
pub enum Engine {
    /// Files of a folder.
    Sqlite(PathBuf),
    /// A server, by the address of one of its databases.
    Postgres(String),
}

impl Engine {
    /// As the table calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// A database that holds these books.
    pub fn fill(&self, name: &str, renewals: &Renewals) -> Done<Copy> {
        let made = self.empty(name)?;
        let books = std::env::temp_dir().join(format!("{name}.ndjson"));
        renewals.write(&books)?;
        let began = Instant::now();
        load(&books, &made.url, Some(Renewals::TAKEN))?;
        let (count, took) = (renewals.subscriptions, began.elapsed().as_secs_f64());
        println!(
            "{}: {count} subscriptions imported in {took:.1} s",
            self.name()
        );
        std::fs::remove_file(&books)?;
        Ok(made)
    }

    /// A database with nothing in it, not even tables.
    pub fn empty(&self, name: &str) -> Done<Copy> {
        match self {
            Self::Sqlite(folder) => {
                let path = std::path::absolute(folder.join(format!("{name}.db")))?;
                remove(&path);
                Ok(Copy::file(path))
            }
            Self::Postgres(admin) => {
                let name = format!("saldo_bench_{name}");
                command(
                    admin,
                    &format!("drop database if exists {name} with (force)"),
                )?;
                command(admin, &format!("create database {name}"))?;
                Ok(Copy::server(admin, name))
            }
        }
    }
}

/// A database that is removed with its value.
pub struct Copy {
    /// Its address.
    pub url: String,
    place: Place,
}

enum Place {
    File(PathBuf),
    Server { admin: String, name: String },
}

impl Copy {
    fn file(path: PathBuf) -> Self {
        let url = format!("sqlite://{}", path.display());
        let place = Place::File(path);
        Self { url, place }
    }

    fn server(admin: &str, name: String) -> Self {
        let base = admin.rsplit_once('/').map_or(admin, |(base, _)| base);
        let url = format!("{base}/{name}");
        let admin = admin.to_owned();
        let place = Place::Server { admin, name };
        Self { url, place }
    }

    /// A copy of it as it stands; nobody may be connected.
    pub fn copy(&self, suffix: &str) -> Done<Self> {
        match &self.place {
            Place::File(path) => {
                let to = path.with_extension(format!("{suffix}.db"));
                remove(&to);
                std::fs::copy(path, &to)?;
                Ok(Self::file(to))
            }
            Place::Server { admin, name } => {
                let to = format!("{name}_{suffix}");
                command(admin, &format!("drop database if exists {to} with (force)"))?;
                command(admin, &format!("create database {to} template {name}"))?;
                Ok(Self::server(admin, to))
            }
        }
    }

    /// What a statement counts in it.
    pub fn number(&self, text: &str) -> Done<i64> {
        Runtime::new()?.block_on(async {
            let db = store::Db::open(&self.url).await?;
            let number = store::probe::number(&db, text).await?;
            db.close().await;
            Ok(number)
        })
    }

    /// The file, of the embedded engine.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Server { .. } => None,
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        match &self.place {
            Place::File(path) => remove(path),
            Place::Server { admin, name } => {
                let _ = command(admin, &format!("drop database {name} with (force)"));
            }
        }
    }
}

fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

fn command(admin: &str, text: &str) -> Done<()> {
    Runtime::new()?.block_on(async {
        let mut open = PgConnection::connect(admin).await?;
        open.execute(AssertSqlSafe(text.to_owned())).await?;
        open.close().await?;
        Ok(())
    })
}
