//! The database of the sandbox. One connection: it is one book, written by one hand.

use std::path::Path;
use std::time::Duration;

use model::time::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::plan::{Step, Travel};
use crate::payment::{
    Capture, Event, GatewayError, Key, Outcome, Refund, RefundOutcome, SavedMethod, SetUp,
    SetUpOutcome, Started,
};

/// An open book.
#[derive(Clone)]
pub struct Books(SqlitePool);

/// A change of the book that is not yet written.
pub struct Tx(Transaction<'static, Sqlite>);

/// Why the books of the sandbox cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("the books of the sandbox cannot be opened: {0}")]
pub struct OpenError(String);

/// A payment as it stands.
pub struct Payment {
    pub reference: String,
    pub request: Capture,
    pub outcome: Outcome,
    pub returned_minor: i64,
}

/// A set-up as it stands.
pub struct SetUpRow {
    pub request: SetUp,
    pub started: Started,
    pub entered: Option<SavedMethod>,
    pub outcome: SetUpOutcome,
}

/// A refund as it stands.
pub struct RefundRow {
    pub request: Refund,
    pub outcome: RefundOutcome,
}

impl From<sqlx::Error> for GatewayError {
    /// An error at the commit leaves open what became of it; so do all.
    fn from(error: sqlx::Error) -> Self {
        Self::Unknown(format!("the books of the sandbox: {error}"))
    }
}

impl From<serde_json::Error> for GatewayError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unknown(format!("an entry of the sandbox: {error}"))
    }
}

type Answer<T> = Result<T, GatewayError>;

fn text(value: &impl Serialize) -> Answer<String> {
    Ok(serde_json::to_string(value)?)
}

fn read<T: DeserializeOwned>(text: &str) -> Answer<T> {
    Ok(serde_json::from_str(text)?)
}

impl Books {
    /// Opens a file, and makes it if it is missing.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_with(options).await;
        let pool = pool.map_err(|error| OpenError(error.to_string()))?;
        let brought: Result<(), MigrateError> = sqlx::migrate!("./migrations").run(&pool).await;
        brought.map_err(|error| OpenError(error.to_string()))?;
        Ok(Self(pool))
    }

    pub async fn begin(&self) -> Answer<Tx> {
        Ok(Tx(self.0.begin_with("begin immediate").await?))
    }

    pub async fn close(&self) {
        self.0.close().await;
    }
}

impl Tx {
    pub async fn commit(self) -> Answer<()> {
        Ok(self.0.commit().await?)
    }

    /// How often a key was tried, with this time.
    pub async fn tried(&mut self, key: &Key) -> Answer<i64> {
        let sql = "insert into attempt (key, times) values ($1, 1)
            on conflict (key) do update set times = times + 1 returning times";
        let times = sqlx::query_scalar(sql).bind(key.as_str());
        Ok(times.fetch_one(&mut *self.0).await?)
    }

    pub async fn payment(&mut self, key: &Key) -> Answer<Option<Payment>> {
        let sql = "select reference, request, outcome, returned_minor from payment
            where key = $1 and not twin";
        self.one_payment(sql, key.as_str()).await
    }

    pub async fn payment_called(&mut self, reference: &str) -> Answer<Option<Payment>> {
        let sql = "select reference, request, outcome, returned_minor from payment
            where reference = $1";
        self.one_payment(sql, reference).await
    }

    async fn one_payment(&mut self, sql: &'static str, by: &str) -> Answer<Option<Payment>> {
        let row = sqlx::query_as::<_, (String, String, String, i64)>(sql).bind(by);
        let Some(row) = row.fetch_optional(&mut *self.0).await? else {
            return Ok(None);
        };
        let (reference, request, outcome, returned_minor) = row;
        Ok(Some(Payment {
            reference,
            request: read(&request)?,
            outcome: read(&outcome)?,
            returned_minor,
        }))
    }

    /// The payments behind that one by name, at most so many.
    pub async fn payments(
        &mut self,
        after: &str,
        most: i64,
    ) -> Answer<Vec<(String, Key, Outcome)>> {
        let sql = "select reference, key, outcome from payment where reference > $1
            order by reference limit $2";
        let rows = sqlx::query_as::<_, (String, String, String)>(sql).bind(after);
        let rows = rows.bind(most).fetch_all(&mut *self.0).await?;
        let read = |(reference, key, outcome): (String, String, String)| {
            let key = Key::new(key).map_err(GatewayError::unknown)?;
            Ok((reference, key, read(&outcome)?))
        };
        rows.into_iter().map(read).collect()
    }

