//! Fresh databases for tests, one of each engine.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::OnceCell;

use crate::db::Db;

/// A migrated database with nothing in it.
pub struct Fresh {
    /// The database.
    pub db: Db,
    /// Its address, for a second process or connection.
    pub url: String,
    end: End,
}

enum End {
    Folder(#[expect(dead_code, reason = "removed when dropped")] tempfile::TempDir),
    Database { admin: String, name: String },
}

static COUNT: AtomicU32 = AtomicU32::new(0);
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database of the embedded engine in a folder of its own.
#[expect(clippy::expect_used, reason = "a test without a database has failed")]
pub async fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("saldo.db").display());
    let db = Db::open(&url).await.expect("opens");
    db.migrate().await.expect("migrates");
    Fresh {
        db,
        url,
        end: End::Folder(folder),
    }
}

/// A database on the server that `SALDO_TEST_POSTGRES_URL` names, copied from a migrated template.
#[expect(clippy::expect_used, reason = "a test without a database has failed")]
pub async fn postgres() -> Fresh {
    let admin = std::env::var("SALDO_TEST_POSTGRES_URL")
        .expect("SALDO_TEST_POSTGRES_URL names a PostgreSQL for tests (`make test` starts one)");
    let template = TEMPLATE.get_or_init(|| template(&admin)).await;
    let name = format!("{template}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    command(
        &admin,
        format!("create database {name} template {template}"),
    )
    .await;
    let url = with_name(&admin, &name);
    let db = Db::open(&url).await.expect("opens");
    Fresh {
        db,
        url,
        end: End::Database { admin, name },
    }
}

impl Fresh {
    /// Removes the database.
    pub async fn close(self) {
        self.db.close().await;
        if let End::Database { admin, name } = self.end {
            command(&admin, format!("drop database {name} with (force)")).await;
        }
    }
}

#[expect(clippy::expect_used, reason = "a test without a database has failed")]
async fn template(admin: &str) -> String {
    let name = format!("saldo_test_{}", std::process::id());
    command(admin, format!("drop database if exists {name}")).await;
    command(admin, format!("create database {name}")).await;
    let db = Db::open(&with_name(admin, &name)).await.expect("opens");
    db.migrate().await.expect("migrates");
    db.close().await;
    name
}

/// The same server, another database.
fn with_name(admin: &str, name: &str) -> String {
    let (server, query) = admin.split_once('?').unwrap_or((admin, ""));
    let server = server.rsplit_once('/').map_or(server, |(server, _)| server);
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{server}/{name}{mark}{query}")
}

#[expect(clippy::expect_used, reason = "a test without a database has failed")]
async fn command(admin: &str, text: String) {
    use sqlx::Connection;
    let mut connection = sqlx::PgConnection::connect(admin)
        .await
        .expect("the server answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(text))
        .execute(&mut connection)
        .await
        .expect("runs");
    connection.close().await.expect("closes");
}

/// Two tests of one text: `on_both!(name, |db| async move { … })` runs on a fresh database of each
/// engine.
#[macro_export]
macro_rules! on_both {
    ($name:ident, |$db:ident| $body:expr) => {
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "as the test needs")]
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let fresh = $crate::testing::sqlite().await;
                let $db = fresh.db.clone();
                $body.await;
                fresh.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let fresh = $crate::testing::postgres().await;
                let $db = fresh.db.clone();
                $body.await;
                fresh.close().await;
            }
        }
    };
}
