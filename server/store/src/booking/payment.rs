use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The invoices of an account that are open in a currency and on which no payment is in flight, the
/// oldest due day first.
///
/// # Errors
/// The engine's.
pub async fn open_of(
    tx: &mut Tx,
    account: &AccountId,
    currency: Currency,
) -> Result<Vec<InvoiceId>, StoreError> {
    let found: Vec<(As<InvoiceId>,)> = on!(tx, c => {
        sqlx::query_as(
            "select invoice_id from invoice_standing
            where account_id = $1 and currency = $2 and open_minor > 0 and not in_flight
            order by due_on, issued_on, invoice_id",
        )
        .bind(account.as_str())
        .bind(currency.code())
        .fetch_all(c)
        .await
    })?;
    Ok(found.into_iter().map(|(As(id),)| id).collect())
}

/// The gateway behind a billing account of an account; none if it has no such billing account.
///
/// # Errors
/// The engine's.
pub async fn gateway(
    tx: &mut Tx,
    account: &AccountId,
    billing_account: &BillingAccountId,
) -> Result<Option<String>, StoreError> {
    on!(tx, c => {
        sqlx::query_scalar(
            "select gateway from billing_account where id = $1 and account_id = $2",
        )
        .bind(billing_account.as_str())
        .bind(account.as_str())
        .fetch_optional(c)
        .await
    })
}

/// An open invoice as whoever pays it sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Payable {
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// Its number.
    pub number: String,
    /// Whose.
    pub account_id: As<AccountId>,
    /// The account's time zone.
    pub time_zone: String,
    /// The currency.
    pub currency: As<Currency>,
    /// What is open, in minor units.
    pub open_minor: i64,
    /// When it is due.
    pub due_on: As<Date>,
    /// Whether a line charges usage.
    pub usage: bool,
    /// The first of its subscriptions, by the provider's own id.
    pub subscription: Option<String>,
    /// The first of its payers that is in order and has not expired.
    pub payer: Option<As<BillingAccountId>>,
}

/// Every open invoice on which no payment is in flight, in the order of issue; `month`
/// (`2026-11`) is the one in which a payer must be good.
///
/// # Errors
/// The engine's.
pub async fn payables(tx: &mut Tx, month: &str) -> Result<Vec<Payable>, StoreError> {
    on!(tx, c => {
        sqlx::query_as(
            "select s.invoice_id, i.number, s.account_id, a.time_zone, s.currency, s.open_minor,
                s.due_on,
                exists (select 1 from invoice_line l
                    where l.invoice_id = s.invoice_id and l.kind = 'usage') as usage,
                (select min(x.ref) from invoice_line l
                    join subscription x on x.id = l.subscription_id
                    where l.invoice_id = s.invoice_id) as subscription,
                (select p.billing_account_id from invoice_payer p
                    join billing_account b on b.id = p.billing_account_id
                    where p.invoice_id = s.invoice_id and b.status = 'active'
                        and (b.expires is null or b.expires >= $1)
                    order by p.place limit 1) as payer
            from invoice_standing s
            join invoice i on i.id = s.invoice_id
            join account a on a.id = s.account_id
            where s.open_minor > 0 and not s.in_flight
            order by s.issued_on, i.number, s.invoice_id",
        )
        .bind(month)
        .fetch_all(c)
        .await
    })
}
