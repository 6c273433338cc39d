use model::id::AccountId;
use model::time::{Date, Instant};

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::outbox::NEVER;
use crate::tx::Tx;

/// What stands before an invoice whose automatic charge waits for the provider.
pub const CHARGE_OF: &str = "charge of ";

/// What stands before an account whose automatic top-up waits for the provider.
pub const TOP_UP_OF: &str = "top-up of ";

/// Something that the run has set aside, as the provider sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SetAside {
    /// What: a subscription, its usage, an invoice, an account.
    pub subject: String,
    /// Whose, by the provider's own id.
    pub account: String,
    /// The subscription, by the provider's own id.
    pub subscription: Option<String>,
    /// Why.
    pub cause: String,
    /// The day on which it was planned.
    pub planned_on: As<Date>,
    /// When it was set aside, µs.
    pub at: i64,
}

/// What is set aside after a subject, in the order of subjects.
///
/// # Errors
/// The engine's.
pub async fn set_aside(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<SetAside>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select p.subject, a.ref as account, s.ref as subscription, p.cause, p.planned_on, p.at
         from parked p join account a on a.id = p.account_id
         left join subscription s on s.id = replace(p.subject, 'usage of ', '')
         where p.subject > $1 order by p.subject limit $2")
        .bind(after).bind(most).fetch_all(c).await)
}

/// Whose something is that is set aside; none if it is not, or not any more.
///
/// # Errors
/// The engine's.
pub async fn set_aside_of(tx: &mut Tx, subject: &str) -> Result<Option<AccountId>, StoreError> {
    let found: Option<As<AccountId>> = on!(tx, c => sqlx::query_scalar(
        "select account_id from parked where subject = $1")
        .bind(subject).fetch_optional(c).await)?;
    Ok(found.map(|id| id.0))
}

/// How far the work beside the requests is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Backlog {
    /// So much is set aside.
    pub parked: i64,
    /// Since when the account waits for the run that waits longest, µs; none if none waits.
    pub waiting_since: Option<i64>,
    /// So many accounts wait for the run, those included that are to be looked at at once.
    pub waiting: i64,
    /// So many mails wait.
    pub mails: i64,
    /// So many mails were given up.
    pub given_up: i64,
}

/// How far the work beside the requests is behind at a moment.
///
/// # Errors
/// The engine's.
pub async fn backlog(tx: &mut Tx, now: Instant) -> Result<Backlog, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select (select cast(count(*) as bigint) from parked) as parked,
             (select min(r.wake_at) from run r where r.next_on is not null and r.wake_at > 0
                 and r.wake_at <= $1 and r.lease_until <= $1) as waiting_since,
             (select cast(count(*) as bigint) from run r where r.next_on is not null
                 and r.wake_at <= $1 and r.lease_until <= $1) as waiting,
             (select cast(count(*) as bigint) from outbox o
                 where o.sent_at is null and o.next_at < $2) as mails,
             (select cast(count(*) as bigint) from outbox o
                 where o.sent_at is null and o.next_at >= $2) as given_up")
        .bind(now.0).bind(NEVER.0).fetch_one(c).await)
}

/// How much is set aside, counted up to `most`: everybody may ask for it.
///
/// # Errors
/// The engine's.
pub async fn parked_up_to(tx: &mut Tx, most: i64) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select cast(count(*) as bigint) from (select 1 from parked limit $1) found")
        .bind(most).fetch_one(c).await)
}

/// Lets the next run look at accounts at once though they failed a moment ago, and make what a
/// brake has held back.
///
/// # Errors
/// The engine's.
pub async fn release(tx: &mut Tx, account: &AccountId, subject: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("update parked set released = true where subject = $1")
        .bind(subject).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(
        "update run set lease_until = 0 where account_id = $1 and trouble is not null")
        .bind(account.as_str()).execute(c).await.map(drop))
}
