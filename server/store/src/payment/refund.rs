use model::currency::Currency;
use model::id::{AccountId, InvoiceId, LotId, PaymentId, RefundId};
use model::refund::RefundState;
use model::time::Instant;

use crate::bulk::{Table, row};
use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Money that goes back to where it was taken. Amounts are minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Refund {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: RefundId,
    /// Of which order.
    #[sqlx(try_from = "String")]
    pub payment_id: PaymentId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// By which gateway.
    pub gateway: String,
    /// What the gateway calls the capture.
    pub capture: String,
    /// What the gateway is asked, as JSON; nothing of what went back without our doing.
    pub request: Option<String>,
    /// The book on which the money stands until it is gone.
    pub book: String,
    /// The invoice that it had been paid for.
    pub invoice_id: Option<As<InvoiceId>>,
    /// The lot of which it is set aside, or that it became where it could not go back.
    pub lot_id: Option<As<LotId>>,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, above zero.
    pub amount_minor: i64,
    /// What has become of it.
    pub state: Word<RefundState>,
    /// What the gateway calls it.
    pub reference: Option<String>,
    /// The gateway's code where it failed.
    pub code: Option<String>,
    /// When it was decided, µs.
    pub created_at: i64,
    /// When the gateway is asked what became of it, µs; none once that is known for good.
    pub next_look_at: Option<i64>,
    /// How often it was asked.
    pub looks: i64,
    /// When it ended, µs.
    pub ended_at: Option<i64>,
}

impl Refund {
    /// Whether the money is gone, as far as that is known.
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        matches!(self.state.0, RefundState::Succeeded)
    }
}

const REFUND: Table = Table {
    name: "refund",
    columns: &[
        "id",
        "payment_id",
        "account_id",
        "gateway",
        "capture",
        "request",
        "book",
        "invoice_id",
        "lot_id",
        "currency",
        "amount_minor",
        "state",
        "reference",
        "code",
        "created_at",
        "next_look_at",
        "looks",
        "ended_at",
    ],
    key: 1,
};

/// What of these changes once a refund is there.
const CHANGES: [&str; 7] = [
    "lot_id",
    "state",
    "reference",
    "code",
    "next_look_at",
    "looks",
    "ended_at",
];

fn cells(it: &Refund) -> Vec<crate::bulk::Cell> {
    row![
        it.id.as_str(),
        it.payment_id.as_str(),
        it.account_id.as_str(),
        it.gateway.as_str(),
        it.capture.as_str(),
        it.request.as_deref(),
        it.book.as_str(),
        it.invoice_id.as_ref().map(|As(id)| id.as_str()),
        it.lot_id.as_ref().map(|As(id)| id.as_str()),
        it.currency.code(),
        it.amount_minor,
        it.state.0.as_str(),
        it.reference.as_deref(),
        it.code.as_deref(),
        it.created_at,
        it.next_look_at,
        it.looks,
        it.ended_at,
    ]
}

/// Adds refunds.
///
/// # Errors
/// `Check` when one is of nothing.
pub async fn add_refunds(tx: &mut Tx, refunds: &[Refund]) -> Result<(), StoreError> {
    REFUND.add(tx, refunds, cells).await
}

/// Writes what has become of a refund.
///
/// # Errors
/// `Check` when it had ended before.
pub async fn change_refund(tx: &mut Tx, refund: &Refund) -> Result<(), StoreError> {
    REFUND.change(tx, cells(refund), &CHANGES).await
}

macro_rules! refunds_where {
    ($condition:literal) => {
        concat!(
            "select id, payment_id, account_id, gateway, capture, request, book, invoice_id,
            lot_id, currency, amount_minor, state, reference, code, created_at, next_look_at,
            looks, ended_at from refund where ",
            $condition
        )
    };
}

