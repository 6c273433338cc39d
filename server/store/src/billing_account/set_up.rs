//! Payment methods that are being saved, and tokens that gateways are to forget.

use model::billing_account::{Entry, FinishSetUp, Method};
use model::id::{AccountId, BillingAccountId, PersonId, SetUpId};
use model::time::Instant;

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A payment method that is being saved.
#[derive(Clone, sqlx::FromRow)]
pub struct SetUp {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: SetUpId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Who enters it.
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    /// The billing account that it was saved for, or whose card it replaces.
    pub billing_account_id: Option<As<BillingAccountId>>,
    /// The kind of method.
    pub method: Word<Method>,
    /// The gateway.
    pub gateway: String,
    /// What the gateway calls it.
    pub reference: Option<String>,
    /// Where the data is entered.
    pub entry: Option<Json<Entry>>,
    /// What was typed beside it.
    pub typed: Option<Json<FinishSetUp>>,
    /// `saved`, `verifying` or `ended`; nothing while it is open.
    pub outcome: Option<String>,
    /// When it began, µs.
    pub created_at: i64,
}

/// Adds one that the gateway has not been asked for yet; it is to be ended so many seconds later.
///
/// # Errors
/// The engine's.
pub async fn add(tx: &mut Tx, row: &SetUp, lasts: i64) -> Result<(), StoreError> {
    let ends_at = Instant(row.created_at).plus_seconds(lasts);
    let replaces = row.billing_account_id.as_ref().map(|As(id)| id.as_str());
    on!(tx, c => sqlx::query(
        "insert into set_up (id, account_id, person_id, billing_account_id, method, gateway,
             created_at, next_look_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(row.id.as_str()).bind(row.account_id.as_str()).bind(row.person_id.as_str())
        .bind(replaces).bind(row.method.0.as_str()).bind(&row.gateway)
        .bind(row.created_at).bind(ends_at.0).execute(c).await.map(drop))
}

/// Keeps what the gateway has answered: its reference, and where the data is entered (JSON).
///
/// # Errors
/// The engine's.
pub async fn started(
    tx: &mut Tx,
    id: &SetUpId,
    (reference, entry): (&str, &str),
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("update set_up set reference = $2, entry = $3 where id = $1")
        .bind(id.as_str()).bind(reference).bind(entry).execute(c).await.map(drop))
}

/// Keeps what was typed beside the data, as JSON.
///
/// # Errors
/// The engine's.
pub async fn typed(tx: &mut Tx, id: &SetUpId, typed: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("update set_up set typed = $2 where id = $1 and outcome is null")
        .bind(id.as_str()).bind(typed).execute(c).await.map(drop))
}

/// Ends one: with the billing account that it was saved for, and when the gateway is asked whether
/// it is verified.
///
/// # Errors
/// The engine's.
pub async fn end(
    tx: &mut Tx,
    id: &SetUpId,
    (outcome, saved_for): (&str, Option<&BillingAccountId>),
    look: Option<Instant>,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update set_up set outcome = $2, billing_account_id = coalesce($3, billing_account_id),
             next_look_at = $4, entry = null, typed = null where id = $1")
        .bind(id.as_str()).bind(outcome).bind(saved_for.map(BillingAccountId::as_str))
        .bind(look.map(|at| at.0)).execute(c).await.map(drop))
}

