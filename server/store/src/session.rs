//! Sessions, devices and links that set a new password. Secrets are stored as hashes only.

use model::caller::{Permission, Role};
use model::id::{AccountId, PersonId, SessionId, SubscriptionId};
use model::time::Instant;

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Who is behind a session, and for which account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Identity {
    /// The session.
    pub id: As<SessionId>,
    /// Whether it outlives the browser.
    pub stay: bool,
    /// When it was last used, µs.
    pub seen_at: i64,
    /// When the person last proved who they are, µs; none if that is too long ago.
    pub proven_at: Option<i64>,
    /// The person.
    pub person_id: As<PersonId>,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// The person's own language, a BCP 47 tag.
    pub language: Option<String>,
    /// The account.
    pub account_id: As<AccountId>,
    /// The account's name: the company, else the person.
    pub account_name: String,
    /// The role in the account.
    pub role: Option<Word<Role>>,
    /// The rights in the account, where they were chosen one by one.
    pub permissions: Option<Json<Vec<Permission>>>,
    /// The only subscriptions that may be seen.
    pub subscriptions: Option<Json<Vec<SubscriptionId>>>,
    /// Whether the person belongs to other accounts as well.
    pub others: bool,
    /// Whether the provider has affiliate programs.
    pub programs: bool,
}

/// Who is behind the secret of a session, in one statement: so that a person who was disabled, or
/// has left the account, is out at the next request. One that was not to stay must have been seen
/// after `idle`.
///
/// # Errors
/// The engine's.
pub async fn identify(
    tx: &mut Tx,
    token_hash: &str,
    now: Instant,
    idle: Instant,
) -> Result<Option<Identity>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Identity>(
            "select s.id, s.stay, s.seen_at, s.proven_at, s.person_id, p.name, p.email, p.language,
                s.account_id, coalesce(a.company, a.name) as account_name,
                m.role, m.permissions, m.subscriptions,
                exists (select 1 from membership o
                    where o.person_id = s.person_id and o.account_id <> s.account_id) as others,
                exists (select 1 from affiliate_program) as programs
            from session s
            join person p on p.id = s.person_id and p.disabled_at is null
            join membership m on m.person_id = s.person_id and m.account_id = s.account_id
            join account a on a.id = s.account_id
            where s.token_hash = $1 and s.expires_at > $2 and (s.stay or s.seen_at > $3)",
        )
        .bind(token_hash)
        .bind(now.0)
        .bind(idle.0)
        .fetch_optional(c)
        .await
    })
}

/// Notes that a session was used, unless that was noted after `due`. One that stays and was last
/// used at `idle` or before keeps no proof of who the person is.
///
/// # Errors
/// The engine's.
pub async fn see(
    tx: &mut Tx,
    session: &SessionId,
    now: Instant,
    (due, idle): (Instant, Instant),
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "update session set seen_at = $2,
                proven_at = case when stay and seen_at <= $4 then null else proven_at end
            where id = $1 and seen_at <= $3",
        )
        .bind(session.as_str())
        .bind(now.0)
        .bind(due.0)
        .bind(idle.0)
        .execute(c)
        .await
        .map(drop)
    })
}

/// A session that begins.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The hash of its secret.
    pub token_hash: String,
    /// Its public name.
    pub id: SessionId,
    /// Whose it is.
    pub person: PersonId,
    /// The account that opens.
    pub account: AccountId,
    /// Whether it outlives the browser.
    pub stay: bool,
    /// The network address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// When it begins.
    pub at: Instant,
    /// When it ends at the latest.
    pub expires_at: Instant,
}

/// Begins a session.
///
/// # Errors
/// The engine's.
pub async fn begin(tx: &mut Tx, new: &NewSession) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into session (token_hash, id, person_id, account_id, stay, address, agent,
                created_at, seen_at, expires_at, proven_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $8)",
        )
        .bind(new.token_hash.as_str())
        .bind(new.id.as_str())
        .bind(new.person.as_str())
        .bind(new.account.as_str())
        .bind(new.stay)
        .bind(new.address.as_str())
        .bind(new.agent.as_str())
        .bind(new.at.0)
        .bind(new.expires_at.0)
        .execute(c)
        .await
        .map(drop)
    })
}

/// Ends one session of a person, or (`None`) all; how many there were.
///
/// # Errors
/// The engine's.
pub async fn end(
    tx: &mut Tx,
    person: &PersonId,
    session: Option<&SessionId>,
) -> Result<u64, StoreError> {
    on!(tx, c => {
        sqlx::query("delete from session where person_id = $1 and ($2 is null or id = $2)")
            .bind(person.as_str())
            .bind(session.map(SessionId::as_str))
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })
}

/// The network address at which a session began; nothing if it has ended.
///
/// # Errors
/// The engine's.
pub async fn address(tx: &mut Tx, session: &SessionId) -> Result<String, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, String>("select address from session where id = $1")
            .bind(session.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(found.unwrap_or_default())
}

/// A session in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SessionRow {
    /// Its public name.
    pub id: As<SessionId>,
    /// Whether it outlives the browser.
    pub stay: bool,
    /// The network address at sign-in.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// When it began, µs.
    pub created_at: i64,
    /// When it was last used, µs.
    pub seen_at: i64,
}

/// The sessions of a person that have not ended, the latest used first.
///
/// # Errors
/// The engine's.
pub async fn list(
    tx: &mut Tx,
    person: &PersonId,
    now: Instant,
    idle: Instant,
) -> Result<Vec<SessionRow>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, SessionRow>(
            "select id, stay, address, agent, created_at, seen_at from session
            where person_id = $1 and expires_at > $2 and (stay or seen_at > $3)
            order by seen_at desc, id desc limit 100",
        )
        .bind(person.as_str())
        .bind(now.0)
        .bind(idle.0)
        .fetch_all(c)
        .await
    })
}

/// Removes what has ended: sessions, and links that nobody can use any more.
///
/// # Errors
/// The engine's.
pub async fn sweep(tx: &mut Tx, now: Instant, idle: Instant) -> Result<u64, StoreError> {
    let sessions = on!(tx, c => {
        sqlx::query("delete from session where expires_at <= $1 or (not stay and seen_at <= $2)")
            .bind(now.0)
            .bind(idle.0)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    let links = on!(tx, c => {
        sqlx::query("delete from password_reset where expires_at <= $1 or used_at is not null")
            .bind(now.0)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(sessions + links)
}
