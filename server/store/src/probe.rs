//! For tests: scripts that fill a database, and the plans by which the engines answer.

use std::sync::Arc;

use sqlx::AssertSqlSafe;

use crate::db::Db;
use crate::error::StoreError;
use crate::on;
use crate::tx::Engine;

/// Runs statements, divided by semicolons, in one transaction.
///
/// # Errors
/// Of the first statement that fails.
pub async fn script(db: &Db, text: impl Into<String>) -> Result<(), StoreError> {
    let text: Arc<str> = text.into().into();
    db.write(move |tx| {
        let text = Arc::clone(&text);
        Box::pin(async move {
            on!(tx, c => sqlx::raw_sql(AssertSqlSafe(text)).execute(c).await.map(drop))
        })
    })
    .await
}

/// The number that a query gives.
///
/// # Errors
/// When the statement fails.
pub async fn number(db: &Db, text: impl Into<String>) -> Result<i64, StoreError> {
    let text = AssertSqlSafe(text.into());
    let mut tx = db.read().await?;
    on!(tx, c => sqlx::query_scalar::<_, i64>(text).fetch_one(c).await)
}

/// The texts that a query gives, one a row.
///
/// # Errors
/// When the statement fails.
pub async fn texts(db: &Db, text: impl Into<String>) -> Result<Vec<String>, StoreError> {
    let text = AssertSqlSafe(text.into());
    let mut tx = db.read().await?;
    on!(tx, c => sqlx::query_scalar::<_, String>(text).fetch_all(c).await)
}

/// Renews what PostgreSQL's planner knows of the tables; the embedded engine needs nothing.
///
/// # Errors
/// When the statement fails.
pub async fn analyze(db: &Db) -> Result<(), StoreError> {
    if is_sqlite(db).await? {
        return Ok(());
    }
    script(db, "analyze").await
}

async fn is_sqlite(db: &Db) -> Result<bool, StoreError> {
    let mut tx = db.read().await?;
    Ok(matches!(tx.engine(), Engine::Sqlite(_)))
}

/// How the engine would answer a statement, whatever its parameters are: a line for each step.
/// `small` asks PostgreSQL for the plan of a table too small for any index to pay.
///
/// # Errors
/// When the statement is refused.
pub async fn plan(db: &Db, statement: &str, small: bool) -> Result<Vec<String>, StoreError> {
    let parameters = (1..).take_while(|n| statement.contains(&format!("${n}")));
    let parameters = parameters.count();
    let mut tx = db.read().await?;
    match tx.engine() {
        Engine::Sqlite(tx) => {
            let text = AssertSqlSafe(format!("explain query plan {statement}"));
            let mut query = sqlx::query_as::<_, (i64, i64, i64, String)>(text);
            for _ in 0..parameters {
                query = query.bind(None::<String>);
            }
            let steps = query.fetch_all(&mut **tx).await?;
            Ok(steps.into_iter().map(|(_, _, _, step)| step).collect())
        }
        Engine::Postgres(tx) => {
            let scans = if small { "off" } else { "on" };
            let nulls = vec!["null"; parameters].join(", ");
            let before = AssertSqlSafe(format!(
                "set local plan_cache_mode = force_generic_plan;
                 set local enable_seqscan = {scans};
                 prepare probe as {}",
                typed(statement, parameters)
            ));
            sqlx::raw_sql(before).execute(&mut **tx).await?;
            let call = match parameters {
                0 => "explain execute probe".to_owned(),
                _ => format!("explain execute probe({nulls})"),
            };
            let steps = sqlx::query_scalar::<_, String>(AssertSqlSafe(call)).persistent(false);
            let steps = steps.fetch_all(&mut **tx).await?;
            sqlx::raw_sql("deallocate probe").execute(&mut **tx).await?;
            Ok(steps)
        }
    }
}

/// The driver names the types of parameters; where PostgreSQL is to find them out by itself, it
/// needs help with what is only asked whether it is null, which is always a text.
fn typed(statement: &str, parameters: usize) -> String {
    (1..=parameters).fold(statement.to_owned(), |text, n| {
        text.replace(&format!("${n} is "), &format!("cast(${n} as text) is "))
    })
}
