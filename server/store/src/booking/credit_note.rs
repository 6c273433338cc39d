use model::id::{AccountId, CreditNoteId, InvoiceId, SellerId};
use model::money::Money;
use model::time::Date;

use super::document::{CREDIT_NOTE_LINE, CREDIT_NOTE_TAX, Line, TaxGroup, line_cells, tax_cells};
use crate::bulk::{Table, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// A credit note as it is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNote {
    /// Its id.
    pub id: CreditNoteId,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account: AccountId,
    /// The invoice that it takes back, in part or in whole.
    pub invoice: InvoiceId,
    /// Who issues it.
    pub seller_id: SellerId,
    /// Its number.
    pub number: String,
    /// Year (0: none) and place in the seller's series, if the number fits its template.
    pub series: Option<(i64, i64)>,
    /// The date on it.
    pub issued_on: Date,
    /// Net amount, above zero.
    pub net: Money,
    /// Tax, in minor units.
    pub tax: i64,
    /// The seller as JSON.
    pub seller: String,
    /// The buyer as JSON.
    pub buyer: String,
    /// Where what had been settled went, as JSON.
    pub returned: String,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// The hash of its content.
    pub hash: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its tax by rate and category.
    pub taxes: Vec<TaxGroup>,
}

const CREDIT_NOTE: Table = Table {
    name: "credit_note",
    columns: &[
        "id",
        "ref",
        "account_id",
        "invoice_id",
        "seller_id",
        "number",
        "series_year",
        "series_n",
        "issued_on",
        "currency",
        "net_minor",
        "tax_minor",
        "total_minor",
        "seller",
        "buyer",
        "returned",
        "imported",
        "hash",
    ],
    key: 1,
};

/// Adds the heads of credit notes.
///
/// # Errors
/// `Unique` when a number or reference is taken, `Check` when net and tax are not the total.
pub async fn add_credit_notes(tx: &mut Tx, notes: &[CreditNote]) -> Result<(), StoreError> {
    CREDIT_NOTE
        .add(tx, notes, |note| {
            row![
                note.id.as_str(),
                note.reference.as_str(),
                note.account.as_str(),
                note.invoice.as_str(),
                note.seller_id.as_str(),
                note.number.as_str(),
                note.series.map(|(year, _)| year),
                note.series.map(|(_, n)| n),
                note.issued_on.to_string(),
                note.net.currency.code(),
                note.net.minor,
                note.tax,
                note.net.minor.saturating_add(note.tax),
                note.seller.as_str(),
                note.buyer.as_str(),
                note.returned.as_str(),
                note.imported,
                note.hash.as_str(),
            ]
        })
        .await
}

/// Adds the lines and tax groups of credit notes.
///
/// # Errors
/// `ForeignKey` when something that a line names is missing.
pub async fn add_credit_note_lines(tx: &mut Tx, notes: &[CreditNote]) -> Result<(), StoreError> {
    CREDIT_NOTE_LINE
        .add_each(tx, notes, |it| line_cells(it.id.as_str(), &it.lines))
        .await?;
    CREDIT_NOTE_TAX
        .add_each(tx, notes, |it| tax_cells(it.id.as_str(), &it.taxes))
        .await
}
