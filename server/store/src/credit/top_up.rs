//! Credit that is topped up by itself, and told of when it is low: how far that is.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PaymentId};
use model::payment::OrderState;
use model::time::{Date, Instant};

use crate::bulk::by_keys;
use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What a customer wants to happen when credit is low, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Wanted {
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The rule of top-ups, as JSON.
    pub top_up: Option<String>,
    /// Below which credit he is told, as JSON by currency.
    pub credit_alert: Option<String>,
    /// The currencies in which he was told, divided by blanks.
    pub told: Option<String>,
    /// The rule of which the rest was noted.
    pub rule: Option<String>,
    /// What was charged last, until its end was noted.
    pub payment_id: Option<As<PaymentId>>,
    /// How that stands.
    pub state: Option<Word<OrderState>>,
    /// Refusals in a row.
    pub declines: i64,
    /// The day of the last try, unless credit was used after it.
    pub tried_on: Option<As<Date>>,
}

/// What accounts want, those that want nothing left out.
///
/// # Errors
/// The engine's.
pub async fn wanted(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Wanted>, StoreError> {
    let text = "select a.id as account_id, a.top_up, a.credit_alert, t.rule, t.payment_id,
            p.state, coalesce(t.declines, 0) as declines, t.tried_on,
            (select string_agg(c.currency, ' ' order by c.currency)
                from credit_told c where c.account_id = a.id) as told
        from account a left join top_up t on t.account_id = a.id
        left join payment p on p.id = t.payment_id
        where a.id in ({keys}) and a.closed_on is null
            and (a.top_up is not null or a.credit_alert is not null)";
    by_keys!(tx, Wanted, text, accounts)
}

/// Keeps how far the rule of an account is.
///
/// # Errors
/// `ForeignKey` when there is no such account or payment.
pub async fn keep(tx: &mut Tx, it: &Wanted) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "insert into top_up (account_id, rule, payment_id, declines, tried_on)
            values ($1, $2, $3, $4, $5)
            on conflict (account_id) do update set rule = excluded.rule,
                payment_id = excluded.payment_id, declines = excluded.declines,
                tried_on = excluded.tried_on",
        )
        .bind(it.account_id.as_str())
        .bind(it.top_up.as_deref().unwrap_or_default())
        .bind(it.payment_id.as_ref().map(|As(id)| id.as_str()))
        .bind(it.declines)
        .bind(it.tried_on.as_ref().map(|As(day)| day.to_string()))
        .execute(c)
        .await
        .map(drop)
    })
}

/// Pauses the rule of an account, if it has one, as after that many refusals in a row.
///
/// # Errors
/// The engine's.
pub async fn pause(tx: &mut Tx, account: &AccountId, refusals: i64) -> Result<(), StoreError> {
    let text = "insert into top_up (account_id, rule, payment_id, declines, tried_on)
        select id, top_up, null, $2, null from account where id = $1 and top_up is not null
        on conflict (account_id) do update set rule = excluded.rule, payment_id = null,
            declines = excluded.declines";
    on!(tx, c => {
        sqlx::query(text)
            .bind(account.as_str())
            .bind(refusals)
            .execute(c)
            .await
            .map(drop)
    })
}

/// Lets the rule of an account be looked at again on the same day: credit was used.
///
/// # Errors
/// The engine's.
pub async fn used(tx: &mut Tx, account: &AccountId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update top_up set tried_on = null where account_id = $1")
            .bind(account.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}

/// Notes that the customer was told that credit is low, or that it is not any more.
///
/// # Errors
/// `ForeignKey` when there is no such account.
pub async fn told(
    tx: &mut Tx,
    (account, currency): (&AccountId, Currency),
    told: bool,
) -> Result<(), StoreError> {
    let text = if told {
        "insert into credit_told (account_id, currency) values ($1, $2) on conflict do nothing"
    } else {
        "delete from credit_told where account_id = $1 and currency = $2"
    };
    on!(tx, c => {
        sqlx::query(text)
            .bind(account.as_str())
            .bind(currency.code())
            .execute(c)
            .await
            .map(drop)
    })
}

/// What was topped up by itself since a moment, what is on its way included, in minor units.
///
/// # Errors
/// The engine's.
pub async fn topped(
    tx: &mut Tx,
    (account, currency): (&AccountId, Currency),
    since: Instant,
) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select cast(coalesce(sum(p.bought_minor), 0) as bigint)
         from payment p join checkout k on k.id = p.checkout_id
         where p.account_id = $1 and p.currency = $2 and p.bought_minor > 0
             and k.person_id is null and p.state not in ('declined', 'cancelled')
             and p.created_at >= $3")
        .bind(account.as_str()).bind(currency.code()).bind(since.0).fetch_one(c).await)
}

/// The billing account of an account by the provider's own id.
///
/// # Errors
/// The engine's.
pub async fn payer(
    tx: &mut Tx,
    (account, reference): (&AccountId, &str),
) -> Result<Option<BillingAccountId>, StoreError> {
    let found: Option<As<BillingAccountId>> = on!(tx, c => sqlx::query_scalar(
        "select id from billing_account where account_id = $1 and ref = $2")
        .bind(account.as_str()).bind(reference).fetch_optional(c).await)?;
    Ok(found.map(|As(id)| id))
}

/// The provider's own id of a billing account.
///
/// # Errors
/// The engine's.
pub async fn reference(tx: &mut Tx, id: &BillingAccountId) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar("select ref from billing_account where id = $1")
        .bind(id.as_str()).fetch_optional(c).await)
}

/// Sets what an account wants to happen when credit is low; the rule of top-ups and the alert, each
/// as JSON. A rule that rested goes on, not with a second try on one day.
///
/// # Errors
/// The engine's.
pub async fn set(
    tx: &mut Tx,
    account: &AccountId,
    (top_up, alert): (Option<&str>, Option<&str>),
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update account set top_up = $2, credit_alert = $3 where id = $1")
            .bind(account.as_str())
            .bind(top_up)
            .bind(alert)
            .execute(c)
            .await
            .map(drop)
    })?;
    on!(tx, c => {
        sqlx::query("update top_up set declines = 0 where account_id = $1")
            .bind(account.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}
