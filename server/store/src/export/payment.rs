use super::chunk::{Chunk, rows};
use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::tx::Tx;

/// A payment order; other objects by reference, amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Payment {
    /// Its id.
    pub id: String,
    /// Of which checkout.
    pub checkout_id: String,
    /// Whose.
    pub account: String,
    /// Who pays.
    pub billing_account: Option<String>,
    /// By which gateway.
    pub gateway: Option<String>,
    /// What has become of it.
    pub state: String,
    /// Whether something else was captured than was asked.
    pub quarantined: bool,
    /// The currency.
    pub currency: String,
    /// What was captured, as it is booked.
    pub captured_minor: i64,
    /// What was used of credit, as it is booked.
    pub used_minor: i64,
    /// What of the capture becomes credit.
    pub bought_minor: i64,
    /// When it was confirmed, in microseconds since 1970.
    pub created_at: i64,
    /// When it ended, in microseconds since 1970.
    pub ended_at: Option<i64>,
    /// Whether it was taken back, or that was asked, and it has not come again.
    pub disputed: bool,
}

/// Payment orders by id.
///
/// # Errors
/// When the statement fails.
pub async fn payments(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Payment>, StoreError> {
    rows!(
        tx,
        chunk,
        "select p.id, p.checkout_id, a.ref as account, b.ref as billing_account, p.gateway,
             p.state, p.quarantined, p.currency, p.bought_minor, p.created_at, p.ended_at,
             exists (select 1 from dispute d where d.payment_id = p.id and d.state <> 'won')
                 as disputed,
             cast(coalesce((select sum(e.amount_minor) from ledger_entry e
                 join ledger_transaction t on t.id = e.transaction_id
                 where e.payment_ref = p.id and e.book like 'cash_in_transit:%'
                     and t.reason = 'payment'), 0) as bigint) as captured_minor,
             cast(coalesce((select -sum(m.amount_minor) from credit_movement m
                 where m.account_id = p.account_id and m.payment_ref = p.id
                     and m.reason = 'use'), 0) as bigint) as used_minor
         from payment p join account a on a.id = p.account_id
         left join billing_account b on b.id = p.billing_account_id
         where p.id > $1 and ($2 is null or p.account_id = $2) order by p.id limit $3"
    )
}

/// What of an order goes to an invoice, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Allocation {
    /// The order.
    pub payment_id: String,
    /// The invoice.
    pub invoice: String,
    /// From credit.
    pub credit_minor: i64,
    /// By the gateway.
    pub capture_minor: i64,
}

/// What of orders goes where, in order.
///
/// # Errors
/// When the statement fails.
pub async fn allocations(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Allocation>, StoreError> {
    let text = "select l.payment_id, i.ref as invoice, l.credit_minor, l.capture_minor
        from payment_allocation l join invoice i on i.id = l.invoice_id
        where l.payment_id in ({keys}) order by l.payment_id, l.n";
    by_keys!(tx, Allocation, text, ids)
}

/// Money that goes back of an order, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Refund {
    /// The order.
    pub payment_id: String,
    /// Its id.
    pub id: String,
    /// How much.
    pub amount_minor: i64,
    /// What has become of it.
    pub state: String,
    /// When it was decided, in microseconds since 1970.
    pub created_at: i64,
}

/// What goes back of orders, in order.
///
/// # Errors
/// When the statement fails.
pub async fn refunds(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Refund>, StoreError> {
    let text = "select payment_id, id, amount_minor, state, created_at from refund
        where payment_id in ({keys}) order by payment_id, id";
    by_keys!(tx, Refund, text, ids)
}

/// A receipt, its amount in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Receipt {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// The payment order.
    pub payment_id: String,
    /// The date on it.
    pub issued_on: String,
    /// The currency.
    pub currency: String,
    /// What was received.
    pub amount_minor: i64,
    /// What of it became credit.
    pub bought_minor: i64,
}

/// Receipts by id.
///
/// # Errors
/// When the statement fails.
pub async fn receipts(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Receipt>, StoreError> {
    rows!(
        tx,
        chunk,
        "select r.id, r.number, r.payment_id, r.issued_on, r.currency, r.amount_minor,
             p.bought_minor
         from receipt r join payment p on p.id = r.payment_id
         where r.id > $1 and ($2 is null or r.account_id = $2) order by r.id limit $3"
    )
}
