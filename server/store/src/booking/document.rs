use model::id::{AccountId, AddonId, BillingAccountId, InvoiceId, SellerId, SubscriptionId};
use model::money::Money;
use model::time::{Date, Period};

use crate::bulk::{Cell, Table, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// An invoice as it is issued; from then on it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account: AccountId,
    /// Who issues it.
    pub seller_id: SellerId,
    /// Its number.
    pub number: String,
    /// Year (0: none) and place in the seller's series, if the number fits its template.
    pub series: Option<(i64, i64)>,
    /// The date on it.
    pub issued_on: Date,
    /// When it is due.
    pub due_on: Date,
    /// The day on which it was planned to be issued.
    pub planned_on: Option<Date>,
    /// Net amount.
    pub net: Money,
    /// Tax, in minor units.
    pub tax: i64,
    /// What it is about, and the text of the first line.
    pub title: (String, String),
    /// The service period of the first line.
    pub period: Option<Period>,
    /// What a search looks through, in lower case.
    pub search: String,
    /// The seller as JSON.
    pub seller: String,
    /// The buyer as JSON.
    pub buyer: String,
    /// The customer's own reference printed on it.
    pub own_reference: Option<String>,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// From when dunning counts, if not from the due date.
    pub dunning_from: Option<Date>,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// The hash of its content.
    pub hash: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its tax by rate and category.
    pub taxes: Vec<TaxGroup>,
    /// Who pays it, in order.
    pub payers: Vec<BillingAccountId>,
}

/// A line of an invoice or a credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is for, as exports write it.
    pub kind: String,
    /// What of the subscription; empty for the plan.
    pub item: String,
    /// 0, and more where it was made again.
    pub revision: i64,
    /// Its text.
    pub text: String,
    /// The subscription.
    pub subscription: Option<SubscriptionId>,
    /// The add-on.
    pub addon: Option<AddonId>,
    /// The resource.
    pub resource: Option<String>,
    /// The service period.
    pub period: Option<Period>,
    /// How many.
    pub quantity: Option<String>,
    /// The price of one.
    pub unit_price: Option<String>,
    /// The net amount in minor units.
    pub net: i64,
    /// Percent of tax.
    pub tax_rate: String,
    /// The category of tax.
    pub tax_category: String,
    /// The line that it corrects.
    pub corrects: Option<(InvoiceId, i64)>,
    /// How the net amount came to be, as JSON.
    pub derivation: Option<String>,
}

/// Tax of one rate and category, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxGroup {
    /// Percent.
    pub rate: String,
    /// The category.
    pub category: String,
    /// Σ of the lines.
    pub net: i64,
    /// Tax on it.
    pub tax: i64,
}

const INVOICE: Table = Table {
    name: "invoice",
    columns: &[
        "id",
        "ref",
        "account_id",
        "seller_id",
        "number",
        "series_year",
        "series_n",
        "issued_on",
        "due_on",
        "planned_on",
        "currency",
        "net_minor",
        "tax_minor",
        "total_minor",
        "title",
        "detail",
        "period_from",
        "period_to",
        "line_count",
        "search",
        "seller",
        "buyer",
        "own_reference",
        "credit_first",
        "dunning_from",
        "imported",
        "hash",
    ],
    key: 1,
};

macro_rules! line_table {
    ($name:literal, $key:literal) => {
        Table {
            name: $name,
            columns: &[
                $key,
                "n",
                "kind",
                "item",
                "revision",
                "text",
                "subscription_id",
                "addon_id",
                "resource",
                "period_from",
                "period_to",
                "quantity",
                "unit_price",
                "net_minor",
                "tax_rate",
                "tax_category",
                "corrects_invoice_id",
                "corrects_n",
                "derivation",
            ],
            key: 2,
        }
    };
}

macro_rules! tax_table {
    ($name:literal, $key:literal) => {
        Table {
            name: $name,
            columns: &[$key, "n", "rate", "category", "net_minor", "tax_minor"],
            key: 2,
        }
    };
}

