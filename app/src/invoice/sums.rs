//! The sums of an invoice: net, tax, total, and how each comes to be.

use leptos::prelude::*;
use model::invoice::{InvoiceView, LineView, TaxGroup};
use model::money::Money;

use crate::format::{Amount, money, percent, quantity};
use crate::part::{Term, added, folded, formula};
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
    let (net, rate) = (group.net, &group.rate);
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
        net(&invoice.lines, invoice.net),
        groups.filter_map(tax).collect::<Vec<_>>(),
        total(invoice.net, invoice.tax, invoice.summary.total),
    );
    row(content.into_any())
}

fn row(content: AnyView) -> AnyView {
    view! {
        <tr>
            <td colspan="2">{folded(words::why_sums(), content)}</td>
        </tr>
    }
    .into_any()
}

/// The formulas of the sums beneath a document of which no more is known than its lines.
pub(super) fn plain_why(lines: &[LineView], net: Money, tax: Money, total: Money) -> AnyView {
    row((self::net(lines, net), self::total(net, tax, total)).into_any())
}

fn net(lines: &[LineView], sum: Money) -> Option<AnyView> {
    let each = |line: &LineView| (line.net, line.text.clone());
    let some = (2..=NAMED).contains(&lines.len());
    some.then(|| added(lines.iter().map(each).collect(), sum))
}

fn total(net: Money, tax: Money, sum: Money) -> AnyView {
    let parts = vec![
        (net, words::net().to_owned()),
        (tax, words::vat().to_owned()),
    ];
    added(parts, sum)
}

/// Tax on top of the net amount or, where the prices contained it, out of the gross amount.
fn tax(group: &TaxGroup) -> Option<AnyView> {
    let rule = group.rule.as_ref()?;
    let term = |sign: &str, figure, name: &str| Term(sign.to_owned(), figure, name.to_owned());
    let terms = match &rule.with {
        None => vec![
            term("", money(group.net), words::net()),
            term("×", percent(&group.rate), words::vat()),
        ],
        Some(with) => vec![
            term(
                "",
                money(group.net.plus(group.tax).ok()?),
                words::with_vat(),
            ),
            term("×", quantity(&group.rate), words::vat()),
            term("÷", quantity(with), words::with_vat()),
        ],
    };
    Some(formula(terms, money(group.tax), rule.exact.as_deref()))
}
