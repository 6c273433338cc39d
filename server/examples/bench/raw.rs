//! The anchor *raw*: rows that Saldo has written, written once more by a plain loop, one by one,
//! with the same tables, indices and durability, in as many transactions. Foreign keys are not
//! looked at: a part of one table may refer to the next part of another.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection as Rusqlite, params_from_iter};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::Done;

/// A table, or a statement that writes a row of it again, and where the rows lie.
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

/// How long it takes to bring a copy of `before` to hold every row that was added to `after`: one
/// prepared statement a table, at the engine's own interface, in the thread that asks. Reading the
/// rows is not counted.
pub fn sqlite(before: &Path, after: &Path, parts: usize) -> Done<Duration> {
    let copy = before.with_extension("raw");
    std::fs::copy(before, &copy)?;
    let open = Rusqlite::open(&copy)?;
    open.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off;
         pragma cache_size = -16000; pragma temp_store = memory;",
    )?;
    open.execute("attach ?1 as done", [after.to_string_lossy()])?;
    let grown = grown(&open)?;
    let mut took = Duration::ZERO;
    for at in 0..parts {
        let mut tables = Vec::new();
        for (table, rows) in &grown {
            tables.push(values(&open, table, part(rows, at, parts))?);
        }
        let began = Instant::now();
        open.execute_batch("begin immediate")?;
        for (insert, rows) in tables {
            let mut insert = open.prepare_cached(&insert)?;
            for row in rows {
                insert.execute(params_from_iter(row))?;
            }
        }
        open.execute_batch("commit")?;
        took += began.elapsed();
    }
    drop(open);
    std::fs::remove_file(&copy)?;
    Ok(took)
}

/// The rows of a table, and the statement that writes one of them.
fn values(open: &Rusqlite, table: &str, rows: &[i64]) -> Done<(String, Vec<Vec<Value>>)> {
    let bounds = (rows.first().copied(), rows.last().copied());
    let text = format!("select * from done.{table} where rowid between ?1 and ?2");
    let mut read = open.prepare_cached(&text)?;
    let columns = read.column_count();
    let all = read.query_map(bounds, |row| (0..columns).map(|at| row.get(at)).collect())?;
    let marks = vec!["?"; columns].join(", ");
    let insert = format!("insert into main.{table} values ({marks})");
    Ok((insert, all.collect::<Result<_, _>>()?))
}

/// The tables with the places of the rows that were added.
fn grown(open: &Rusqlite) -> Done<Rows<i64>> {
    let mut tables = open.prepare(
        "select name from main.sqlite_master where type = 'table'
         and name not like '\\_%' escape '\\' and name not like 'sqlite%'",
    )?;
    let tables = tables.query_map((), |row| row.get::<_, String>(0))?;
    let mut grown = Vec::new();
    for table in tables {
        let table = table?;
        let mut rows = open.prepare(&format!(
            "select rowid from done.{table}
             where rowid > coalesce((select max(rowid) from main.{table}), 0) order by rowid"
        ))?;
        let rows = rows.query_map((), |row| row.get(0))?;
        let rows: Vec<i64> = rows.collect::<Result<_, _>>()?;
        if !rows.is_empty() {
            grown.push((table, rows));
        }
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
