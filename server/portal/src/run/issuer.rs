use std::collections::BTreeMap;

use billing::charge::{Catalogue, CouponTerms, House, Listed};
use billing::number::{DocumentKind, Template};
use billing::tax::Category;
use billing::zone::Zone;
use model::explain::Plain;
use model::id::{CouponId, SellerId};
use model::invoice::{Address, Party};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use store::run::{Seller, TaxZone, Terms};
use store::{StoreError, Tx};

/// A seller as it issues: its rules, and what its documents say of it.
pub(crate) struct Issuer {
    pub house: House,
    pub party: Party,
    /// The provider's own id.
    pub reference: String,
    pub time_zone: String,
    invoices: Template,
    credit_notes: Template,
}

impl Issuer {
    /// How documents are numbered. Receipts are issued by payments, not here.
    pub const fn template(&self, kind: DocumentKind) -> &Template {
        match kind {
            DocumentKind::Invoice | DocumentKind::Receipt => &self.invoices,
            DocumentKind::CreditNote => &self.credit_notes,
        }
    }
}

/// All sellers.
pub(crate) type Issuers = BTreeMap<SellerId, Issuer>;

/// Reads how sellers issue, as it stands in this transaction: what is imported before it holds.
pub(crate) async fn issuers(tx: &mut Tx) -> Result<Issuers, StoreError> {
    let catalogue = Catalogue {
        plans: listed(store::run::plan_terms(tx).await?),
        addons: listed(store::run::addon_terms(tx).await?),
        coupons: coupons(store::run::coupon_terms(tx).await?),
    };
    let zones = store::run::zones(tx).await?;
    let zones: Vec<Zone> = zones.into_iter().map(zone).collect::<Result<_, _>>()?;
    let mut found = Issuers::new();
    for seller in store::run::sellers(tx).await? {
        let id = seller.id.clone();
        found.insert(id, issuer(seller, &zones, &catalogue)?);
    }
    Ok(found)
}

/// Where a seller is.
pub(crate) fn country(seller: &Seller) -> Result<String, StoreError> {
    let address: Address = read(&seller.address, "seller.address")?;
    Ok(address.country)
}

fn issuer(seller: Seller, zones: &[Zone], catalogue: &Catalogue) -> Result<Issuer, StoreError> {
    let party = Party {
        name: seller.name,
        address: read(&seller.address, "seller.address")?,
        vat_id: seller.vat_id,
        tax_number: seller.tax_number,
    };
    let invoices = Template::parse(&seller.invoice_template);
    let credit_notes = Template::parse(&seller.credit_note_template);
    Ok(Issuer {
        house: House {
            seller: seller.id,
            country: party.address.country.clone(),
            policy: read(&seller.policy, "seller.policy")?,
            zones: zones.to_vec(),
            catalogue: catalogue.clone(),
        },
        party,
        reference: seller.reference,
        time_zone: seller.time_zone,
        invoices: invoices
            .map_err(|error| StoreError::unreadable("seller.invoice_template", error))?,
        credit_notes: credit_notes
            .map_err(|error| StoreError::unreadable("seller.credit_note_template", error))?,
    })
}

/// Terms by id. Those that cannot be read are left out: what needs them is parked, the rest goes
/// on.
fn listed<I, T>(rows: Vec<Terms>) -> BTreeMap<I, Listed<T>>
where
    I: TryFrom<String> + Ord,
    T: DeserializeOwned,
{
    let mut found = BTreeMap::new();
    for row in rows {
        let reference = row.reference;
        match (I::try_from(row.id), serde_json::from_str(&row.terms)) {
            (Ok(id), Ok(terms)) => {
                found.insert(id, Listed { reference, terms });
            }
            (_, Err(error)) => tracing::error!(reference, %error, "terms cannot be read"),
            (Err(_), Ok(_)) => tracing::error!(reference, "an id cannot be read"),
        }
    }
    found
}

/// Coupons by code.
fn coupons(rows: Vec<Terms>) -> BTreeMap<String, CouponTerms> {
    let listed: BTreeMap<CouponId, Listed<CouponTerms>> = listed(rows);
    let terms = listed.into_values().map(|it| it.terms);
    terms.map(|terms| (terms.code.clone(), terms)).collect()
}

/// A tax zone, as rules take it.
pub(crate) fn zone(row: TaxZone) -> Result<Zone, StoreError> {
    let rate = Plain::try_from(row.rate)
        .map_err(|error| StoreError::unreadable("tax_zone.rate", error))?
        .0;
    let category = row.category.as_deref().map(str::parse).transpose();
    let category = category
        .map_err(|error: billing::tax::UnknownCategory| {
            StoreError::unreadable("tax_zone.category", error)
        })?
        .unwrap_or(usual(rate));
    Ok(Zone {
        id: row.id,
        seller: row.seller_id,
        country: row.country,
        region: row.region,
        rate,
        category,
        from: row.valid_from,
        to: row.valid_to.map(|day| day.0),
        inclusive: row.inclusive,
    })
}

/// The category of a rate for which none is given.
const fn usual(rate: Decimal) -> Category {
    if rate.is_zero() {
        Category::Z
    } else {
        Category::S
    }
}

/// What is kept as JSON.
pub(super) fn read<T: DeserializeOwned>(json: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::unreadable(column, error))
}
