use super::chunk::{Chunk, rows};
use crate::error::StoreError;
use crate::tx::Tx;

/// A seller.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Seller {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Where it is, as JSON.
    pub address: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// National tax number.
    pub tax_number: Option<String>,
    /// Its currency.
    pub currency: String,
    /// The zone of its dates.
    pub time_zone: String,
    /// How its invoices are numbered.
    pub invoice_template: String,
    /// How its credit notes are numbered.
    pub credit_note_template: String,
    /// How its receipts are numbered.
    pub receipt_template: String,
    /// Its bank account, as JSON.
    pub bank: Option<String>,
    /// Its policy, as JSON.
    pub policy: String,
}

/// Sellers by reference; of an account only its own.
///
/// # Errors
/// When the statement fails.
pub async fn sellers(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Seller>, StoreError> {
    rows!(
        tx,
        chunk,
        "select ref, name, address, vat_id, tax_number, currency, time_zone, invoice_template,
             credit_note_template, receipt_template, bank, policy
         from seller where ref > $1 and ($2 is null) order by ref limit $3"
    )
}

/// A zone of tax rates.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TaxZone {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The only seller that it is for.
    pub seller: Option<String>,
    /// Country, or `*`.
    pub country: String,
    /// Region of the country.
    pub region: Option<String>,
    /// Percent.
    pub rate: String,
    /// The category.
    pub category: Option<String>,
    /// The first day.
    pub valid_from: String,
    /// The last day.
    pub valid_to: Option<String>,
    /// Whether prices contain the tax.
    pub inclusive: bool,
}

/// Tax zones by reference; none of an account.
///
/// # Errors
/// When the statement fails.
pub async fn tax_zones(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<TaxZone>, StoreError> {
    rows!(
        tx,
        chunk,
        "select z.ref, s.ref as seller, z.country, z.region, z.rate, z.category, z.valid_from,
             z.valid_to, z.inclusive
         from tax_zone z left join seller s on s.id = z.seller_id
         where z.ref > $1 and ($2 is null) order by z.ref limit $3"
    )
}

/// A plan.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Plan {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its terms with name and kind, as JSON.
    pub terms: String,
}

/// Plans by reference; none of an account.
///
/// # Errors
/// When the statement fails.
pub async fn plans(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Plan>, StoreError> {
    rows!(
        tx,
        chunk,
        "select ref, terms from plan where ref > $1 and ($2 is null) order by ref limit $3"
    )
}

/// An add-on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Addon {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its terms with the name, as JSON.
    pub terms: String,
}

/// Add-ons by reference; none of an account.
///
/// # Errors
/// When the statement fails.
pub async fn addons(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Addon>, StoreError> {
    rows!(
        tx,
        chunk,
        "select ref, terms from addon where ref > $1 and ($2 is null) order by ref limit $3"
    )
}

/// A coupon.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Coupon {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its terms with the code, as JSON.
    pub terms: String,
}

/// Coupons by reference; none of an account.
///
/// # Errors
/// When the statement fails.
pub async fn coupons(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Coupon>, StoreError> {
    rows!(
        tx,
        chunk,
        "select ref, terms from coupon where ref > $1 and ($2 is null) order by ref limit $3"
    )
}
