use model::currency::Currency;
use model::money::Money;
use store::StoreError;

use super::json::{Object, quoted};

/// The currency of a row.
pub(super) fn currency(code: &str) -> Result<Currency, StoreError> {
    code.parse()
        .map_err(|error| StoreError::unreadable("currency", error))
}

/// Minor units as the decimal text of an export.
pub(super) fn major(minor: i64, currency: Currency) -> String {
    quoted(&Money::new(minor, currency).plain())
}

/// Amounts by currency, as an export writes them.
pub(super) fn by_currency<'a, I>(amounts: I) -> Result<String, StoreError>
where
    I: IntoIterator<Item = (&'a str, i64)>,
{
    let mut object = Object::empty();
    for (code, minor) in amounts {
        object = object.raw(code, &major(minor, currency(code)?));
    }
    Ok(object.end())
}
