//! The lines of an invoice, why each amount is what it is, tax, and the total.

use leptos::prelude::*;
use model::caller::Permission;
use model::currency::Currency;
use model::id::SubscriptionId;
use model::invoice::{InvoiceView, LineView};

use super::sums::sums;
use crate::format::{Amount, name, period, plain_money, quantity};
use crate::part::{Panel, Why};
use crate::scene::scene;
use crate::text::invoice as words;

/// What the invoice is for.
pub(super) fn panel(invoice: &InvoiceView, id: &str) -> AnyView {
    let one = one_subscription(&invoice.lines);
    let aside = one.as_ref().map(subscription_link);
    let lines = invoice.lines.iter();
    let lines: Vec<_> = lines
        .map(|line| row(line, one.is_none(), &invoice.seller.name))
        .collect();
    let table = table(words::lines_caption(), words::item(), lines, sums(invoice));
    view! {
        <Panel id=id title=words::lines() aside=aside.into_any()>
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
    let pieces = line.quantity.as_ref()?;
    let price = plain_money(line.unit_price.as_ref()?, currency);
    Some(words::times(&quantity(pieces), &price))
}
