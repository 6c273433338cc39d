//! What pays for what.

use leptos::prelude::*;
use model::currency::Currency;
use model::invoice::InvoiceSummary;
use model::money::Money;
use model::payment::{LeftOpen, Quote, QuoteItem};
use model::time::Date;

use super::sum::sums;
use crate::billing_account::title;
use crate::format::{Amount, AmountLink, AtDay};
use crate::invoice::status;
use crate::part::{Panel, Status, Tone};
use crate::text::{invoice, payment as words};

/// The allocation, and what is not part of the payment.
pub(super) fn panel(quote: &Quote) -> AnyView {
    let rows = quote.items.iter().map(|item| row(item, quote.today));
    let (rows, in_flight) = (rows.collect_view(), in_flight(quote));
    let more = quote.more.then(more);
    let totals = sums(quote.items.iter().map(|item| item.due));
    let totals = totals.into_iter().map(|open| total(quote, open.currency));
    let totals = totals.collect_view();
    let hint = view! { <span class="hint">{words::first_due()}</span> };
    view! {
        <div id="what-pays" data-part="">
            <Panel id="allocation" title=words::allocation() aside=hint.into_any()>
                <div class="table-box">
                    <table class="table" data-stack="">
                        <caption class="spoken">{words::allocation_caption()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{words::invoice()}</th>
                                <th scope="col" class="number">
                                    {words::to_pay()}
                                </th>
                                <th scope="col" class="number">
                                    {words::from_credit()}
                                </th>
                                <th scope="col" class="number">
                                    {words::from_payer()}
                                </th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                        <tfoot>{totals}</tfoot>
                    </table>
                </div>
                {in_flight} {more}
            </Panel>
        </div>
    }
    .into_any()
}

fn row(item: &QuoteItem, today: Date) -> AnyView {
    let summary = &item.invoice;
    let href = format!("/invoices/{}", summary.id);
    let payer = match (&item.payer, item.left) {
        (_, Some(LeftOpen::ByHand)) => {
            view! { <Status tone=Tone::Warn>{words::nobody()}</Status> }.into_any()
        }
        (_, Some(LeftOpen::Small)) => view! { <small>{words::small()}</small> }.into_any(),
        (Some(payer), None) if !item.captured.is_zero() => view! {
            <Amount amount=item.captured />
            <small>{title(payer)}</small>
        }
        .into_any(),
        (_, None) => none(),
    };
    let looked_into = item.apart.then(|| {
        view! {
            <small>
                <Status tone=Tone::Warn>{words::looked_into()}</Status>
            </small>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=href.clone()>{summary.title.clone()}</a>
                <small>{summary.number.clone()} " · " {when(summary, today)}</small>
                {looked_into}
            </th>
            <td class="number" data-label=words::to_pay()>
                <div>
                    <AmountLink amount=item.due href=href why=invoice::see_payments() />
                </div>
            </td>
            <td class="number" data-label=words::from_credit()>
                <div>{amount(item.from_credit)}</div>
            </td>
            <td class="number" data-label=words::from_payer()>
                <div>{payer}</div>
            </td>
        </tr>
    }
    .into_any()
}

fn when(summary: &InvoiceSummary, today: Date) -> AnyView {
    let due = view! { <AtDay date=summary.due_on today=today /> }.into_any();
    let text = invoice::head_due(due);
    if summary.overdue {
        view! { <Status tone=Tone::Bad>{text}</Status> }.into_any()
    } else {
        text
    }
}

fn amount(amount: Money) -> AnyView {
    if amount.is_zero() {
        none()
    } else {
        view! { <Amount amount=amount /> }.into_any()
    }
}

fn none() -> AnyView {
    view! { <span class="none">"–"</span> }.into_any()
}

fn total(quote: &Quote, currency: Currency) -> AnyView {
    let of = |get: fn(&QuoteItem) -> Money| {
        let items = quote.items.iter().map(get);
        let sum = sums(items.filter(|amount| amount.currency == currency));
        sum.first().copied().unwrap_or(Money::zero(currency))
    };
    let (open, credit, captured) = (
        of(|item| item.due),
        of(|item| item.from_credit),
        of(|item| item.captured),
    );
    view! {
        <tr class="total">
            <th scope="row">{words::in_all()}</th>
            <td class="number" data-label=words::to_pay()>
                <Amount amount=open />
            </td>
            <td class="number" data-label=words::from_credit()>
                <Amount amount=credit />
            </td>
            <td class="number" data-label=words::from_payer()>
                <Amount amount=captured />
            </td>
        </tr>
    }
    .into_any()
}

fn more() -> AnyView {
    view! { <footer>{words::more()}</footer> }.into_any()
}

/// What is being paid already.
pub(super) fn in_flight(quote: &Quote) -> Option<AnyView> {
    if quote.in_flight.is_empty() {
        return None;
    }
    let rows = quote.in_flight.iter().map(|summary| {
        let href = format!("/invoices/{}", summary.id);
        let invoice = view! { <a href=href>{summary.number.clone()}</a> }.into_any();
        let amount = view! { <Amount amount=summary.open /> }.into_any();
        view! {
            <p>
                {status(summary)}
                " "
                {words::in_flight(invoice, amount)}
            </p>
        }
    });
    Some(view! { <footer>{rows.collect_view()}</footer> }.into_any())
}
