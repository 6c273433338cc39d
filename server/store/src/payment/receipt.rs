use model::billing_account::Method;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, CheckoutId, PaymentId, ReceiptId, SellerId};
use model::invoice::Party;
use model::text::Language;
use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};

use crate::bulk::{Table, row};
use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A receipt, to be kept for ever. Amounts are minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReceipt {
    /// Its id.
    pub id: ReceiptId,
    /// The payment order whose capture it is for.
    pub payment: PaymentId,
    /// Whose.
    pub account: AccountId,
    /// Who received the money.
    pub seller: SellerId,
    /// Its number, and the series that it stands in: year (0: one for all years), place.
    pub number: (String, i64, i64),
    /// The date on it.
    pub issued_on: Date,
    /// How much, in what.
    pub amount: (Currency, i64),
    /// Seller and buyer as they were, and what the billing account was known by.
    pub said: (Party, Party, PaidWith),
}

/// What a billing account was known by when it paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidWith {
    /// By what means.
    pub method: Method,
    /// `Visa`.
    pub brand: Option<String>,
    /// The last digits, or the number with its middle left out.
    pub tail: Option<String>,
}

/// What a billing account is known by now.
///
/// # Errors
/// The engine's, also when there is none.
pub async fn paid_with(tx: &mut Tx, payer: &BillingAccountId) -> Result<PaidWith, StoreError> {
    let found: (Word<Method>, Option<String>, Option<String>) = on!(tx, c => sqlx::query_as(
        "select method, brand, coalesce(last4, iban_masked) from billing_account where id = $1")
        .bind(payer.as_str()).fetch_one(c).await)?;
    let (Word(method), brand, tail) = found;
    Ok(PaidWith {
        method,
        brand,
        tail,
    })
}

const RECEIPT: Table = Table {
    name: "receipt",
    columns: &[
        "id",
        "payment_id",
        "account_id",
        "seller_id",
        "number",
        "series_year",
        "series_n",
        "issued_on",
        "currency",
        "amount_minor",
        "seller",
        "buyer",
        "payer",
    ],
    key: 1,
};

/// Adds a receipt.
///
/// # Errors
/// `Unique` when the order or the series has one already.
pub async fn add_receipt(tx: &mut Tx, new: &NewReceipt) -> Result<(), StoreError> {
    let (seller, buyer, payer) = &new.said;
    let (seller, buyer, payer) = (json(seller)?, json(buyer)?, json(payer)?);
    let whole = [(new, [seller, buyer, payer])];
    RECEIPT.add(tx, &whole, |(it, said)| cells(it, said)).await
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable("receipt", error))
}

fn cells(it: &NewReceipt, [seller, buyer, payer]: &[String; 3]) -> Vec<crate::bulk::Cell> {
    row![
        it.id.as_str(),
        it.payment.as_str(),
        it.account.as_str(),
        it.seller.as_str(),
        it.number.0.as_str(),
        it.number.1,
        it.number.2,
        it.issued_on.to_string(),
        it.amount.0.code(),
        it.amount.1,
        seller.as_str(),
        buyer.as_str(),
        payer.as_str(),
    ]
}

/// A receipt by its order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Receipt {
    /// The payment order.
    #[sqlx(try_from = "String")]
    pub payment_id: PaymentId,
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: ReceiptId,
    /// Its number.
    pub number: String,
}

/// The receipts of a checkout.
///
/// # Errors
/// The engine's.
pub async fn receipts(tx: &mut Tx, checkout: &CheckoutId) -> Result<Vec<Receipt>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select r.payment_id, r.id, r.number from payment p join receipt r on r.payment_id = p.id
         where p.checkout_id = $1")
        .bind(checkout.as_str()).fetch_all(c).await)
}

/// The receipt of a payment order of an account.
///
/// # Errors
/// The engine's.
pub async fn receipt_of(
    tx: &mut Tx,
    account: &AccountId,
    payment: &PaymentId,
) -> Result<Option<ReceiptId>, StoreError> {
    let found: Option<As<ReceiptId>> = on!(tx, c => sqlx::query_scalar(
        "select id from receipt where payment_id = $1 and account_id = $2")
        .bind(payment.as_str()).bind(account.as_str()).fetch_optional(c).await)?;
    Ok(found.map(|As(id)| id))
}

/// What stands on a receipt; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ReceiptHead {
    /// The payment order.
    #[sqlx(try_from = "String")]
    pub payment_id: PaymentId,
    /// Of which checkout.
    #[sqlx(try_from = "String")]
    pub checkout_id: CheckoutId,
    /// Its number.
    pub number: String,
    /// The date on it.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What was received.
    pub amount_minor: i64,
    /// What was taken from credit at the same time.
    pub credit_minor: i64,
    /// What of it became credit.
    pub bought_minor: i64,
    /// Whether something else had been captured than was asked, and was accepted.
    pub quarantined: bool,
    /// Who received it.
    pub seller: Json<Party>,
    /// From whom.
    pub buyer: Json<Party>,
    /// How it was paid.
    pub payer: Json<PaidWith>,
    /// When the capture became known, µs.
    pub ended_at: i64,
    /// By what the seller knows the account.
    pub customer: String,
    /// The account's zone (IANA).
    pub time_zone: String,
    /// The language of the account (BCP 47).
    pub language: String,
}

impl ReceiptHead {
    /// The language of the document.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::of(&self.language).unwrap_or_default()
    }

    /// When the capture became known.
    #[must_use]
    pub const fn at(&self) -> Instant {
        Instant(self.ended_at)
    }
}

/// What stands on a receipt of an account.
///
/// # Errors
/// The engine's.
pub async fn receipt_head(
    tx: &mut Tx,
    account: &AccountId,
    receipt: &ReceiptId,
) -> Result<Option<ReceiptHead>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select r.payment_id, p.checkout_id, r.number, r.issued_on, r.currency, r.amount_minor,
             p.credit_minor, p.bought_minor, p.quarantined, r.seller, r.buyer, r.payer, p.ended_at,
             a.ref as customer, a.time_zone, a.language
         from receipt r join payment p on p.id = r.payment_id join account a on a.id = r.account_id
         where r.id = $1 and r.account_id = $2")
        .bind(receipt.as_str()).bind(account.as_str()).fetch_optional(c).await)
}
