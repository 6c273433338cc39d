//! What moved on an account, from the ledger.

use model::currency::Currency;
use model::id::{AccountId, InvoiceId, SellerId};
use model::invoice::Address;
use model::statement::Moved;
use model::time::Date;

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Sums of a currency, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sums {
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What is owed.
    pub due_minor: i64,
    /// What there is in the customer's favour.
    pub credit_minor: i64,
}

/// One movement, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Movement {
    /// The day of booking.
    #[sqlx(try_from = "String")]
    pub posted_on: Date,
    /// Why.
    pub reason: Word<Moved>,
    /// What it changed.
    #[sqlx(flatten)]
    pub change: Sums,
    /// The invoice, if it concerns one only.
    pub invoice_id: Option<As<InvoiceId>>,
    /// Its number.
    pub number: Option<String>,
}

/// What is owed stands in one book; what there is in the customer's favour, in three.
macro_rules! sums {
    () => {
        "cast(coalesce(sum(case when e.book = 'receivable' then e.amount_minor else 0 end), 0) \
             as bigint) as due_minor, \
         cast(coalesce(sum(case when e.book = 'receivable' then 0 else -e.amount_minor end), 0) \
             as bigint) as credit_minor "
    };
}

macro_rules! of_account {
    () => {
        "from ledger_entry e join ledger_transaction t on t.id = e.transaction_id "
    };
}

macro_rules! books {
    () => {
        "e.account_id = $1 \
         and e.book in ('receivable', 'credit', 'unapplied', 'refund_payable') "
    };
}

const BEFORE: &str = concat!(
    "select e.currency, ",
    sums!(),
    of_account!(),
    "where ",
    books!(),
    "and t.posted_on < $2 group by e.currency"
);

const BETWEEN: &str = concat!(
    "select t.posted_on, t.reason, e.currency, ",
    sums!(),
    ", case when count(distinct e.invoice_id) = 1 then max(e.invoice_id) end as invoice_id, \
       case when count(distinct e.invoice_id) = 1 then max(i.number) end as number ",
    of_account!(),
    "left join invoice i on i.id = e.invoice_id where ",
    books!(),
    "and t.posted_on >= $2 and t.posted_on <= $3 \
     group by t.id, t.posted_on, t.at, t.reason, e.currency \
     order by t.posted_on, t.at, t.id, e.currency limit $4"
);

/// What there was before a day, by currency.
///
/// # Errors
/// When the statement fails.
pub async fn before(tx: &mut Tx, account: &AccountId, day: Date) -> Result<Vec<Sums>, StoreError> {
    on!(tx, c => sqlx::query_as(BEFORE)
        .bind(account.as_str()).bind(day.to_string()).fetch_all(c).await)
}

/// What moved from one day to another, both included, in the order of booking.
///
/// # Errors
/// When the statement fails.
pub async fn between(
    tx: &mut Tx,
    account: &AccountId,
    (from, to): (Date, Date),
    rows: i64,
) -> Result<Vec<Movement>, StoreError> {
    on!(tx, c => sqlx::query_as(BETWEEN)
        .bind(account.as_str()).bind(from.to_string()).bind(to.to_string()).bind(rows)
        .fetch_all(c).await)
}

/// The two sides of an account as they are now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sides {
    /// The seller's name.
    pub seller: String,
    /// Where the seller is.
    pub seller_address: Json<Address>,
    /// The seller's VAT number.
    pub seller_vat_id: Option<String>,
    /// The seller's national tax number.
    pub seller_tax_number: Option<String>,
    /// The customer: the company, else the person.
    pub buyer: String,
    /// Where the customer is.
    pub buyer_address: Json<Address>,
    /// By what the seller knows the customer.
    pub number: String,
    /// The language of the account (BCP 47).
    pub language: String,
    /// The seller.
    #[sqlx(try_from = "String")]
    pub seller_id: SellerId,
    /// Where it dates its documents (IANA).
    pub seller_zone: String,
    /// How it numbers receipts.
    pub receipt_template: String,
}

/// The two sides of an account.
///
/// # Errors
/// When the statement fails or there is no such account.
pub async fn sides(tx: &mut Tx, account: &AccountId) -> Result<Sides, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select s.name as seller, s.address as seller_address, s.vat_id as seller_vat_id,
             s.tax_number as seller_tax_number, coalesce(a.company, a.name) as buyer,
             a.address as buyer_address, a.ref as number, a.language, s.id as seller_id,
             s.time_zone as seller_zone, s.receipt_template
         from account a join seller s on s.id = a.seller_id where a.id = $1")
        .bind(account.as_str()).fetch_one(c).await)
}
