//! Why an amount is what it is: the rule that made it, with its figures.

use leptos::prelude::*;
use model::currency::Currency;
use model::explain::{Derivation, Plain, Rule, UsedDay};
use model::ratio::Ratio;
use rust_decimal::Decimal;

use super::basic::Icon;
use crate::format::{Day, count, exact, percent, plain_money, quantity};
use crate::text::why as words;

/// How an amount came to be, folded away. Of an imported one no more is said than where it came
/// from.
#[component]
pub fn Why(
    /// The rule and its figures, if they are known.
    derivation: Option<Derivation>,
    /// The currency of the amount.
    currency: Currency,
    /// Who issued the document.
    #[prop(into)]
    source: String,
) -> impl IntoView {
    let known = derivation.filter(|known| !matches!(known.rule, Rule::Imported {}));
    let Some(derivation) = known else {
        return view! { <p class="hint">{words::imported(&source)}</p> }.into_any();
    };
    folded(words::title(), explained(derivation, currency))
}

/// An explanation, folded away.
pub(crate) fn folded(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <details class="why">
            <summary>
                <Icon name="right" />
                {title}
            </summary>
            <div class="derivation">{content}</div>
        </details>
    }
    .into_any()
}

/// A figure of a formula: what stands before it, the figure, its name.
pub(crate) struct Term(pub &'static str, pub String, pub String);

fn explained(derivation: Derivation, currency: Currency) -> AnyView {
    let back = derivation.rounded.0.is_sign_negative();
    let about = match &derivation.rule {
        Rule::Proration { .. } if back => Some(words::proration_back()),
        Rule::Proration { .. } => Some(words::proration()),
        Rule::UsageAverage { .. } => Some(words::usage_average()),
        Rule::UsageTotal { .. } => Some(words::usage_total()),
        Rule::Price { .. } | Rule::Coupon { .. } | Rule::Fee { .. } | Rule::Imported {} => None,
    };
    let (days, per) = match &derivation.rule {
        Rule::UsageAverage { days, per, .. } | Rule::UsageTotal { days, per, .. } => {
            (days.clone(), per.clone())
        }
        Rule::Price { .. }
        | Rule::Proration { .. }
        | Rule::Coupon { .. }
        | Rule::Fee { .. }
        | Rule::Imported {} => (Vec::new(), String::new()),
    };
    let result = plain_money(derivation.rounded, currency);
    let terms = terms(derivation.rule, currency, back);
    view! {
        {about.map(|about| view! { <p>{about}</p> })}
        {formula(terms, result, from(derivation.exact, currency))}
        {table(days, &per)}
    }
    .into_any()
}

fn terms(rule: Rule, currency: Currency, back: bool) -> Vec<Term> {
    let money = |figure| plain_money(figure, currency);
    match rule {
        Rule::Price { amount, quantity } => price(money(amount), quantity),
        Rule::Proration {
            line,
            net,
            days_left,
            days,
        } => proration((money(net), back), line, days_left, days),
        Rule::UsageAverage {
            days,
            divisor,
            per,
            price,
        } => average(&days, divisor, &per, money(price)),
        Rule::UsageTotal {
            days,
            limit,
            per,
            price,
        } => vec![
            Term(
                "(",
                used(&days, |day| day.used, &per),
                words::used_sum().to_owned(),
            ),
            Term("−", in_unit(limit.0, &per), words::limit().to_owned()),
            Term(") ×", money(price), words::price_of(&per)),
        ],
        Rule::Coupon {
            line,
            percent: share,
            amount,
        } => {
            let off = share.map(percent).or(amount.map(money));
            vec![Term("−", off.unwrap_or_default(), words::of_line(&line))]
        }
        Rule::Fee { rest, rate, days } => fee(money(rest), rate, days),
        Rule::Imported {} => Vec::new(),
    }
}

/// What goes back is taken off, though the line that it corrects was charged.
fn proration((net, back): (String, bool), line: String, days_left: u32, days: u32) -> Vec<Term> {
    let sign = if back && !net.starts_with('−') {
        "−"
    } else {
        ""
    };
    vec![
        Term(sign, net, line),
        Term(
            "×",
            count(days_left.into()),
            words::days_counted().to_owned(),
        ),
        Term("÷", count(days.into()), words::days_whole().to_owned()),
    ]
}

fn average(days: &[UsedDay], divisor: u32, per: &str, price: String) -> Vec<Term> {
    vec![
        Term(
            "",
            used(days, |day| day.over, per),
            words::over_sum().to_owned(),
        ),
        Term("÷", count(divisor.into()), words::days_month().to_owned()),
        Term("×", price, words::price_of(per)),
    ]
}

fn price(amount: String, pieces: Plain) -> Vec<Term> {
    vec![
        Term("", amount, words::price_one().to_owned()),
        Term("×", quantity(pieces), words::quantity().to_owned()),
    ]
}

fn fee(rest: String, rate: Plain, days: u32) -> Vec<Term> {
    vec![
        Term("", rest, words::rest().to_owned()),
        Term("×", percent(rate), words::rate().to_owned()),
        Term("×", count(days.into()), words::days_late().to_owned()),
        Term("÷", count(365), words::days_year().to_owned()),
    ]
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
    let text = exact(&value.round_dp(4).normalize().to_string());
    if unit(per) == Decimal::ONE {
        text
    } else {
        format!("{text}\u{a0}{per}")
    }
}

fn used(days: &[UsedDay], what: impl Fn(&UsedDay) -> Plain, per: &str) -> String {
    let sum = days.iter().fold(Decimal::ZERO, |sum, day| {
        sum.checked_add(what(day).0).unwrap_or(sum)
    });
    in_unit(sum, per)
}

/// The exact value with two places more than the currency has, if it was rounded at all.
pub(crate) fn from(value: Ratio, currency: Currency) -> Option<String> {
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
    Some(words::rounded_from(&exact(&major.to_string())))
}

/// The figures of an amount and, ruled off, the amount.
pub(crate) fn formula(terms: Vec<Term>, result: String, from: Option<String>) -> AnyView {
    let term = |Term(sign, figure, name): Term| {
        let sign = (!sign.is_empty()).then(|| view! { <i>{sign}</i> });
        view! {
            <span>
                {sign} <b>{figure}</b> " " <small>{name}</small>
            </span>
        }
    };
    view! {
        <div class="formula">
            {terms.into_iter().map(term).collect_view()} <span class="total">
                <i>"="</i>
                <b>{result}</b>
                " "
                {from.map(|from| view! { <small>{from}</small> })}
            </span>
        </div>
    }
    .into_any()
}

fn table(days: Vec<UsedDay>, per: &str) -> AnyView {
    if days.is_empty() {
        return ().into_any();
    }
    let row = |day: UsedDay| {
        let amount = |value: Plain| in_unit(value.0, per);
        let limit = day
            .limit
            .map_or_else(|| words::unlimited().to_owned(), amount);
        view! {
            <tr>
                <th scope="row">
                    <Day date=day.day brief=true />
                    {day.estimate.then(|| view! { <small>{words::estimate()}</small> })}
                </th>
                <td class="number">{amount(day.used)}</td>
                <td class="number">{limit}</td>
                <td class="number">{amount(day.over)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-box">
            <table class="table" data-density="tight">
                <caption class="spoken">{words::by_day()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::day()}</th>
                        <th scope="col" class="number">{words::used()}</th>
                        <th scope="col" class="number">{words::limit()}</th>
                        <th scope="col" class="number">{words::over()}</th>
                    </tr>
                </thead>
                <tbody>{days.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_value_is_told_where_it_was_rounded() {
        let exact = |above, below| from(Ratio::new(above, below).unwrap(), Currency::EUR);
        assert_eq!(exact(1980, 1), None);
        assert_eq!(exact(4900 * 16, 31), Some("from 25.2903".to_owned()));
        assert_eq!(exact(-2900 * 16, 31), Some("from −14.9677".to_owned()));
    }

    #[test]
    fn usage_is_told_in_the_unit_of_its_price() {
        let bytes = Decimal::new(1_500_000_000, 0);
        assert_eq!(in_unit(bytes, "GB"), "1.5\u{a0}GB");
        assert_eq!(in_unit(Decimal::new(3, 0), "unit"), "3");
    }
}
