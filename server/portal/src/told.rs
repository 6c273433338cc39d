//! Works out what the customer is told of a derivation.

use model::currency::Currency;
use model::explain::{Derivation, Plain, Rule, UsedDay};
use model::ratio::Ratio;
use model::told::{About, Kind, Name, Told, ToldDay, ToldTerm};
use rust_decimal::Decimal;

/// What is told of a derivation; of an imported one no more than that.
pub(crate) fn told(derivation: Derivation, currency: Currency) -> Option<Told> {
    let back = derivation.rounded.0.is_sign_negative();
    let about = about(&derivation.rule, back);
    let (days, per) = match &derivation.rule {
        Rule::UsageAverage { days, per, .. } | Rule::UsageTotal { days, per, .. } => {
            (days.clone(), per.clone())
        }
        Rule::Imported {} => return None,
        Rule::Price { .. } | Rule::Proration { .. } | Rule::Coupon { .. } | Rule::Fee { .. } => {
            (Vec::new(), String::new())
        }
    };
    Some(Told {
        about,
        terms: terms(derivation.rule, back),
        result: derivation.rounded.into(),
        exact: exact(derivation.exact, currency),
        days: days.into_iter().map(|used| day(used, &per)).collect(),
        unit: (unit(&per) != Decimal::ONE).then_some(per),
    })
}

fn about(rule: &Rule, back: bool) -> Option<About> {
    match rule {
        Rule::Proration { .. } if back => Some(About::Back),
        Rule::Proration { .. } => Some(About::Part),
        Rule::UsageAverage { .. } => Some(About::Average),
        Rule::UsageTotal { .. } => Some(About::Sum),
        Rule::Price { .. } | Rule::Coupon { .. } | Rule::Fee { .. } | Rule::Imported {} => None,
    }
}

fn term(sign: &str, kind: Kind, figure: String, name: Name) -> ToldTerm {
    ToldTerm {
        sign: sign.to_owned(),
        kind,
        figure,
        name,
        of: String::new(),
    }
}

fn of(term: ToldTerm, of: &str) -> ToldTerm {
    let of = of.to_owned();
    ToldTerm { of, ..term }
}

fn days(sign: &str, days: u32, name: Name) -> ToldTerm {
    term(sign, Kind::Number, days.to_string(), name)
}

fn terms(rule: Rule, back: bool) -> Vec<ToldTerm> {
    match rule {
        Rule::Price { amount, quantity } => vec![
            term("", Kind::Money, amount.into(), Name::PriceOne),
            term("×", Kind::Number, plain(quantity), Name::Quantity),
        ],
        Rule::Proration {
            line,
            net,
            days_left,
            days,
        } => proration((net, back), &line, (days_left, days)),
        Rule::UsageAverage {
            days: used,
            divisor,
            per,
            price,
            charged,
            back,
        } => less(average(&used, divisor, &per, price), (charged, back)),
        Rule::UsageTotal {
            days,
            limit,
            per,
            price,
            charged,
            back,
        } => less(total(&days, limit, &per, price), (charged, back)),
        Rule::Coupon {
            line,
            percent,
            amount,
        } => vec![of(off(percent, amount), &line)],
        Rule::Fee { rest, rate, days } => fee(rest, rate, days),
        Rule::Imported {} => Vec::new(),
    }
}

fn price(sign: &str, price: Plain, per: &str) -> ToldTerm {
    of(term(sign, Kind::Money, price.into(), Name::PriceOf), per)
}

fn average(used: &[UsedDay], divisor: u32, per: &str, each: Plain) -> Vec<ToldTerm> {
    let over = sum(used, |day| day.over, per);
    vec![
        term("", Kind::Used, over, Name::OverSum),
        days("÷", divisor, Name::DaysMonth),
        price("×", each, per),
    ]
}

fn total(days: &[UsedDay], limit: Plain, per: &str, each: Plain) -> Vec<ToldTerm> {
    let used = sum(days, |day| day.used, per);
    vec![
        term("(", Kind::Used, used, Name::UsedSum),
        term("−", Kind::Used, in_unit(limit.0, per), Name::Limit),
        price(") ×", each, per),
    ]
}

/// What was charged before is taken off the cost; where something goes back, it is the other way.
fn less(mut terms: Vec<ToldTerm>, (charged, back): (Option<Plain>, bool)) -> Vec<ToldTerm> {
    let Some(charged) = charged else { return terms };
    if !back {
        terms.push(term("−", Kind::Money, charged.into(), Name::Charged));
        return terms;
    }
    if let Some(first) = terms.first_mut() {
        first.sign = format!("− {}", first.sign).trim_end().to_owned();
    }
    terms.insert(0, term("", Kind::Money, charged.into(), Name::Charged));
    terms
}

