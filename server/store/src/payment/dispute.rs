use model::currency::Currency;
use model::id::{AccountId, DisputeId, InvoiceId, LotId, PaymentId};

use crate::bulk::{Table, row};
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A payment that was taken back, or of which that was asked. Amounts are minor units of its
/// currency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Dispute {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: DisputeId,
    /// By which gateway it was told.
    pub gateway: String,
    /// The gateway's name for it.
    pub name: String,
    /// What the gateway calls the payment.
    pub capture: String,
    /// Of which order.
    #[sqlx(try_from = "String")]
    pub payment_id: PaymentId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, above zero.
    pub amount_minor: i64,
    /// The gateway's word for the reason.
    pub reason: String,
    /// How it stands: `opened`, `won` or `lost`.
    pub state: String,
    /// When it was heard of, µs.
    pub at: i64,
    /// When it ended, µs.
    pub ended_at: Option<i64>,
}

const DISPUTE: Table = Table {
    name: "dispute",
    columns: &[
        "id",
        "gateway",
        "name",
        "capture",
        "payment_id",
        "account_id",
        "currency",
        "amount_minor",
        "reason",
        "state",
        "at",
        "ended_at",
    ],
    key: 1,
};

/// What of these changes once a dispute is there.
const CHANGES: [&str; 2] = ["state", "ended_at"];

fn cells(it: &Dispute) -> Vec<crate::bulk::Cell> {
    row![
        it.id.as_str(),
        it.gateway.as_str(),
        it.name.as_str(),
        it.capture.as_str(),
        it.payment_id.as_str(),
        it.account_id.as_str(),
        it.currency.code(),
        it.amount_minor,
        it.reason.as_str(),
        it.state.as_str(),
        it.at,
        it.ended_at,
    ]
}

/// Where money stood that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Chargeback {
    /// By which dispute.
    #[sqlx(try_from = "String")]
    pub dispute_id: DisputeId,
    /// Its place in it, from 1.
    pub n: i64,
    /// The book.
    pub book: String,
    /// The invoice that it had paid, or that it names.
    pub invoice_id: Option<As<InvoiceId>>,
    /// The lot of which it was.
    pub lot_id: Option<As<LotId>>,
    /// How much, above zero.
    pub amount_minor: i64,
}

const CHARGEBACK: Table = Table {
    name: "chargeback",
    columns: &[
        "dispute_id",
        "n",
        "book",
        "invoice_id",
        "lot_id",
        "amount_minor",
    ],
    key: 2,
};

/// Adds a dispute, and where the money stood that was taken back.
///
/// # Errors
/// `Unique` when the gateway's name for it is known.
pub async fn add_dispute(
    tx: &mut Tx,
    dispute: &Dispute,
    parts: &[Chargeback],
) -> Result<(), StoreError> {
    DISPUTE
        .add(tx, std::slice::from_ref(dispute), cells)
        .await?;
    CHARGEBACK
        .add(tx, parts, |it| {
            row![
                it.dispute_id.as_str(),
                it.n,
                it.book.as_str(),
                it.invoice_id.as_ref().map(|As(id)| id.as_str()),
                it.lot_id.as_ref().map(|As(id)| id.as_str()),
                it.amount_minor,
            ]
        })
        .await
}

/// Writes how a dispute ended.
///
/// # Errors
/// `Check` when it had been won before.
pub async fn end_dispute(tx: &mut Tx, dispute: &Dispute) -> Result<(), StoreError> {
    DISPUTE.change(tx, cells(dispute), &CHANGES).await
}

macro_rules! disputes_where {
    ($condition:literal) => {
        concat!(
            "select id, gateway, name, capture, payment_id, account_id, currency, amount_minor,
            reason, state, at, ended_at from dispute where ",
            $condition
        )
    };
}

/// A dispute by the gateway's name for it.
///
/// # Errors
/// The engine's.
pub async fn dispute_called(
    tx: &mut Tx,
    (gateway, name): (&str, &str),
) -> Result<Option<Dispute>, StoreError> {
    on!(tx, c => sqlx::query_as(disputes_where!("gateway = $1 and name = $2"))
        .bind(gateway).bind(name).fetch_optional(c).await)
}

/// The disputes of an order, the first first.
///
/// # Errors
/// The engine's.
pub async fn disputes_of(tx: &mut Tx, payment: &PaymentId) -> Result<Vec<Dispute>, StoreError> {
    on!(tx, c => sqlx::query_as(disputes_where!("payment_id = $1 order by id"))
        .bind(payment.as_str()).fetch_all(c).await)
}

/// Where the money stood that a dispute took, in its order.
///
/// # Errors
/// The engine's.
pub async fn chargebacks(tx: &mut Tx, dispute: &DisputeId) -> Result<Vec<Chargeback>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select dispute_id, n, book, invoice_id, lot_id, amount_minor from chargeback
         where dispute_id = $1 order by n")
        .bind(dispute.as_str()).fetch_all(c).await)
}

/// What of an order's money for an invoice was taken back and has not come again, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Missing {
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// How much, above zero.
    pub amount_minor: i64,
}

/// What of the money of an order for its invoices was taken back and has not come again.
///
/// # Errors
/// The engine's.
pub async fn missing_of(tx: &mut Tx, payment: &PaymentId) -> Result<Vec<Missing>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select b.invoice_id, cast(sum(b.amount_minor) as bigint) as amount_minor
         from dispute d join chargeback b on b.dispute_id = d.id
         where d.payment_id = $1 and d.state <> 'won' and b.book = 'receivable'
         group by b.invoice_id order by b.invoice_id")
        .bind(payment.as_str()).fetch_all(c).await)
}

/// A lot that a payment brought: what of it was spent on which invoice, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Spent {
    /// The lot.
    pub lot_id: As<LotId>,
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// How much, less what came back, above zero.
    pub amount_minor: i64,
}

/// What was spent on invoices of the lots that a payment brought, the newest first.
///
/// # Errors
/// The engine's.
pub async fn spent_of(
    tx: &mut Tx,
    (account, payment): (&AccountId, &PaymentId),
) -> Result<Vec<Spent>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select m.lot_id, m.invoice_id, cast(-sum(m.amount_minor) as bigint) as amount_minor
         from credit_lot l join credit_movement m on m.account_id = l.account_id
             and m.lot_id = l.id and m.invoice_id is not null
         where l.account_id = $1 and l.payment_ref = $2 and m.reason in ('use', 'return')
         group by m.lot_id, m.invoice_id having sum(m.amount_minor) < 0
         order by max(m.n) desc, m.invoice_id")
        .bind(account.as_str()).bind(payment.as_str()).fetch_all(c).await)
}
