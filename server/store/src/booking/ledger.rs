use model::id::{AccountId, InvoiceId, LotId, TransactionId};
use model::money::Money;
use model::time::{Date, Instant};

use crate::bulk::{Cell, Table, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// One balanced transaction of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Its id.
    pub id: TransactionId,
    /// What was booked: one transaction for each such thing (`issue:…`, `settle:…`).
    pub reference: String,
    /// The customer, if it concerns one.
    pub account: Option<AccountId>,
    /// When it was booked.
    pub at: Instant,
    /// The day under which it stands.
    pub posted_on: Date,
    /// Why.
    pub reason: &'static str,
    /// Its entries; per currency they sum to zero.
    pub entries: Vec<Entry>,
}

/// One entry of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The customer, if the book is kept by customer.
    pub account: Option<AccountId>,
    /// The name of the book.
    pub book: String,
    /// Above zero a debit, below zero a credit.
    pub amount: Money,
    /// The invoice that it concerns.
    pub invoice: Option<InvoiceId>,
    /// The lot that it concerns.
    pub lot: Option<LotId>,
    /// The payment that it concerns.
    pub payment: Option<String>,
}

const TRANSACTION: Table = Table {
    name: "ledger_transaction",
    columns: &["id", "ref", "account_id", "at", "posted_on", "reason"],
    key: 1,
};

const ENTRY: Table = Table {
    name: "ledger_entry",
    columns: &[
        "transaction_id",
        "n",
        "account_id",
        "book",
        "currency",
        "amount_minor",
        "invoice_id",
        "lot_id",
        "payment_ref",
    ],
    key: 2,
};

/// Books transactions; those without an entry are booked as well, for what refers to them.
///
/// # Errors
/// `Unique` when one of the references is booked already.
pub async fn add_transactions(tx: &mut Tx, transactions: &[Transaction]) -> Result<(), StoreError> {
    TRANSACTION
        .add(tx, transactions, |transaction| {
            row![
                transaction.id.as_str(),
                transaction.reference.as_str(),
                transaction.account.as_ref().map(AccountId::as_str),
                transaction.at.0,
                transaction.posted_on.to_string(),
                transaction.reason,
            ]
        })
        .await?;
    ENTRY.add_each(tx, transactions, entries).await
}

fn entries(transaction: &Transaction) -> Vec<Vec<Cell>> {
    let numbered = (1_i64..).zip(&transaction.entries);
    let rows = numbered.map(|(n, entry)| {
        row![
            transaction.id.as_str(),
            n,
            entry.account.as_ref().map(AccountId::as_str),
            entry.book.as_str(),
            entry.amount.currency.code(),
            entry.amount.minor,
            entry.invoice.as_ref().map(InvoiceId::as_str),
            entry.lot.as_ref().map(LotId::as_str),
            entry.payment.as_deref(),
        ]
    });
    rows.collect()
}