const INVOICE_LINE: Table = line_table!("invoice_line", "invoice_id");
const INVOICE_TAX: Table = tax_table!("invoice_tax", "invoice_id");
pub(super) const CREDIT_NOTE_LINE: Table = line_table!("credit_note_line", "credit_note_id");
pub(super) const CREDIT_NOTE_TAX: Table = tax_table!("credit_note_tax", "credit_note_id");

const INVOICE_PAYER: Table = Table {
    name: "invoice_payer",
    columns: &["invoice_id", "place", "billing_account_id"],
    key: 2,
};

fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn count<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// Adds the heads of invoices. Their lines follow by [`add_invoice_lines`], once all invoices that
/// a line may correct are there.
///
/// # Errors
/// `Unique` when a number or reference is taken, `Check` when net and tax are not the total.
pub async fn add_invoices(tx: &mut Tx, invoices: &[Invoice]) -> Result<(), StoreError> {
    INVOICE
        .add(tx, invoices, |invoice| {
            row![
                invoice.id.as_str(),
                invoice.reference.as_str(),
                invoice.account.as_str(),
                invoice.seller_id.as_str(),
                invoice.number.as_str(),
                invoice.series.map(|(year, _)| year),
                invoice.series.map(|(_, n)| n),
                invoice.issued_on.to_string(),
                invoice.due_on.to_string(),
                text(invoice.planned_on),
                invoice.net.currency.code(),
                invoice.net.minor,
                invoice.tax,
                invoice.net.minor.saturating_add(invoice.tax),
                invoice.title.0.as_str(),
                invoice.title.1.as_str(),
                text(invoice.period.map(|period| period.from)),
                text(invoice.period.map(|period| period.to)),
                count(&invoice.lines),
                invoice.search.as_str(),
                invoice.seller.as_str(),
                invoice.buyer.as_str(),
                invoice.own_reference.as_deref(),
                invoice.credit_first,
                text(invoice.dunning_from),
                invoice.imported,
                invoice.hash.as_str(),
            ]
        })
        .await
}

/// Adds the lines, tax groups and payers of invoices.
///
/// # Errors
/// `ForeignKey` when something that a line names is missing.
pub async fn add_invoice_lines(tx: &mut Tx, invoices: &[Invoice]) -> Result<(), StoreError> {
    INVOICE_LINE
        .add_each(tx, invoices, |it| line_cells(it.id.as_str(), &it.lines))
        .await?;
    INVOICE_TAX
        .add_each(tx, invoices, |it| tax_cells(it.id.as_str(), &it.taxes))
        .await?;
    INVOICE_PAYER.add_each(tx, invoices, payer_cells).await
}

fn payer_cells(invoice: &Invoice) -> Vec<Vec<Cell>> {
    let rows = (1_i64..).zip(&invoice.payers);
    rows.map(|(place, payer)| row![invoice.id.as_str(), place, payer.as_str()])
        .collect()
}

pub(super) fn line_cells(document: &str, lines: &[Line]) -> Vec<Vec<Cell>> {
    let rows = (1_i64..).zip(lines).map(|(n, line)| {
        row![
            document,
            n,
            line.kind.as_str(),
            line.item.as_str(),
            line.revision,
            line.text.as_str(),
            line.subscription.as_ref().map(SubscriptionId::as_str),
            line.addon.as_ref().map(AddonId::as_str),
            line.resource.as_deref(),
            text(line.period.map(|period| period.from)),
            text(line.period.map(|period| period.to)),
            line.quantity.as_deref(),
            line.unit_price.as_deref(),
            line.net,
            line.tax_rate.as_str(),
            line.tax_category.as_str(),
            line.corrects.as_ref().map(|(invoice, _)| invoice.as_str()),
            line.corrects.as_ref().map(|(_, n)| *n),
            line.derivation.as_deref(),
        ]
    });
    rows.collect()
}

pub(super) fn tax_cells(document: &str, taxes: &[TaxGroup]) -> Vec<Vec<Cell>> {
    let rows = (1_i64..).zip(taxes).map(|(n, group)| {
        row![
            document,
            n,
            group.rate.as_str(),
            group.category.as_str(),
            group.net,
            group.tax,
        ]
    });
    rows.collect()
}