/// Ends one that nobody has finished, and forgets what was entered; whether it was still open.
///
/// # Errors
/// The engine's.
pub async fn lapse(tx: &mut Tx, id: &SetUpId) -> Result<bool, StoreError> {
    let ended = on!(tx, c => sqlx::query(
        "update set_up set outcome = 'ended', next_look_at = null, entry = null, typed = null
         where id = $1 and outcome is null")
        .bind(id.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(ended > 0)
}

/// Whether one that is being verified is still asked for.
///
/// # Errors
/// The engine's.
pub async fn looked_at(tx: &mut Tx, id: &SetUpId) -> Result<bool, StoreError> {
    let found: Option<i64> = on!(tx, c => sqlx::query_scalar(
        "select cast(1 as bigint) from set_up where id = $1 and outcome = 'verifying'")
        .bind(id.as_str()).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Asks no more for what was saved before for a billing account behind which something else stands
/// by now. Its account is locked.
///
/// # Errors
/// The engine's.
pub async fn outdate(tx: &mut Tx, id: &BillingAccountId) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update set_up set outcome = 'saved', next_look_at = null
         where billing_account_id = $1 and outcome = 'verifying'")
        .bind(id.as_str()).execute(c).await.map(drop))
}

const SET_UP: &str = "select id, account_id, person_id, billing_account_id, method, gateway,
    reference, entry, typed, outcome, created_at from set_up";

/// One of a person in an account.
///
/// # Errors
/// The engine's.
pub async fn one(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
    id: &SetUpId,
) -> Result<Option<SetUp>, StoreError> {
    let text = format!("{SET_UP} where id = $1 and account_id = $2 and person_id = $3");
    let text = std::sync::Arc::<str>::from(text);
    on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(std::sync::Arc::clone(&text)))
        .bind(id.as_str()).bind(account.as_str()).bind(person.as_str())
        .fetch_optional(c).await)
}

/// Those whose gateway is to be asked whether they are verified, and those that are over without
/// having been finished.
///
/// # Errors
/// The engine's.
pub async fn due(tx: &mut Tx, now: Instant, rows: i64) -> Result<Vec<SetUp>, StoreError> {
    let text = format!("{SET_UP} where next_look_at <= $1 order by next_look_at, id limit $2");
    let text = std::sync::Arc::<str>::from(text);
    on!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(std::sync::Arc::clone(&text)))
        .bind(now.0).bind(rows).fetch_all(c).await)
}

/// Lets a gateway forget a token, as soon as no billing account is charged by it.
///
/// # Errors
/// The engine's.
pub async fn forget(
    tx: &mut Tx,
    (gateway, token): (&str, &str),
    at: Instant,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "insert into forgotten_token (gateway, token, next_try_at) values ($1, $2, $3)
         on conflict (gateway, token) do update set next_try_at = $3")
        .bind(gateway).bind(token).bind(at.0).execute(c).await.map(drop))
}

/// A token that its gateway is to forget.
#[derive(Clone, sqlx::FromRow)]
pub struct Forgotten {
    /// The gateway.
    pub gateway: String,
    /// The token.
    pub token: String,
    /// Whether some billing account is charged by it.
    pub in_use: bool,
    /// Whether a payment with it is under way.
    pub in_flight: bool,
}

/// Tokens whose gateways are to be told now.
///
/// # Errors
/// The engine's.
pub async fn forgotten(tx: &mut Tx, now: Instant, rows: i64) -> Result<Vec<Forgotten>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select f.gateway, f.token, exists (select 1 from billing_account b
             where b.gateway = f.gateway and b.token = f.token and b.status <> 'removed') as in_use,
             exists (select 1 from payment p where p.next_look_at is not null
                 and p.gateway = f.gateway
                 and p.request like '%\"token\":\"' || f.token || '\"%') as in_flight
         from forgotten_token f where f.next_try_at <= $1
         order by f.next_try_at, f.gateway, f.token limit $2")
        .bind(now.0).bind(rows).fetch_all(c).await)
}

/// A gateway has forgotten a token, or it is tried again at `next`.
///
/// # Errors
/// The engine's.
pub async fn told(
    tx: &mut Tx,
    (gateway, token): (&str, &str),
    next: Option<Instant>,
) -> Result<(), StoreError> {
    let Some(next) = next else {
        return on!(tx, c => sqlx::query(
            "delete from forgotten_token where gateway = $1 and token = $2")
            .bind(gateway).bind(token).execute(c).await.map(drop));
    };
    on!(tx, c => sqlx::query(
        "update forgotten_token set next_try_at = $3 where gateway = $1 and token = $2")
        .bind(gateway).bind(token).bind(next.0).execute(c).await.map(drop))
}
