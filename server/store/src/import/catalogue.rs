//! What the provider sells.

use crate::bulk::{Cell, Table, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// A legal person that issues invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seller {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Where it is, as JSON.
    pub address: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// National tax number.
    pub tax_number: Option<String>,
    /// Its own currency.
    pub currency: String,
    /// Its time zone (IANA).
    pub time_zone: String,
    /// How invoices are numbered.
    pub invoice_template: String,
    /// How credit notes are numbered.
    pub credit_note_template: String,
    /// How receipts are numbered.
    pub receipt_template: String,
    /// Its bank account, as JSON.
    pub bank: Option<String>,
    /// Its policy, as JSON.
    pub policy: String,
}

const SELLER: Table = Table {
    name: "seller",
    columns: &[
        "id",
        "ref",
        "name",
        "address",
        "vat_id",
        "tax_number",
        "currency",
        "time_zone",
        "invoice_template",
        "credit_note_template",
        "receipt_template",
        "bank",
        "policy",
    ],
    key: 1,
};

fn seller_cells(it: &Seller) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.name.as_str(),
        it.address.as_str(),
        it.vat_id.as_deref(),
        it.tax_number.as_deref(),
        it.currency.as_str(),
        it.time_zone.as_str(),
        it.invoice_template.as_str(),
        it.credit_note_template.as_str(),
        it.receipt_template.as_str(),
        it.bank.as_deref(),
        it.policy.as_str(),
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_sellers(tx: &mut Tx, rows: &[Seller]) -> Result<(), StoreError> {
    SELLER.add(tx, rows, seller_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_seller(tx: &mut Tx, row: &Seller, columns: &[&str]) -> Result<(), StoreError> {
    SELLER.change(tx, seller_cells(row), columns).await
}

/// A zone of tax rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxZone {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Only this seller's.
    pub seller_id: Option<String>,
    /// Country, or `*`.
    pub country: String,
    /// State or province.
    pub region: Option<String>,
    /// Percent.
    pub rate: String,
    /// Category (UNTDID 5305).
    pub category: Option<String>,
    /// The first day.
    pub valid_from: String,
    /// The last day.
    pub valid_to: Option<String>,
    /// Whether catalogue prices contain the tax.
    pub inclusive: bool,
}

const TAX_ZONE: Table = Table {
    name: "tax_zone",
    columns: &[
        "id",
        "ref",
        "seller_id",
        "country",
        "region",
        "rate",
        "category",
        "valid_from",
        "valid_to",
        "inclusive",
    ],
    key: 1,
};

fn tax_zone_cells(it: &TaxZone) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.seller_id.as_deref(),
        it.country.as_str(),
        it.region.as_deref(),
        it.rate.as_str(),
        it.category.as_deref(),
        it.valid_from.as_str(),
        it.valid_to.as_deref(),
        it.inclusive,
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_zones(tx: &mut Tx, rows: &[TaxZone]) -> Result<(), StoreError> {
    TAX_ZONE.add(tx, rows, tax_zone_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_zone(tx: &mut Tx, row: &TaxZone, columns: &[&str]) -> Result<(), StoreError> {
    TAX_ZONE.change(tx, tax_zone_cells(row), columns).await
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// All of it, as JSON.
    pub terms: String,
}

const PLAN: Table = Table {
    name: "plan",
    columns: &["id", "ref", "name", "kind", "terms"],
    key: 1,
};

fn plan_cells(it: &Plan) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.name.as_str(),
        it.kind.as_str(),
        it.terms.as_str(),
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_plans(tx: &mut Tx, rows: &[Plan]) -> Result<(), StoreError> {
    PLAN.add(tx, rows, plan_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_plan(tx: &mut Tx, row: &Plan, columns: &[&str]) -> Result<(), StoreError> {
    PLAN.change(tx, plan_cells(row), columns).await
}

/// An add-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addon {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// All of it, as JSON.
    pub terms: String,
}

const ADDON: Table = Table {
    name: "addon",
    columns: &["id", "ref", "name", "terms"],
    key: 1,
};

fn addon_cells(it: &Addon) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.name.as_str(),
        it.terms.as_str(),
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_addons(tx: &mut Tx, rows: &[Addon]) -> Result<(), StoreError> {
    ADDON.add(tx, rows, addon_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_addon(tx: &mut Tx, row: &Addon, columns: &[&str]) -> Result<(), StoreError> {
    ADDON.change(tx, addon_cells(row), columns).await
}
