//! One billing account: what is known of it, what was charged, what can be changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BillingAccountView, Holder};
use crate::currency::Currency;
use crate::fault::{Fault, FieldErrors, Problem};
use crate::id::{BillingAccountId, PersonId};
use crate::invoice::Address;
use crate::money::Money;
use crate::payment::OrderState;
use crate::time::Date;

/// One billing account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingAccountPage {
    /// As the list shows it.
    pub of: BillingAccountView,
    /// Today in the account's zone.
    pub today: Date,
    /// The billing address.
    pub address: Option<Address>,
    /// The reference of the mandate.
    pub mandate: Option<String>,
    /// Whose it is.
    pub owner: PersonId,
    /// Who may own it: its owner alone, or any member where the caller holds the account.
    pub owners: Vec<Holder>,
    /// The other members, and whether they may use it.
    pub others: Vec<(Holder, bool)>,
    /// The currencies in which a monthly limit can be set, with the limit.
    pub caps: Vec<(Currency, Option<Money>)>,
    /// The latest charges, where the caller may see invoices.
    pub charges: Option<Vec<Charged>>,
}

/// A charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charged {
    /// The day in the account's zone.
    pub on: Date,
    /// How much.
    pub amount: Money,
    /// What became of it.
    pub state: OrderState,
    /// The numbers of what it was for; none where it was for credit.
    pub invoices: Vec<String>,
}

/// A change of a billing account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeBillingAccount {
    /// Which.
    pub billing_account: BillingAccountId,
    /// The customer's own name for it.
    #[serde(default)]
    pub name: String,
    /// Whose it is; as before if empty.
    #[serde(default)]
    pub owner: String,
    /// Street and number.
    #[serde(default)]
    pub line1: String,
    /// Postal code.
    #[serde(default)]
    pub postal_code: String,
    /// City.
    #[serde(default)]
    pub city: String,
    /// Country (ISO 3166-1, two letters).
    #[serde(default)]
    pub country: String,
    /// Who else may use it.
    #[serde(default)]
    pub shared: BTreeMap<PersonId, String>,
    /// The most that it pays in a calendar month, in major units; empty: no limit.
    #[serde(default)]
    pub cap: BTreeMap<Currency, String>,
}

impl ChangeBillingAccount {
    /// The address, if any of it was typed.
    ///
    /// # Errors
    /// `Invalid` by field where only a part of it was.
    pub fn address(&self) -> Result<Option<Address>, Fault> {
        address([&self.line1, &self.postal_code, &self.city, &self.country])
    }

    /// The limits by currency.
    ///
    /// # Errors
    /// `Invalid` on `cap` where one is no amount above zero.
    pub fn caps(&self) -> Result<BTreeMap<Currency, Money>, Fault> {
        let malformed = || Fault::field("cap", Problem::Malformed);
        let typed = self.cap.iter().filter(|(_, text)| !text.trim().is_empty());
        typed
            .map(|(currency, text)| {
                let most = Money::typed(text, *currency).map_err(|_| malformed())?;
                let most = Some(most).filter(|most| most.minor > 0);
                Ok((*currency, most.ok_or_else(malformed)?))
            })
            .collect()
    }
}

/// The longest line of an address.
const LINE: u32 = 120;

/// Street, postal code, city and country, if any of it was typed: then all of it is needed.
pub(super) fn address(typed: [&String; 4]) -> Result<Option<Address>, Fault> {
    let [line1, postal_code, city, country] = typed.map(|text| text.trim().to_owned());
    if [&line1, &postal_code, &city].iter().all(|it| it.is_empty()) {
        return Ok(None);
    }
    let mut errors = FieldErrors::default();
    let all = [
        ("line1", &line1),
        ("postal_code", &postal_code),
        ("city", &city),
        ("country", &country),
    ];
    for (field, text) in all {
        if text.is_empty() {
            errors.add(field, Problem::Required);
        } else if text.chars().count() > LINE as usize {
            errors.add(field, Problem::TooLong { most: LINE });
        }
    }
    let country = country.to_uppercase();
    let letters = country.len() == 2 && country.bytes().all(|it| it.is_ascii_uppercase());
    if !country.is_empty() && !letters {
        errors.add("country", Problem::Malformed);
    }
    errors.none()?;
    Ok(Some(Address {
        line1,
        line2: None,
        city,
        region: None,
        postal_code,
        country,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_whole_or_not_there() {
        let of = |texts: [&str; 4]| {
            let texts = texts.map(str::to_owned);
            address([&texts[0], &texts[1], &texts[2], &texts[3]])
        };
        assert_eq!(of(["", "", " ", "DE"]), Ok(None));
        let whole = of(["Kai 1", "20457", "Hamburg", "de"]).unwrap().unwrap();
        assert_eq!(
            (whole.line1.as_str(), whole.country.as_str()),
            ("Kai 1", "DE")
        );
        let fault = of(["Kai 1", "", "Hamburg", "Germany"]).unwrap_err();
        assert_eq!(fault.of_field("postal_code"), Some(Problem::Required));
        assert_eq!(fault.of_field("country"), Some(Problem::Malformed));
    }

    #[test]
    fn a_limit_is_read_as_it_is_typed() {
        let of = |text: &str| {
            let cap = BTreeMap::from([(Currency::EUR, text.to_owned())]);
            let request = serde_json::json!({
                "billing_account": BillingAccountId::make(1, [1; 10]), "name": "", "cap": cap,
            });
            serde_json::from_value::<ChangeBillingAccount>(request)
        };
        let caps = |text| of(text).unwrap().caps();
        let most = BTreeMap::from([(Currency::EUR, Money::new(5_050, Currency::EUR))]);
        for text in ["50.50", " 50,50"] {
            assert_eq!(caps(text), Ok(most.clone()), "{text}");
        }
        assert_eq!(caps(" "), Ok(BTreeMap::new()));
        for text in ["0", "-5", "1.000"] {
            let fault = caps(text).unwrap_err();
            assert_eq!(fault.of_field("cap"), Some(Problem::Malformed), "{text}");
        }
    }
}
