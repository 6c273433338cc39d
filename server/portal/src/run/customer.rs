use billing::charge::Customer;
use billing::period::FixedDay;
use model::invoice::{Address, Party};
use serde::Deserialize;
use store::StoreError;
use store::run::Account;

use super::issuer::read;

#[derive(Deserialize)]
struct Billing {
    day: Option<u32>,
    threshold: Option<u32>,
}

#[derive(Deserialize)]
struct VatCheck {
    result: VatAnswer,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum VatAnswer {
    Valid,
    Invalid,
}

/// A customer as far as it decides its invoices, and as they name it.
pub(crate) fn customer(row: &Account) -> Result<(Customer, Party), StoreError> {
    let address: Address = read(&row.address, "account.address")?;
    let billing: Billing = read(&row.billing, "account.billing")?;
    let check = row.vat_check.as_deref();
    let check: Option<VatCheck> = check
        .map(|json| read(json, "account.vat_check"))
        .transpose()?;
    let number = row.vat_id.as_deref();
    let customer = Customer {
        id: row.id.clone(),
        country: address.country.clone(),
        region: address.region.clone(),
        zone: row.tax_zone_id.clone(),
        exempt: row.tax_exempt.is_some(),
        vat_number: number.is_some_and(|number| match &check {
            Some(check) => check.result == VatAnswer::Valid,
            None => well_formed(number, &address.country),
        }),
        fixed: billing.day.map(|day| FixedDay {
            day,
            threshold: billing.threshold,
        }),
        credit_first: row.credit_first,
    };
    let party = Party {
        name: row.company.clone().unwrap_or_else(|| row.name.clone()),
        address,
        vat_id: row.vat_id.clone(),
        tax_number: None,
    };
    Ok((customer, party))
}

/// The form of a VAT number: the country, `EL` for Greece, and 2 to 12 signs (Council Directive
/// 2006/112/EC, article 215; the lengths are those of the VIES service).
fn well_formed(number: &str, country: &str) -> bool {
    let country = if country == "GR" { "EL" } else { country };
    let compact: String = number.chars().filter(|sign| *sign != ' ').collect();
    compact.strip_prefix(country).is_some_and(|rest| {
        (2..=12).contains(&rest.len()) && rest.bytes().all(|sign| sign.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vat_number_has_its_country_before_it() {
        assert!(well_formed("DE811204912", "DE"));
        assert!(well_formed("EL 123456789", "GR"));
        for (number, country) in [("811204912", "DE"), ("DE1", "DE"), ("AT1/23", "AT")] {
            assert!(!well_formed(number, country), "{number}");
        }
    }
}