/// What goes back is taken off, though the line that it corrects was charged.
fn proration((net, back): (Plain, bool), line: &str, (left, whole): (u32, u32)) -> Vec<ToldTerm> {
    let minus = back && !net.0.is_sign_negative();
    let sign = if minus { "−" } else { "" };
    vec![
        of(term(sign, Kind::Money, net.into(), Name::Line), line),
        days("×", left, Name::DaysCounted),
        days("÷", whole, Name::DaysWhole),
    ]
}

fn off(percent: Option<Plain>, amount: Option<Plain>) -> ToldTerm {
    match (percent, amount) {
        (Some(percent), _) => term("−", Kind::Percent, plain(percent), Name::OffLine),
        (None, Some(amount)) => term("−", Kind::Money, amount.into(), Name::OffLine),
        (None, None) => term("−", Kind::Number, String::new(), Name::OffLine),
    }
}

fn fee(rest: Plain, rate: Plain, late: u32) -> Vec<ToldTerm> {
    vec![
        term("", Kind::Money, rest.into(), Name::Rest),
        term("×", Kind::Percent, plain(rate), Name::Rate),
        days("×", late, Name::DaysLate),
        days("÷", 365, Name::DaysYear),
    ]
}

/// Without needless zeros.
pub(crate) fn plain(value: Plain) -> String {
    value.0.normalize().to_string()
}

/// How many base units make one unit of a price; anything unknown counts in pieces.
fn unit(per: &str) -> Decimal {
    match per {
        "GB" => Decimal::new(1_000_000_000, 0),
        "GiB" => Decimal::new(1_073_741_824, 0),
        _ => Decimal::ONE,
    }
}

fn in_unit(value: Decimal, per: &str) -> String {
    let value = value.checked_div(unit(per)).unwrap_or(value);
    value.round_dp(4).normalize().to_string()
}

fn sum(days: &[UsedDay], what: impl Fn(&UsedDay) -> Plain, per: &str) -> String {
    let sum = days.iter().fold(Decimal::ZERO, |sum, day| {
        sum.checked_add(what(day).0).unwrap_or(sum)
    });
    in_unit(sum, per)
}

fn day(used: UsedDay, per: &str) -> ToldDay {
    let amount = |value: Plain| in_unit(value.0, per);
    ToldDay {
        day: used.day,
        used: amount(used.used),
        limit: used.limit.map(amount),
        over: amount(used.over),
        estimate: used.estimate,
    }
}

/// The exact value with two places more than the currency has, if it was rounded at all.
pub(crate) fn exact(value: Ratio, currency: Currency) -> Option<String> {
    let (above, below) = (value.numerator(), value.denominator());
    if below == 1 {
        return None;
    }
    let twice = above.unsigned_abs().checked_mul(200)?;
    let hundredths =
        twice.checked_add(below.unsigned_abs())? / below.unsigned_abs().checked_mul(2)?;
    let hundredths = i128::try_from(hundredths).ok()?;
    let signed = if above < 0 { -hundredths } else { hundredths };
    let major = Decimal::try_from_i128_with_scale(signed, currency.exponent() + 2).ok()?;
    Some(major.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_value_is_told_where_it_was_rounded() {
        let exact = |above, below| exact(Ratio::new(above, below).unwrap(), Currency::EUR);
        assert_eq!(exact(1980, 1), None);
        assert_eq!(exact(4900 * 16, 31).as_deref(), Some("25.2903"));
        assert_eq!(exact(-2900 * 16, 31).as_deref(), Some("-14.9677"));
    }

    #[test]
    fn usage_is_told_in_the_unit_of_its_price() {
        assert_eq!(in_unit(Decimal::new(1_500_000_000, 0), "GB"), "1.5");
        assert_eq!(in_unit(Decimal::new(3, 0), "unit"), "3");
    }

    #[test]
    fn what_goes_back_is_taken_off() {
        let figure = |text: &str| Plain(text.parse().unwrap());
        let given = |rounded: &str| Derivation {
            rule: Rule::Proration {
                line: "Commerce M".to_owned(),
                net: figure("29.00"),
                days_left: 16,
                days: 31,
            },
            exact: Ratio::new(-2900 * 16, 31).unwrap(),
            rounded: figure(rounded),
        };
        let sign = |rounded| {
            let told = told(given(rounded), Currency::EUR).unwrap();
            (told.about, told.terms[0].sign.clone())
        };
        assert_eq!(sign("-14.97"), (Some(About::Back), "−".to_owned()));
        assert_eq!(sign("14.97"), (Some(About::Part), String::new()));
        let imported = Derivation {
            rule: Rule::Imported {},
            ..given("1")
        };
        assert_eq!(told(imported, Currency::EUR), None);
    }
}
