//! The lines of an invoice, why each amount is what it is, tax, and the total.

use leptos::prelude::*;
use model::caller::Permission;
use model::currency::Currency;
use model::explain::Plain;
use model::id::SubscriptionId;
use model::invoice::{InvoiceView, LineView, TaxGroup};
use rust_decimal::Decimal;

use crate::format::{Amount, name, percent, period, plain_money, quantity};
use crate::part::{Panel, Why};
use crate::scene::scene;
use crate::text::invoice as words;

/// What the invoice is for.
pub(super) fn panel(invoice: &InvoiceView) -> AnyView {
    let one = one_subscription(&invoice.lines);
    let aside = one.as_ref().map(subscription_link);
    let lines = invoice.lines.iter();
    let lines: Vec<_> = lines
        .map(|line| row(line, one.is_none(), &invoice.seller.name))
        .collect();
    let table = table(words::lines_caption(), words::item(), lines, sums(invoice));
    view! {
        <Panel id="lines" title=words::lines() aside=aside.into_any()>
            {table}
        </Panel>
    }
    .into_any()
}

/// Lines with their net amounts, and the sums beneath them.
pub(super) fn table(
    caption: &'static str,
    heading: &'static str,
    lines: Vec<AnyView>,
    sums: AnyView,
) -> AnyView {
    view! {
        <div class="table-box">
            <table class="table lines">
                <caption class="spoken">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{heading}</th>
                        <th scope="col" class="number">
                            {words::net()}
                        </th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
                <tfoot>{sums}</tfoot>
            </table>
        </div>
    }
    .into_any()
}

/// The subscription to which all lines belong, if they belong to one.
fn one_subscription(lines: &[LineView]) -> Option<(SubscriptionId, String)> {
    let first = lines.first()?.subscription.clone()?;
    let same = |line: &LineView| line.subscription.as_ref() == Some(&first);
    lines.iter().all(same).then_some(first)
}

fn subscription_link((id, named): &(SubscriptionId, String)) -> AnyView {
    let may = scene()
        .viewer
        .is_some_and(|viewer| viewer.may(Permission::ViewSubscriptions));
    if may {
        let href = format!("/subscriptions/{id}");
        view! { <a href=href>{name(named)}</a> }.into_any()
    } else {
        view! { <span>{name(named)}</span> }.into_any()
    }
}

/// A line and, beneath it, why its amount is what it is. `named`: says its subscription.
pub(super) fn row(line: &LineView, named: bool, source: &str) -> AnyView {
    let currency = line.net.currency;
    let subscription = line.subscription.as_ref().filter(|_| named);
    let subscription =
        subscription.map(|known| view! { <small>{subscription_link(known)}</small> });
    let days = line
        .period
        .map(|days| view! { <small>{period(days)}</small> });
    let times = times(line, currency).map(|times| view! { <small>{times}</small> });
    view! {
        <tr>
            <th scope="row">{name(&line.text)} {subscription} {days} {times}</th>
            <td class="number">
                <Amount amount=line.net />
            </td>
        </tr>
        <tr>
            <td colspan="2">
                <Why derivation=line.derivation.clone() currency=currency source=source />
            </td>
        </tr>
    }
    .into_any()
}

/// How many at what price, unless it is one.
fn times(line: &LineView, currency: Currency) -> Option<String> {
    let pieces = line.quantity.filter(|pieces| pieces.0 != Decimal::ONE)?;
    let price = plain_money(line.unit_price?, currency);
    Some(words::times(&quantity(pieces), &price))
}

fn sums(invoice: &InvoiceView) -> AnyView {
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
