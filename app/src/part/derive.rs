//! Why an amount is what it is: the rule that made it, with its figures.

use leptos::prelude::*;
use model::currency::Currency;
use model::money::Money;
use model::told::{About, Kind, Name, Told, ToldDay, ToldTerm};

use super::basic::Icon;
use crate::format::{Day, money, percent, plain_money, quantity};
use crate::text::why as words;

/// How an amount came to be, folded away. Of an imported one no more is said than where it came
/// from.
#[component]
pub fn Why(
    /// The rule and its figures, if they are known.
    derivation: Option<Told>,
    /// The currency of the amount.
    currency: Currency,
    /// Who issued the document.
    #[prop(into)]
    source: String,
) -> impl IntoView {
    let Some(derivation) = derivation else {
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
pub(crate) struct Term(pub String, pub String, pub String);

pub(crate) fn explained(told: Told, currency: Currency) -> AnyView {
    let about = told.about.map(|about| match about {
        About::Part => words::proration(),
        About::Back => words::proration_back(),
        About::Average => words::usage_average(),
        About::Sum => words::usage_total(),
    });
    let unit = told.unit.as_deref();
    let terms = told.terms.into_iter().map(|told| {
        let figure = figure(&told, currency, unit);
        let name = called(told.name, told.of);
        Term(told.sign, figure, name)
    });
    let result = plain_money(&told.result, currency);
    view! {
        {about.map(|about| view! { <p>{about}</p> })}
        {formula(terms.collect(), result, told.exact.as_deref())}
        {day_table(told.days, unit)}
    }
    .into_any()
}

fn figure(told: &ToldTerm, currency: Currency, unit: Option<&str>) -> String {
    let figure = &told.figure;
    match told.kind {
        Kind::Money => plain_money(figure, currency),
        Kind::Number => quantity(figure),
        Kind::Percent => percent(figure),
        Kind::Used => in_unit(figure, unit),
    }
}

fn called(name: Name, of: String) -> String {
    let name = match name {
        Name::Line => return of,
        Name::PriceOf => return words::price_of(&of),
        Name::OffLine => return words::of_line(&of),
        Name::PriceOne => words::price_one(),
        Name::Quantity => words::quantity(),
        Name::DaysCounted => words::days_counted(),
        Name::DaysWhole => words::days_whole(),
        Name::OverSum => words::over_sum(),
        Name::DaysMonth => words::days_month(),
        Name::UsedSum => words::used_sum(),
        Name::Limit => words::limit(),
        Name::Rest => words::rest(),
        Name::Charged => words::charged(),
        Name::Rate => words::rate(),
        Name::DaysLate => words::days_late(),
        Name::DaysYear => words::days_year(),
        Name::Base => words::paid_base(),
        Name::Commission => words::commission(),
    };
    name.to_owned()
}

fn in_unit(figure: &str, unit: Option<&str>) -> String {
    let text = quantity(figure);
    match unit {
        Some(unit) => format!("{text}\u{a0}{unit}"),
        None => text,
    }
}

/// The figures of an amount and, ruled off, the amount.
pub(crate) fn formula(terms: Vec<Term>, result: String, exact: Option<&str>) -> AnyView {
    let exact = exact.map(|exact| words::rounded_from(&quantity(exact)));
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
                {exact.map(|exact| view! { <small>{exact}</small> })}
            </span>
        </div>
    }
    .into_any()
}

/// Amounts that are added, each with its name.
pub(crate) fn added(amounts: Vec<(Money, String)>, sum: Money) -> AnyView {
    let term = |(place, (amount, name)): (usize, (Money, String))| {
        let (sign, shown) = match (place, amount.minor < 0) {
            (0, _) => ("", amount),
            (_, true) => ("−", amount.negated().unwrap_or(amount)),
            (_, false) => ("+", amount),
        };
        Term(sign.to_owned(), money(shown), name)
    };
    let terms = amounts.into_iter().enumerate().map(term).collect();
    formula(terms, money(sum), None)
}

/// Day by day: used, limit, over it.
pub(crate) fn day_table(days: Vec<ToldDay>, unit: Option<&str>) -> AnyView {
    if days.is_empty() {
        return ().into_any();
    }
    let row = |day: ToldDay| {
        let limit = day.limit.map_or_else(
            || words::unlimited().to_owned(),
            |limit| in_unit(&limit, unit),
        );
        view! {
            <tr>
                <th scope="row">
                    <Day date=day.day brief=true />
                    {day.estimate.then(|| view! { <small>{words::estimate()}</small> })}
                </th>
                <td class="number">{in_unit(&day.used, unit)}</td>
                <td class="number">{limit}</td>
                <td class="number">{in_unit(&day.over, unit)}</td>
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