    pub async fn keep_payment(
        &mut self,
        (reference, twin): (&str, bool),
        request: &Capture,
        outcome: &Outcome,
    ) -> Answer<()> {
        let sql = "insert into payment (reference, key, twin, request, outcome)
            values ($1, $2, $3, $4, $5)";
        let row = sqlx::query(sql).bind(reference).bind(request.key.as_str());
        let row = row.bind(twin).bind(text(request)?).bind(text(outcome)?);
        row.execute(&mut *self.0).await?;
        Ok(())
    }

    pub async fn change_payment(&mut self, reference: &str, outcome: &Outcome) -> Answer<()> {
        let sql = "update payment set outcome = $2 where reference = $1";
        let row = sqlx::query(sql).bind(reference).bind(text(outcome)?);
        row.execute(&mut *self.0).await?;
        Ok(())
    }

    /// So much went back by a return or a dispute; below zero, came again.
    pub async fn take_back(&mut self, reference: &str, minor: i64) -> Answer<()> {
        let sql = "update payment set returned_minor = returned_minor + $2 where reference = $1";
        let row = sqlx::query(sql).bind(reference).bind(minor);
        row.execute(&mut *self.0).await?;
        Ok(())
    }

    pub async fn refund(&mut self, key: &Key) -> Answer<Option<RefundRow>> {
        let sql = "select request, outcome from refund where key = $1";
        self.one_refund(sql, key.as_str()).await
    }

    pub async fn refund_called(&mut self, reference: &str) -> Answer<Option<RefundRow>> {
        let sql = "select request, outcome from refund where reference = $1";
        self.one_refund(sql, reference).await
    }

    async fn one_refund(&mut self, sql: &'static str, by: &str) -> Answer<Option<RefundRow>> {
        let row = sqlx::query_as::<_, (String, String)>(sql).bind(by);
        let Some((request, outcome)) = row.fetch_optional(&mut *self.0).await? else {
            return Ok(None);
        };
        Ok(Some(RefundRow {
            request: read(&request)?,
            outcome: read(&outcome)?,
        }))
    }

    /// What refunds have taken of a payment, those on their way counted.
    pub async fn refunded(&mut self, payment: &str) -> Answer<i64> {
        let sql = "select coalesce(sum(minor), 0) from refund where payment = $1 and not failed";
        let sum = sqlx::query_scalar(sql).bind(payment);
        Ok(sum.fetch_one(&mut *self.0).await?)
    }

    pub async fn keep_refund(
        &mut self,
        reference: &str,
        request: &Refund,
        outcome: &RefundOutcome,
    ) -> Answer<()> {
        let sql = "insert into refund (reference, key, request, payment, minor, failed, outcome)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (reference) do update set failed = $6, outcome = $7";
        let failed = matches!(outcome, RefundOutcome::Failed { .. });
        let row = sqlx::query(sql).bind(reference).bind(request.key.as_str());
        let row = row.bind(text(request)?).bind(&request.capture);
        let row = row.bind(request.amount.minor).bind(failed);
        row.bind(text(outcome)?).execute(&mut *self.0).await?;
        Ok(())
    }

    pub async fn set_up(&mut self, key: &Key) -> Answer<Option<SetUpRow>> {
        let sql = "select request, started, entered, outcome from set_up where key = $1";
        self.one_set_up(sql, key.as_str()).await
    }

    pub async fn set_up_called(&mut self, reference: &str) -> Answer<Option<SetUpRow>> {
        let sql = "select request, started, entered, outcome from set_up where reference = $1";
        self.one_set_up(sql, reference).await
    }

    async fn one_set_up(&mut self, sql: &'static str, by: &str) -> Answer<Option<SetUpRow>> {
        let row = sqlx::query_as::<_, (String, String, Option<String>, String)>(sql).bind(by);
        let Some(row) = row.fetch_optional(&mut *self.0).await? else {
            return Ok(None);
        };
        let (request, started, entered, outcome) = row;
        Ok(Some(SetUpRow {
            request: read(&request)?,
            started: read(&started)?,
            entered: entered.map(|text| read(&text)).transpose()?,
            outcome: read(&outcome)?,
        }))
    }

