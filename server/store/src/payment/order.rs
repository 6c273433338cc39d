use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, CheckoutId, InvoiceId, PaymentId};
use model::payment::OrderState;
use model::time::Instant;

use crate::bulk::{Table, by_keys, row};
use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A payment order. Amounts are minor units of its currency.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Order {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: PaymentId,
    /// Of which checkout.
    #[sqlx(try_from = "String")]
    pub checkout_id: CheckoutId,
    /// Its place there, from 1.
    pub n: i64,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Who pays; credit alone if nobody.
    pub billing_account_id: Option<As<BillingAccountId>>,
    /// The gateway by which it pays.
    pub gateway: Option<String>,
    /// What the gateway is asked, as JSON.
    pub request: Option<String>,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// From credit.
    pub credit_minor: i64,
    /// By the gateway.
    pub capture_minor: i64,
    /// What of that becomes credit; an order for credit pays no invoice.
    pub bought_minor: i64,
    /// What has become of it.
    pub state: Word<OrderState>,
    /// What the gateway calls it.
    pub reference: Option<String>,
    /// What the customer must do, as JSON.
    pub action: Option<String>,
    /// The code of a refusal.
    pub decline: Option<String>,
    /// Whether something else was captured than was asked.
    pub quarantined: bool,
    /// When it was confirmed, µs.
    pub created_at: i64,
    /// When the gateway was asked first, or was about to be, µs.
    pub first_tried_at: Option<i64>,
    /// When it is asked what became of it, µs; none once that is known for good.
    pub next_look_at: Option<i64>,
    /// How often it was asked.
    pub looks: i64,
    /// When it ended, µs.
    pub ended_at: Option<i64>,
}

impl Order {
    /// The gateway's token of the method that it charges, if it charges one.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Request {
            token: String,
        }
        let request = self.request.as_deref()?;
        let request: Request = serde_json::from_str(request).ok()?;
        Some(request.token)
    }
}

const ORDER: Table = Table {
    name: "payment",
    columns: &[
        "id",
        "checkout_id",
        "n",
        "account_id",
        "billing_account_id",
        "gateway",
        "request",
        "currency",
        "credit_minor",
        "capture_minor",
        "bought_minor",
        "state",
        "reference",
        "action",
        "decline",
        "quarantined",
        "created_at",
        "first_tried_at",
        "next_look_at",
        "looks",
        "ended_at",
    ],
    key: 1,
};

/// What of these changes once an order is there.
const CHANGES: [&str; 8] = [
    "state",
    "reference",
    "action",
    "decline",
    "quarantined",
    "next_look_at",
    "looks",
    "ended_at",
];

fn cells(it: &Order) -> Vec<crate::bulk::Cell> {
    row![
        it.id.as_str(),
        it.checkout_id.as_str(),
        it.n,
        it.account_id.as_str(),
        it.billing_account_id.as_ref().map(|As(id)| id.as_str()),
        it.gateway.as_deref(),
        it.request.as_deref(),
        it.currency.code(),
        it.credit_minor,
        it.capture_minor,
        it.bought_minor,
        it.state.0.as_str(),
        it.reference.as_deref(),
        it.action.as_deref(),
        it.decline.as_deref(),
        it.quarantined,
        it.created_at,
        it.first_tried_at,
        it.next_look_at,
        it.looks,
        it.ended_at,
    ]
}

/// What an order pays of an invoice, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Allocation {
    /// The order.
    #[sqlx(try_from = "String")]
    pub payment_id: PaymentId,
    /// Its place in it, from 1.
    pub n: i64,
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub invoice_id: InvoiceId,
    /// From credit.
    pub credit_minor: i64,
    /// By the gateway.
    pub capture_minor: i64,
}

const ALLOCATION: Table = Table {
    name: "payment_allocation",
    columns: &[
        "payment_id",
        "n",
        "invoice_id",
        "credit_minor",
        "capture_minor",
    ],
    key: 2,
};

/// Adds orders and what of them goes where.
///
/// # Errors
/// `Unique` when a place is taken, `Check` when one is of nothing.
pub async fn add_orders(
    tx: &mut Tx,
    orders: &[Order],
    allocations: &[Allocation],
) -> Result<(), StoreError> {
    ORDER.add(tx, orders, cells).await?;
    ALLOCATION
        .add(tx, allocations, |it| {
            row![
                it.payment_id.as_str(),
                it.n,
                it.invoice_id.as_str(),
                it.credit_minor,
                it.capture_minor,
            ]
        })
        .await
}

/// Writes what has become of an order.
///
/// # Errors
/// `Check` when it had ended before.
pub async fn change(tx: &mut Tx, order: &Order) -> Result<(), StoreError> {
    ORDER.change(tx, cells(order), &CHANGES).await
}

macro_rules! orders_where {
    ($condition:literal) => {
        concat!(
            "select id, checkout_id, n, account_id, billing_account_id, gateway, request, currency,
            credit_minor, capture_minor, bought_minor, state, reference, action, decline,
            quarantined, created_at, first_tried_at, next_look_at, looks, ended_at
            from payment where ",
            $condition
        )
    };
}

