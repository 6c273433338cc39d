//! The sums of an invoice: net, tax, total, and how each comes to be.

use leptos::prelude::*;
use model::explain::Plain;
use model::invoice::{InvoiceView, LineView, TaxGroup};
use model::money::Money;
use model::ratio::Ratio;
use rust_decimal::Decimal;

use crate::format::{Amount, money, percent, quantity};
use crate::part::{Term, folded, formula, from};
use crate::text::invoice as words;

/// How many lines are named one by one; more of them stand above anyway.
const NAMED: usize = 6;

/// Net, tax by group, total, and how they come to be.
pub(super) fn sums(invoice: &InvoiceView) -> AnyView {
    let groups = invoice.tax_groups.iter();
    let groups: Vec<_> = groups.map(tax_row).collect();
    let many = invoice.tax_groups.len() > 1;
    let tax = invoice.tax;
    let tax = many.then(|| {
        view! {
            <tr>
                <th scope="row">{words::tax()}</th>
                <td class="number">
                    <Amount amount=tax />
                </td>
            </tr>
        }
    });
    view! {
        <tr>
            <th scope="row">{words::net()}</th>
            <td class="number">
                <Amount amount=invoice.net />
            </td>
        </tr>
        {groups}
        {tax}
        <tr class="total">
            <th scope="row">{words::total()}</th>
            <td class="number">
                <Amount amount=invoice.summary.total />
            </td>
        </tr>
        {why(invoice)}
    }
    .into_any()
}

fn tax_row(group: &TaxGroup) -> AnyView {
    let (net, rate): (_, Plain) = (group.net, group.rate);
    let net = view! { <Amount amount=net /> }.into_any();
    let note = note(&group.category).map(|note| view! { <small>{note}</small> });
    view! {
        <tr>
            <th scope="row">{words::tax_of(&percent(rate), net)} {note}</th>
            <td class="number">
                <Amount amount=group.tax />
            </td>
        </tr>
    }
    .into_any()
}

/// What an invoice has to say of a category without tax (UNTDID 5305; Directive 2006/112/EC,
/// article 226, numbers 11 and 11a).
fn note(category: &str) -> Option<&'static str> {
    match category {
        "AE" => Some(words::reverse_charge()),
        "E" => Some(words::exempt()),
        "O" => Some(words::outside()),
        "G" => Some(words::export()),
        _ => None,
    }
}

/// The formulas of net, of each group's tax that follows from its net, and of the total.
fn why(invoice: &InvoiceView) -> AnyView {
    let groups = invoice.tax_groups.iter();
    let content = (
        net(invoice),
        groups.filter_map(tax).collect::<Vec<_>>(),
        total(invoice),
    );
    view! {
        <tr>
            <td colspan="2">{folded(words::why_sums(), content.into_any())}</td>
        </tr>
    }
    .into_any()
}

/// Amounts that are added, each with its name.
fn added(amounts: Vec<(Money, String)>, sum: Money) -> AnyView {
    let term = |(place, (amount, name)): (usize, (Money, String))| {
        let (sign, shown) = match (place, amount.minor < 0) {
            (0, _) => ("", amount),
            (_, true) => ("−", amount.negated().unwrap_or(amount)),
            (_, false) => ("+", amount),
        };
        Term(sign, money(shown), name)
    };
    let terms = amounts.into_iter().enumerate().map(term).collect();
    formula(terms, money(sum), None)
}

fn net(invoice: &InvoiceView) -> Option<AnyView> {
    let lines = &invoice.lines;
    let each = |line: &LineView| (line.net, line.text.clone());
    let some = (2..=NAMED).contains(&lines.len());
    some.then(|| added(lines.iter().map(each).collect(), invoice.net))
}

fn total(invoice: &InvoiceView) -> AnyView {
    let parts = vec![
        (invoice.net, words::net().to_owned()),
        (invoice.tax, words::vat().to_owned()),
    ];
    added(parts, invoice.summary.total)
}

/// Tax on top of the net amount or, where the prices contained it, out of the gross amount. What
/// was made elsewhere by another rule is not explained by ours.
fn tax(group: &TaxGroup) -> Option<AnyView> {
    let (rate, net) = (Ratio::from_decimal(group.rate.0).ok()?, group.net);
    let (part, whole) = (Ratio::whole(group.tax.minor), Ratio::whole(100));
    if part == Ratio::ZERO {
        return None;
    }
    let gross = net.plus(group.tax).ok()?;
    let on_top = Ratio::whole(net.minor).times(rate).ok()?.over(whole).ok()?;
    let share = rate.over(whole.plus(rate).ok()?).ok()?;
    let inside = Ratio::whole(gross.minor).times(share).ok()?;
    let is_it = |exact: Ratio| exact.rounded().ok() == Some(group.tax.minor);
    let (first, times, exact) = if is_it(on_top) {
        let times = vec![Term("×", percent(group.rate), words::vat().to_owned())];
        ((net, words::net()), times, on_top)
    } else if is_it(inside) {
        let with = group.rate.0.checked_add(Decimal::ONE_HUNDRED)?;
        let times = vec![
            Term("×", quantity(group.rate), words::vat().to_owned()),
            Term("÷", quantity(Plain(with)), words::with_vat().to_owned()),
        ];
        ((gross, words::with_vat()), times, inside)
    } else {
        return None;
    };
    let mut terms = vec![Term("", money(first.0), first.1.to_owned())];
    terms.extend(times);
    let exact = from(exact, net.currency);
    Some(formula(terms, money(group.tax), exact))
}
