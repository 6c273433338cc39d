use billing::policy::Policy;
use billing::tax::{Category, UnknownCategory};
use model::currency::Currency;
use model::explain::Plain;
use model::invoice::Address;
use model::time::Date;
use serde::{Deserialize, Serialize};

/// A legal person that issues invoices.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seller {
    pub name: String,
    pub address: Address,
    pub vat_id: Option<String>,
    pub tax_number: Option<String>,
    pub currency: Currency,
    pub time_zone: String,
    pub invoice_template: String,
    #[serde(default = "credit_note_template")]
    pub credit_note_template: String,
    #[serde(default = "receipt_template")]
    pub receipt_template: String,
    pub bank: Option<Bank>,
    #[serde(default)]
    pub policy: Policy,
}

fn credit_note_template() -> String {
    "CN-{year}-{n:05}".to_owned()
}

fn receipt_template() -> String {
    "R-{year}-{n:05}".to_owned()
}

/// Where transfers go.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bank {
    pub holder: String,
    pub iban: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
}

/// A zone of tax rates.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxZone {
    pub seller: Option<String>,
    pub country: String,
    pub region: Option<String>,
    pub rate: Plain,
    pub category: Option<CategoryName>,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub inclusive: bool,
}

/// A category of tax, as e-invoices name it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct CategoryName(pub Category);

impl TryFrom<String> for CategoryName {
    type Error = UnknownCategory;

    fn try_from(text: String) -> Result<Self, UnknownCategory> {
        text.parse().map(Self)
    }
}

impl From<CategoryName> for String {
    fn from(name: CategoryName) -> Self {
        name.0.as_str().to_owned()
    }
}
