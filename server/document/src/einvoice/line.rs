//! Lines and tax. A price is never below zero (BR-27): what is taken off is a piece less.

use en16931::invoice::{Item, LineVat, Period, PriceDetails, VatBreakdown};
use en16931::{Date, InvoiceAmount, InvoiceLine, Percentage, Quantity, UnitPriceAmount};
use model::money::Money;
use model::time;
use rust_decimal::Decimal;

use crate::error::DocumentError;
use crate::invoice::exemption;
use crate::paper::{PaperGroup, PaperLine};
use crate::words::Words;

/// Pieces without a unit of their own (UN/ECE Recommendation 20).
const ONE: &str = "C62";
/// Outside the scope of tax: the one category that has no rate.
const OUTSIDE: &str = "O";

/// EN 16931 knows amounts of at most two decimals.
pub fn amount(money: Money) -> Result<InvoiceAmount, DocumentError> {
    InvoiceAmount::from_decimal_exact(money.major())
        .map_err(|error| DocumentError::Rules(error.to_string()))
}

pub fn date(date: time::Date) -> Result<Date, DocumentError> {
    Date::from_epoch_day(date.days().into())
        .map_err(|error| DocumentError::Rules(error.to_string()))
}

fn decimal(plain: &str) -> Result<Decimal, DocumentError> {
    model::money::parse_decimal(plain).map_err(|error| DocumentError::Rules(error.to_string()))
}

fn rate(plain: &str, category: &str) -> Result<Option<Percentage>, DocumentError> {
    let rate = Percentage::new(decimal(plain)?);
    Ok(Some(rate).filter(|_| category != OUTSIDE))
}

pub fn line(line: &PaperLine) -> Result<InvoiceLine, DocumentError> {
    let (quantity, price) = pieces(line)?;
    let category = line.tax_category.as_str();
    let rate = rate(&line.tax_rate, category)?;
    let net = amount(line.net)?;
    let made = InvoiceLine::new(
        line.n.to_string(),
        line.text.clone(),
        Quantity::new(quantity),
        ONE,
        net,
        category,
        rate,
    );
    Ok(InvoiceLine {
        price: PriceDetails {
            net_price: UnitPriceAmount::new(price),
            ..PriceDetails::default()
        },
        period: line.period.map(period).transpose()?.flatten(),
        vat: LineVat {
            category: category.into(),
            rate,
        },
        item: Item {
            name: Some(line.text.clone()),
            description: line.subscription.clone(),
            ..Item::default()
        },
        ..made
    })
}

/// Quantity and price where they make the net amount exactly, else one piece of it.
fn pieces(line: &PaperLine) -> Result<(Decimal, Decimal), DocumentError> {
    let net = line.net.major();
    if let Some((quantity, price)) = line.quantity.as_ref().zip(line.unit_price.as_ref()) {
        let (quantity, price) = (decimal(quantity)?, decimal(price)?);
        let exact = quantity.checked_mul(price) == Some(net);
        if exact && !price.is_sign_negative() {
            return Ok((quantity, price));
        }
    }
    let one = if net.is_sign_negative() && !net.is_zero() {
        Decimal::NEGATIVE_ONE
    } else {
        Decimal::ONE
    };
    Ok((one, net.abs()))
}

/// First and last day; nothing of a period without a day.
pub fn period(period: time::Period) -> Result<Option<Period>, DocumentError> {
    if period.days() < 1 {
        return Ok(None);
    }
    Ok(Some(Period {
        start: Some(date(period.from)?),
        end: Some(date(period.to.plus_days(-1))?),
    }))
}

pub fn group(group: &PaperGroup, words: &Words) -> Result<VatBreakdown, DocumentError> {
    let category = group.category.as_str();
    // A zero rate is a rate: it has no reason (BR-Z-10).
    let reason = exemption(category).filter(|_| category != "Z");
    let code = match category {
        "AE" => Some("VATEX-EU-AE"),
        "G" => Some("VATEX-EU-G"),
        OUTSIDE => Some("VATEX-EU-O"),
        _ => None,
    };
    Ok(VatBreakdown {
        taxable_amount: amount(group.net)?,
        tax_amount: amount(group.tax)?,
        category: category.into(),
        rate: rate(&group.rate, category)?,
        exemption_reason: reason.map(|key| words.word(key)).transpose()?,
        exemption_reason_code: code.map(Into::into),
    })
}
