//! The anchor *raw*: rows that Saldo has written, written once more by a plain loop, one by one by
//! the same driver, with the same tables, indices and durability, in as many transactions. Foreign
//! keys are not looked at: a part of one table may refer to the next part of another.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

use crate::Done;

/// A statement that writes a row again, and where the rows lie.
type Rows<P> = Vec<(String, Vec<P>)>;

/// A part of the rows of a table.
fn part<P>(rows: &[P], part: usize, parts: usize) -> &[P] {
    let at = |part: usize| rows.len() * part / parts;
    rows.get(at(part)..at(part + 1)).unwrap_or_default()
}

/// SQLite, opened as Saldo opens it but for foreign keys.
pub fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory")
}

/// How long it takes to bring a copy of `before` to hold every row that was added to `after`.
pub async fn sqlite(before: &Path, after: &Path, parts: usize) -> Done<Duration> {
    let copy = before.with_extension("raw");
    std::fs::copy(before, &copy)?;
    let mut open = SqliteConnection::connect_with(&options(&copy)).await?;
    let attach = format!("attach '{}' as done", after.display());
    open.execute(AssertSqlSafe(attach)).await?;
    let grown = grown(&mut open).await?;
    let began = Instant::now();
    for at in 0..parts {
        open.execute("begin immediate").await?;
        for (text, rows) in &grown {
            for row in part(rows, at, parts) {
                let insert = sqlx::query(AssertSqlSafe(text.as_str().to_owned()));
                insert.bind(row).execute(&mut open).await?;
            }
        }
        open.execute("commit").await?;
    }
    let took = began.elapsed();
    open.close().await?;
    std::fs::remove_file(&copy)?;
    Ok(took)
}

async fn grown(open: &mut SqliteConnection) -> Done<Rows<i64>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from main.sqlite_master where type = 'table'
         and name not like '\\_%' escape '\\' and name not like 'sqlite%'",
    )
    .fetch_all(&mut *open)
    .await?;
    let mut grown = Vec::new();
    for table in tables {
        let rows = format!(
            "select rowid from done.{table}
             where rowid > coalesce((select max(rowid) from main.{table}), 0)"
        );
        let rows = sqlx::query_scalar(AssertSqlSafe(rows));
        let rows: Vec<i64> = rows.fetch_all(&mut *open).await?;
        let text = format!("insert into main.{table} select * from done.{table} where rowid = $1");
        grown.push((text, rows));
    }
    Ok(grown)
}

/// The same in a database of PostgreSQL, with tables in a schema of their own.
/// Rows that were changed count as added, as that engine adds them.
pub async fn postgres(before: &str, after: &str, parts: usize) -> Done<Duration> {
    let old = pages(&mut PgConnection::connect(before).await?).await?;
    let mut open = PgConnection::connect(after).await?;
    let mut grown: Rows<String> = Vec::new();
    let mut tables = "drop schema if exists raw cascade; create schema raw;".to_owned();
    for (table, to) in pages(&mut open).await? {
        let from = old.iter().find(|(name, _)| *name == table);
        let from = from.map_or(0, |(_, pages)| (pages - 1).max(0));
        if to > from + 1 {
            write!(
                tables,
                "create table raw.{table} (like public.{table} including all);"
            )?;
            let rows = format!("select ctid::text from {table} where ctid >= '({from},0)'");
            let rows = sqlx::query_scalar(AssertSqlSafe(rows));
            let rows = rows.fetch_all(&mut open).await?;
            let text = format!(
                "insert into raw.{table} select * from public.{table} where ctid = $1::text::tid"
            );
            grown.push((text, rows));
        }
    }
    open.execute(AssertSqlSafe(tables)).await?;
    let began = Instant::now();
    for at in 0..parts {
        open.execute("begin").await?;
        for (text, rows) in &grown {
            for row in part(rows, at, parts) {
                let insert = sqlx::query(AssertSqlSafe(text.as_str().to_owned()));
                insert.bind(row).execute(&mut open).await?;
            }
        }
        open.execute("commit").await?;
    }
    let took = began.elapsed();
    open.close().await?;
    Ok(took)
}

/// How many pages the tables have.
async fn pages(open: &mut PgConnection) -> Done<Vec<(String, i64)>> {
    let rows = sqlx::query_as(
        "select relname::text, pg_relation_size(oid) / current_setting('block_size')::bigint
         from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
             and relname not like '\\_%'",
    )
    .fetch_all(open)
    .await?;
    Ok(rows)
}