    /// Keeps a set-up, or what became of it.
    pub async fn keep_set_up(&mut self, row: &SetUpRow) -> Answer<()> {
        let sql = "insert into set_up (reference, key, request, started, entered, outcome)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (reference) do update set entered = $5, outcome = $6";
        let entered = row.entered.as_ref().map(text).transpose()?;
        let query = sqlx::query(sql).bind(&row.started.reference);
        let query = query.bind(row.request.key.as_str());
        let query = query.bind(text(&row.request)?).bind(text(&row.started)?);
        let query = query.bind(entered).bind(text(&row.outcome)?);
        query.execute(&mut *self.0).await?;
        Ok(())
    }

    pub async fn detach(&mut self, token: &str) -> Answer<()> {
        let sql = "insert into method (token, detached) values ($1, true)
            on conflict (token) do update set detached = true";
        let row = sqlx::query(sql).bind(token);
        row.execute(&mut *self.0).await?;
        Ok(())
    }

    pub async fn is_detached(&mut self, token: &str) -> Answer<bool> {
        let sql = "select count(*) from method where token = $1 and detached";
        let count: i64 = sqlx::query_scalar(sql)
            .bind(token)
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count > 0)
    }

    /// Keeps until when a card is good: the first moment after its last month.
    pub async fn expires(&mut self, token: &str, end: Instant) -> Answer<()> {
        let sql = "insert into method (token, detached, expires_at) values ($1, false, $2)
            on conflict do nothing";
        let row = sqlx::query(sql).bind(token).bind(end.0);
        row.execute(&mut *self.0).await?;
        Ok(())
    }

    pub async fn is_expired(&mut self, token: &str, now: Instant) -> Answer<bool> {
        let sql = "select count(*) from method where token = $1 and expires_at <= $2";
        let count: i64 = sqlx::query_scalar(sql)
            .bind(token)
            .bind(now.0)
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count > 0)
    }

    pub async fn schedule(&mut self, reference: &str, due: Instant, step: &Step) -> Answer<()> {
        let sql = "insert into step (reference, due_at, step) values ($1, $2, $3)";
        let row = sqlx::query(sql).bind(reference).bind(due.0);
        row.bind(text(step)?).execute(&mut *self.0).await?;
        Ok(())
    }

    /// Takes the next step that is due off the list.
    pub async fn next_step(&mut self, now: Instant) -> Answer<Option<(String, Instant, Step)>> {
        let sql = "delete from step where id = (
                select id from step where due_at <= $1 order by due_at, id limit 1)
            returning reference, due_at, step";
        let row = sqlx::query_as::<_, (String, i64, String)>(sql).bind(now.0);
        let Some((reference, due, step)) = row.fetch_optional(&mut *self.0).await? else {
            return Ok(None);
        };
        Ok(Some((reference, Instant(due), read(&step)?)))
    }

    pub async fn tell(&mut self, event: &Event, due: Instant, travel: Travel) -> Answer<()> {
        let sql = "insert into webhook (event, body, due_at) values ($1, $2, $3)";
        let due = due.plus_seconds(travel.delay);
        for _ in 0..travel.copies {
            let row = sqlx::query(sql).bind(&event.id).bind(text(event)?);
            row.bind(due.0).execute(&mut *self.0).await?;
        }
        Ok(())
    }

    /// Webhooks that are due, the oldest first, at most so many.
    pub async fn due_webhooks(&mut self, now: Instant, most: i64) -> Answer<Vec<(i64, String)>> {
        let sql = "select id, body from webhook where not sent and due_at <= $1
            order by due_at, id limit $2";
        let rows = sqlx::query_as(sql).bind(now.0).bind(most);
        Ok(rows.fetch_all(&mut *self.0).await?)
    }

    /// Notes that a webhook was taken, or puts its next try off, longer each time.
    pub async fn webhook_tried(&mut self, id: i64, taken: bool, now: Instant) -> Answer<()> {
        let sql = "update webhook set sent = $2, tries = tries + 1,
            due_at = $3 + 5000000 * (1 << min(tries, 14)) where id = $1";
        let row = sqlx::query(sql).bind(id).bind(taken).bind(now.0);
        row.execute(&mut *self.0).await?;
        Ok(())
    }
}
