use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, CreditNoteId, InvoiceId, TransactionId};
use model::time::Date;

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// What has become of an invoice; amounts in minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub invoice_id: InvoiceId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The date on it.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
    /// When it is due.
    #[sqlx(try_from = "String")]
    pub due_on: Date,
    /// The currency of all figures.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The whole, with tax.
    pub total_minor: i64,
    /// Money and credit that was allocated to it, with what went back again.
    pub settled_minor: i64,
    /// What went back.
    pub returned_minor: i64,
    /// Credit notes on it.
    pub credited_minor: i64,
    /// Given up.
    pub written_off_minor: i64,
    /// Total − (settled − returned + credited + written off).
    pub open_minor: i64,
    /// Whether a payment of it is in flight.
    pub in_flight: bool,
    /// The state that follows, as `InvoiceState::as_str` writes it.
    pub state: String,
}

const STANDING: Table = Table {
    name: "invoice_standing",
    columns: &[
        "invoice_id",
        "account_id",
        "issued_on",
        "due_on",
        "currency",
        "total_minor",
        "settled_minor",
        "returned_minor",
        "credited_minor",
        "written_off_minor",
        "open_minor",
        "in_flight",
        "state",
    ],
    key: 1,
};

/// The standings of invoices.
///
/// # Errors
/// The engine's.
pub async fn standings(
    tx: &mut Tx,
    invoices: &[&str],
) -> Result<BTreeMap<InvoiceId, Standing>, StoreError> {
    let text = "select invoice_id, account_id, issued_on, due_on, currency, total_minor,
        settled_minor, returned_minor, credited_minor, written_off_minor, open_minor, in_flight,
        state from invoice_standing where invoice_id in ({keys})";
    let found = by_keys!(tx, Standing, text, invoices)?;
    Ok(found
        .into_iter()
        .map(|standing| (standing.invoice_id.clone(), standing))
        .collect())
}

/// Keeps standings, of new invoices and of known ones.
///
/// # Errors
/// `Check` when more or less than nothing to the whole is open.
pub async fn keep_standings(tx: &mut Tx, standings: &[Standing]) -> Result<(), StoreError> {
    STANDING
        .put(tx, standings, |standing| {
            row![
                standing.invoice_id.as_str(),
                standing.account_id.as_str(),
                standing.issued_on.to_string(),
                standing.due_on.to_string(),
                standing.currency.code(),
                standing.total_minor,
                standing.settled_minor,
                standing.returned_minor,
                standing.credited_minor,
                standing.written_off_minor,
                standing.open_minor,
                standing.in_flight,
                standing.state.as_str(),
            ]
        })
        .await
}

/// Something that was settled on an invoice, or went back from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its place among those of the invoice, from 1.
    pub n: i64,
    /// Whose.
    pub account: AccountId,
    /// The day.
    pub on: Date,
    /// By what: the words of `SettledBy` (`credit`, `billing_account`, `transfer`, `other`,
    /// `credit_note`, `refund`, `write_off`).
    pub by: &'static str,
    /// Minor units; below zero where money went back.
    pub minor: i64,
    /// The billing account by which it came or to which it went.
    pub billing_account: Option<BillingAccountId>,
    /// The credit note.
    pub credit_note: Option<CreditNoteId>,
    /// The reference of a transfer, or as the provider wrote it.
    pub reference: Option<String>,
    /// The transaction of the ledger in which it was booked.
    pub transaction: TransactionId,
}

const SETTLEMENT: Table = Table {
    name: "settlement",
    columns: &[
        "invoice_id",
        "n",
        "account_id",
        "on_day",
        "by",
        "amount_minor",
        "billing_account_id",
        "credit_note_id",
        "reference",
        "transaction_id",
    ],
    key: 2,
};

/// How many settlements invoices have; those without one are left out.
///
/// # Errors
/// The engine's.
pub async fn settlements(
    tx: &mut Tx,
    invoices: &[&str],
) -> Result<BTreeMap<String, i64>, StoreError> {
    let text = "select invoice_id, max(n) from settlement where invoice_id in ({keys})
        group by invoice_id";
    let found = by_keys!(tx, (String, i64), text, invoices)?;
    Ok(found.into_iter().collect())
}

/// Adds settlements.
///
/// # Errors
/// `Unique` when a place is taken.
pub async fn add_settlements(tx: &mut Tx, settlements: &[Settlement]) -> Result<(), StoreError> {
    SETTLEMENT
        .add(tx, settlements, |settlement| {
            row![
                settlement.invoice.as_str(),
                settlement.n,
                settlement.account.as_str(),
                settlement.on.to_string(),
                settlement.by,
                settlement.minor,
                settlement
                    .billing_account
                    .as_ref()
                    .map(BillingAccountId::as_str),
                settlement.credit_note.as_ref().map(CreditNoteId::as_str),
                settlement.reference.as_deref(),
                settlement.transaction.as_str(),
            ]
        })
        .await
}

/// The cached balances of an account in one currency, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Position {
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What is left of all lots.
    pub credit_minor: i64,
    /// Of it: set aside.
    pub held_minor: i64,
    /// What is open of all invoices.
    pub due_minor: i64,
    /// Of it: in flight.
    pub processing_minor: i64,
    /// Money that settles nothing yet.
    pub unapplied_minor: i64,
    /// How many invoices have something open.
    pub open_count: i64,
}

const POSITION: Table = Table {
    name: "position",
    columns: &[
        "account_id",
        "currency",
        "credit_minor",
        "held_minor",
        "due_minor",
        "processing_minor",
        "unapplied_minor",
        "open_count",
    ],
    key: 2,
};

/// The positions of accounts.
///
/// # Errors
/// The engine's.
pub async fn positions(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Position>, StoreError> {
    let text = "select account_id, currency, credit_minor, held_minor, due_minor,
        processing_minor, unapplied_minor, open_count from position where account_id in ({keys})";
    by_keys!(tx, Position, text, accounts)
}

/// Keeps positions.
///
/// # Errors
/// `Check` when credit is below zero or more is held than there is.
pub async fn keep_positions(tx: &mut Tx, positions: &[Position]) -> Result<(), StoreError> {
    POSITION
        .put(tx, positions, |position| {
            row![
                position.account_id.as_str(),
                position.currency.code(),
                position.credit_minor,
                position.held_minor,
                position.due_minor,
                position.processing_minor,
                position.unapplied_minor,
                position.open_count,
            ]
        })
        .await
}
