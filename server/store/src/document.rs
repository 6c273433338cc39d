//! The files of documents: made once, and what a document is made of.

use model::billing_account::BankAccount;
use model::currency::Currency;
use model::document::Form;
use model::id::{AccountId, CreditNoteId, InvoiceId};
use model::invoice::Party;
use model::text::Language;
use model::time::{Date, Instant};

use crate::column::{As, Json};
use crate::error::StoreError;
use crate::invoice::read::Tax;
use crate::on;
use crate::tx::Tx;

/// A file that was made; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The document: an invoice or a credit note.
    pub subject: String,
    /// In which form.
    pub form: Form,
    /// Whose.
    pub account: AccountId,
    /// When it was made.
    pub at: Instant,
    /// SHA-256 of what it is, in base64 (URL alphabet).
    pub hash: String,
    /// What it is, in base64.
    pub content: String,
}

/// Keeps a file, unless there is one.
///
/// # Errors
/// When the statement fails.
pub async fn keep(tx: &mut Tx, made: &Made) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "insert into document (subject, form, account_id, made_at, hash, content)
         select $1, $2, $3, $4, $5, $6
         where not exists (select 1 from document where subject = $1 and form = $2)
         on conflict (subject, form) do nothing")
        .bind(&made.subject).bind(made.form.as_str()).bind(made.account.as_str())
        .bind(made.at.0).bind(&made.hash).bind(&made.content)
        .execute(c).await.map(drop))
}

/// The file of a document, in base64, if it was made.
///
/// # Errors
/// When the statement fails.
pub async fn made(tx: &mut Tx, subject: &str, form: Form) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select content from document where subject = $1 and form = $2")
        .bind(subject).bind(form.as_str()).fetch_optional(c).await)
}

/// A file with the hash that it was kept with.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// The document.
    pub subject: String,
    /// In which form.
    pub form: String,
    /// SHA-256 of what it is, in base64 (URL alphabet).
    pub hash: String,
    /// What it is, in base64.
    pub content: String,
}

/// Files by document and form, a few at a time, after such a key.
///
/// # Errors
/// When the statement fails.
pub async fn all(tx: &mut Tx, (subject, form): (&str, &str)) -> Result<Vec<Kept>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select subject, form, hash, content from document
         where (subject, form) > ($1, $2) order by subject, form limit 50")
        .bind(subject).bind(form).fetch_all(c).await)
}

/// What stands on a document beside lines and tax; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    /// Its number.
    pub number: String,
    /// The date on it.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
    /// Of an invoice: when it is due, as issued.
    pub due_on: Option<As<Date>>,
    /// Of a credit note: the number of the invoice.
    pub invoice: Option<String>,
    /// And the date on that.
    pub invoice_on: Option<As<Date>>,
    /// The currency of its amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// Σ of the lines.
    pub net_minor: i64,
    /// Σ of the tax.
    pub tax_minor: i64,
    /// The whole.
    pub total_minor: i64,
    /// Who issued it.
    pub seller: Json<Party>,
    /// To whom.
    pub buyer: Json<Party>,
    /// The buyer's own reference.
    pub own_reference: Option<String>,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// Where its seller takes transfers now.
    pub bank: Option<Json<BankAccount>>,
    /// By what the seller knows the account.
    pub customer: String,
    /// Where invoices of the account go.
    pub email: String,
    /// The language of the account (BCP 47).
    pub language: String,
}

impl Head {
    /// The language of the document.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::of(&self.language).unwrap_or_default()
    }
}

/// What stands on an invoice.
///
/// # Errors
/// When the statement fails.
pub async fn invoice_head(
    tx: &mut Tx,
    account: &AccountId,
    invoice: &InvoiceId,
) -> Result<Option<Head>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.number, i.issued_on, i.due_on, null as invoice, null as invoice_on, i.currency,
             i.net_minor, i.tax_minor, i.total_minor, i.seller, i.buyer, i.own_reference,
             i.imported, q.bank, a.ref as customer,
             coalesce(a.invoice_email, a.email) as email, a.language
         from invoice i join account a on a.id = i.account_id join seller q on q.id = i.seller_id
         where i.id = $1 and i.account_id = $2")
        .bind(invoice.as_str()).bind(account.as_str()).fetch_optional(c).await)
}

/// What stands on a credit note.
///
/// # Errors
/// When the statement fails.
pub async fn credit_note_head(
    tx: &mut Tx,
    account: &AccountId,
    note: &CreditNoteId,
) -> Result<Option<Head>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select k.number, k.issued_on, null as due_on, i.number as invoice,
             i.issued_on as invoice_on, k.currency, k.net_minor, k.tax_minor, k.total_minor,
             k.seller, k.buyer, i.own_reference, k.imported, q.bank, a.ref as customer,
             coalesce(a.invoice_email, a.email) as email, a.language
         from credit_note k join invoice i on i.id = k.invoice_id
         join account a on a.id = k.account_id join seller q on q.id = k.seller_id
         where k.id = $1 and k.account_id = $2")
        .bind(note.as_str()).bind(account.as_str()).fetch_optional(c).await)
}

/// The tax of a credit note by group.
///
/// # Errors
/// When the statement fails.
pub async fn credit_note_taxes(tx: &mut Tx, note: &CreditNoteId) -> Result<Vec<Tax>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select rate, category, net_minor, tax_minor from credit_note_tax
         where credit_note_id = $1 order by n")
        .bind(note.as_str()).fetch_all(c).await)
}
