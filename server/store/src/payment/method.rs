use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PersonId};
use model::time::{Date, Instant};

use crate::bulk::by_keys;
use crate::column::{As, Json};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What a member may spend in a month by currency, in major units; none: as much as there is.
///
/// # Errors
/// The engine's.
pub async fn limit(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
) -> Result<Option<BTreeMap<Currency, String>>, StoreError> {
    let found: Option<Json<BTreeMap<Currency, String>>> = on!(tx, c => sqlx::query_scalar(
        "select spending_limit from membership
         where account_id = $1 and person_id = $2 and spending_limit is not null")
        .bind(account.as_str()).bind(person.as_str()).fetch_optional(c).await)?;
    Ok(found.map(|Json(limit)| limit))
}

/// What a member has paid since a moment, or is paying, less what goes or has gone back of it, by
/// currency in minor units.
///
/// # Errors
/// The engine's.
pub async fn spent(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
    since: Instant,
) -> Result<Vec<(As<Currency>, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select p.currency, cast(sum(p.capture_minor - coalesce((select sum(r.amount_minor)
                 from refund r where r.payment_id = p.id and r.capture = p.reference
                     and r.currency = p.currency and r.state <> 'failed'), 0)) as bigint)
         from payment p join checkout k on k.id = p.checkout_id
         where p.account_id = $1 and p.created_at >= $3 and k.person_id = $2
             and p.state not in ('declined', 'cancelled')
         group by p.currency order by p.currency")
        .bind(account.as_str()).bind(person.as_str()).bind(since.0).fetch_all(c).await)
}

/// The highest capture of accounts since a day, by currency in minor units, refunds left aside.
///
/// # Errors
/// The engine's.
pub async fn highest(
    tx: &mut Tx,
    accounts: &[&str],
    since: Date,
) -> Result<Vec<(As<AccountId>, As<Currency>, i64)>, StoreError> {
    // The day is ours, not a reader's: a text of ten digits and dashes.
    let text = "select f.account_id, f.currency, max(f.minor) from (
            select t.account_id, v.currency, cast(sum(t.amount_minor) as bigint) as minor
            from settlement t join invoice_standing v on v.invoice_id = t.invoice_id
            where t.account_id in ({keys}) and t.by = 'billing_account' and t.on_day >= '{since}'
            group by t.account_id, v.currency, coalesce(t.reference, t.invoice_id || t.n)) f
        group by f.account_id, f.currency"
        .replace("{since}", &since.to_string());
    by_keys!(tx, (As<AccountId>, As<Currency>, i64), text, accounts)
}

/// A billing account whose last charge was refused for good is not charged again, unless something
/// else stands behind it by now than the token that was refused.
///
/// # Errors
/// The engine's.
pub async fn failing(
    tx: &mut Tx,
    (id, token): (&BillingAccountId, &str),
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update billing_account set status = 'failing'
         where id = $1 and token = $2 and status = 'active'")
        .bind(id.as_str()).bind(token).execute(c).await.map(drop))
}