/// A refund.
///
/// # Errors
/// The engine's.
pub async fn one_refund(tx: &mut Tx, id: &RefundId) -> Result<Option<Refund>, StoreError> {
    on!(tx, c => sqlx::query_as(refunds_where!("id = $1"))
        .bind(id.as_str()).fetch_optional(c).await)
}

/// The refunds of an order, the first first.
///
/// # Errors
/// The engine's.
pub async fn refunds_of(tx: &mut Tx, payment: &PaymentId) -> Result<Vec<Refund>, StoreError> {
    on!(tx, c => sqlx::query_as(refunds_where!("payment_id = $1 order by id"))
        .bind(payment.as_str()).fetch_all(c).await)
}

/// Some refunds of which the gateway is to be asked by now, those that wait longest first.
///
/// # Errors
/// The engine's.
pub async fn refunds_to_look_at(
    tx: &mut Tx,
    now: Instant,
    most: i64,
) -> Result<Vec<Refund>, StoreError> {
    let text = refunds_where!(
        "next_look_at is not null and next_look_at <= $1 order by next_look_at, id limit $2"
    );
    on!(tx, c => sqlx::query_as(text).bind(now.0).bind(most).fetch_all(c).await)
}

/// What was captured for an order in all, by currency in minor units.
///
/// # Errors
/// The engine's.
pub async fn captured(
    tx: &mut Tx,
    payment: &PaymentId,
) -> Result<Vec<(As<Currency>, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select e.currency, cast(sum(e.amount_minor) as bigint) from ledger_entry e
         join ledger_transaction t on t.id = e.transaction_id
         where e.payment_ref = $1 and e.book like 'cash_in_transit:%' and t.reason = 'payment'
         group by e.currency order by e.currency")
        .bind(payment.as_str()).fetch_all(c).await)
}

/// What of a payment stands on `unapplied`, by the invoice that it names.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Apart {
    /// The invoice.
    pub invoice_id: Option<As<InvoiceId>>,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, above zero, in minor units.
    pub amount_minor: i64,
}

/// What of a payment of an account stands on `unapplied`, first what names no invoice.
///
/// # Errors
/// The engine's.
pub async fn apart_of(
    tx: &mut Tx,
    (account, payment): (&AccountId, &str),
) -> Result<Vec<Apart>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select invoice_id, currency, cast(-sum(amount_minor) as bigint) as amount_minor
         from ledger_entry
         where account_id = $1 and payment_ref = $2 and book = 'unapplied'
         group by invoice_id, currency having sum(amount_minor) < 0
         order by coalesce(invoice_id, ''), currency")
        .bind(account.as_str()).bind(payment).fetch_all(c).await)
}

/// Some orders after one, by id, of which something stands on `unapplied` that names an invoice, a
/// duplicate or an overpayment, and of which nothing goes or has failed to go back.
///
/// # Errors
/// The engine's.
pub async fn to_give_back(
    tx: &mut Tx,
    (after, most): (&str, i64),
) -> Result<Vec<As<PaymentId>>, StoreError> {
    let found: Vec<(As<PaymentId>,)> = on!(tx, c => sqlx::query_as(
        "select p.id from (
             select e.payment_ref as ref from ledger_entry e
             where e.book = 'unapplied' and e.invoice_id is not null
                 and e.payment_ref is not null and e.account_id > ''
             group by e.account_id, e.payment_ref, e.invoice_id, e.currency
             having sum(e.amount_minor) < 0) x
         join payment p on p.id = x.ref
         where p.id > $1 and not exists (select 1 from refund r where r.payment_id = p.id
             and r.book = 'unapplied' and r.state <> 'succeeded')
         group by p.id order by p.id limit $2")
        .bind(after).bind(most).fetch_all(c).await)?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The policy of an account's seller, as JSON.
///
/// # Errors
/// The engine's.
pub async fn policy_of(tx: &mut Tx, account: &AccountId) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select s.policy from account a join seller s on s.id = a.seller_id where a.id = $1")
        .bind(account.as_str()).fetch_optional(c).await)
}
