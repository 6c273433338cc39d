use model::id::{AccountId, InvoiceId};

use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Lets the next run look at accounts and all that they hold, because something of them has
/// changed.
///
/// # Errors
/// The engine's.
pub async fn touch(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    held(tx, "account_id in ({keys})", accounts).await?;
    let text = "update run set next_on = '0001-01-01', wake_at = 0, attempts = 0
        where account_id in ({keys}) returning account_id";
    by_keys!(tx, (String,), text, accounts)?;
    let text = "update dunning set next_on = '0001-01-01'
        where account_id in ({keys}) and next_on is not null returning invoice_id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// Lets the next run look at all that an account owes, because something of it was settled, or
/// could not be.
///
/// # Errors
/// The engine's.
pub async fn wake(tx: &mut Tx, account: &AccountId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update run set next_on = '0001-01-01', wake_at = 0 where account_id = $1")
            .bind(account.as_str())
            .execute(c)
            .await
            .map(drop)
    })?;
    on!(tx, c => {
        sqlx::query(
            "update dunning set next_on = '0001-01-01'
            where account_id = $1 and next_on is not null",
        )
        .bind(account.as_str())
        .execute(c)
        .await
        .map(drop)
    })
}

/// Lets the next run look at what an invoice is owed for, also where nothing was to be done about
/// it any more.
///
/// # Errors
/// The engine's.
pub async fn look_again(tx: &mut Tx, invoice: &InvoiceId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update dunning set next_on = '0001-01-01' where invoice_id = $1")
            .bind(invoice.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}

/// Lets the next run look at all that holds one of these plans: its terms have changed.
///
/// # Errors
/// The engine's.
pub async fn touch_plans(tx: &mut Tx, plans: &[&str]) -> Result<(), StoreError> {
    held(tx, "plan_id in ({keys})", plans).await
}

/// Lets the next run look at all that holds one of these add-ons: its terms have changed.
///
/// # Errors
/// The engine's.
pub async fn touch_addons(tx: &mut Tx, addons: &[&str]) -> Result<(), StoreError> {
    let of = "id in (select subscription_id from subscription_addon where addon_id in ({keys}))";
    held(tx, of, addons).await
}

/// Lets the next run look at all customers of these sellers: how they invoice has changed.
///
/// # Errors
/// The engine's.
pub async fn touch_sellers(tx: &mut Tx, sellers: &[&str]) -> Result<(), StoreError> {
    let of = "account_id in (select id from account where seller_id in ({keys}))";
    held(tx, of, sellers).await
}

async fn held(tx: &mut Tx, condition: &str, keys: &[&str]) -> Result<(), StoreError> {
    let text = format!(
        "update subscription set next_on = '0001-01-01'
        where status not in ('cancelled', 'expired', 'terminated') and {condition}
        returning account_id"
    );
    let touched = by_keys!(tx, (String,), text, keys)?;
    let mut accounts: Vec<&str> = touched.iter().map(|(account,)| account.as_str()).collect();
    accounts.dedup();
    let text = "update run set next_on = '0001-01-01', wake_at = 0
        where account_id in ({keys}) returning account_id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// Lets what waits for an hour of a day that has begun go on without it.
///
/// # Errors
/// The engine's.
pub async fn hurry(tx: &mut Tx) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update run set wake_at = 0 where next_on <= done_on and wake_at > 0")
            .execute(c)
            .await
            .map(drop)
    })
}

/// Begins the next period of subscriptions of which nothing was billed here after what imported
/// invoices say was billed already.
///
/// # Errors
/// The engine's.
pub async fn follow_imported(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "update subscription set begins_on = (
                select max(l.period_to) from invoice_line l
                where l.subscription_id = subscription.id and l.kind = 'plan')
        where account_id in ({keys}) and begins_on = coalesce(first_on, started_on)
            and begins_on < (
                select max(l.period_to) from invoice_line l
                where l.subscription_id = subscription.id and l.kind = 'plan')
            and not exists (select 1 from billed b where b.subscription_id = subscription.id)
        returning id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}