/// An order.
///
/// # Errors
/// The engine's.
pub async fn one(tx: &mut Tx, id: &PaymentId) -> Result<Option<Order>, StoreError> {
    on!(tx, c => sqlx::query_as(orders_where!("id = $1"))
        .bind(id.as_str()).fetch_optional(c).await)
}

/// The orders of a checkout, in their order.
///
/// # Errors
/// The engine's.
pub async fn of_checkout(tx: &mut Tx, id: &CheckoutId) -> Result<Vec<Order>, StoreError> {
    on!(tx, c => sqlx::query_as(orders_where!("checkout_id = $1 order by n"))
        .bind(id.as_str()).fetch_all(c).await)
}

/// The order of an account's checkout by that one's key and the order's place.
///
/// # Errors
/// The engine's.
pub async fn numbered(
    tx: &mut Tx,
    account: &AccountId,
    (key, n): (&str, i64),
) -> Result<Option<Order>, StoreError> {
    let text = orders_where!(
        "n = $3 and checkout_id = (select k.id from checkout k
             where k.account_id = $1 and k.key = $2)"
    );
    on!(tx, c => sqlx::query_as(text)
        .bind(account.as_str()).bind(key).bind(n).fetch_optional(c).await)
}

/// The order whose capture, or a stray one of it, a gateway calls so.
///
/// # Errors
/// The engine's.
pub async fn by_reference(
    tx: &mut Tx,
    (gateway, reference): (&str, &str),
) -> Result<Option<Order>, StoreError> {
    let own = orders_where!("gateway = $1 and reference = $2 order by id limit 1");
    let stray = orders_where!(
        "gateway = $1 and id in (select s.payment_id from stray_capture s
             where s.reference = $2) order by id limit 1"
    );
    for text in [own, stray] {
        let found = on!(tx, c => sqlx::query_as(text)
            .bind(gateway).bind(reference).fetch_optional(c).await)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Some orders of which the gateway is to be asked by now, those that wait longest first.
///
/// # Errors
/// The engine's.
pub async fn to_look_at(tx: &mut Tx, now: Instant, most: i64) -> Result<Vec<Order>, StoreError> {
    let text = orders_where!(
        "next_look_at is not null and next_look_at <= $1 order by next_look_at, id limit $2"
    );
    on!(tx, c => sqlx::query_as(text).bind(now.0).bind(most).fetch_all(c).await)
}

/// What an order pays, in its order.
///
/// # Errors
/// The engine's.
pub async fn parts(tx: &mut Tx, id: &PaymentId) -> Result<Vec<Allocation>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select payment_id, n, invoice_id, credit_minor, capture_minor from payment_allocation
         where payment_id = $1 order by n")
        .bind(id.as_str()).fetch_all(c).await)
}

/// How many orders of an account were refused since a moment.
///
/// # Errors
/// The engine's.
pub async fn declined_since(
    tx: &mut Tx,
    account: &AccountId,
    since: Instant,
) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select count(*) from payment
         where account_id = $1 and created_at >= $2 and state = 'declined'")
        .bind(account.as_str()).bind(since.0).fetch_one(c).await)
}

/// What an order of a checkout pays of an invoice, with the invoice's number.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// The order.
    #[sqlx(try_from = "String")]
    pub payment_id: PaymentId,
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// From credit.
    pub credit_minor: i64,
    /// By the gateway.
    pub capture_minor: i64,
}

/// What the orders of a checkout pay, in their order.
///
/// # Errors
/// The engine's.
pub async fn checkout_parts(tx: &mut Tx, id: &CheckoutId) -> Result<Vec<Part>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select a.payment_id, a.invoice_id, i.number, a.credit_minor, a.capture_minor
         from payment p join payment_allocation a on a.payment_id = p.id
         join invoice i on i.id = a.invoice_id
         where p.checkout_id = $1 order by p.n, a.n")
        .bind(id.as_str()).fetch_all(c).await)
}

/// How an order ended, and who was asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct End {
    /// The order.
    pub id: As<PaymentId>,
    /// How.
    pub state: Word<OrderState>,
    /// The code of a refusal.
    pub decline: Option<String>,
    /// Who was asked, if not credit alone.
    pub billing_account_id: Option<As<BillingAccountId>>,
}

/// How orders ended; those that have not are left out.
///
/// # Errors
/// The engine's.
pub async fn ends(tx: &mut Tx, orders: &[&str]) -> Result<Vec<End>, StoreError> {
    let text = "select id, state, decline, billing_account_id from payment
        where id in ({keys}) and next_look_at is null";
    by_keys!(tx, End, text, orders)
}

/// The numbers of invoices that payments are for, by due date.
///
/// # Errors
/// The engine's.
pub async fn numbers(
    tx: &mut Tx,
    invoices: &[&str],
) -> Result<Vec<(As<InvoiceId>, String)>, StoreError> {
    let text = "select i.id, i.number from invoice i where i.id in ({keys})
        order by i.due_on, i.number, i.id";
    by_keys!(tx, (As<InvoiceId>, String), text, invoices)
}
