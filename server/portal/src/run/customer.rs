use billing::charge::Customer;
use billing::period::FixedDay;
use billing::vat::{VatNumber, confirms};
use model::invoice::{Address, Party};
use model::time::Date;
use serde::Deserialize;
use store::StoreError;
use store::run::Account;

use super::issuer::read;
use crate::vat::{VatCheck, VatResult};

#[derive(Deserialize)]
struct Billing {
    day: Option<u32>,
    threshold: Option<u32>,
}

/// A customer as far as it decides its invoices today, and as they name it.
pub(crate) fn customer(row: &Account, today: Date) -> Result<(Customer, Party), StoreError> {
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
        vat_number: number.is_some_and(|it| valid((it, &address.country), check.as_ref(), today)),
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

/// Whether a number counts as a valid one of a country: by the word of a service; by its form and
/// checksum where none was asked, or where it could not say anything yet.
fn valid((number, country): (&str, &str), check: Option<&VatCheck>, today: Date) -> bool {
    let formed = || VatNumber::parse(number).is_some_and(|it| it.is_of(country) && it.checks());
    let Some(check) = check else {
        return formed();
    };
    match check.result {
        VatResult::Valid => confirms(true, check.until, today),
        // One that nobody has confirmed does not count for ever.
        VatResult::Pending => {
            formed() && check.until.is_some() && confirms(true, check.until, today)
        }
        VatResult::Invalid => false,
    }
}
