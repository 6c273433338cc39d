//! What was paid on an invoice, credited, and given back.

use leptos::prelude::*;
use model::caller::Permission;
use model::invoice::{InvoiceView, SettledBy, SettlementView};
use model::money::Money;

use crate::format::{Amount, AmountLink, Day};
use crate::part::Panel;
use crate::scene::scene;
use crate::text::invoice as words;

/// From the total to what is open, one movement a row.
pub(super) fn panel(invoice: &InvoiceView) -> AnyView {
    let rows = invoice.settlements.iter();
    let rows: Vec<_> = rows.map(|settled| row(invoice, settled)).collect();
    let (issued, rest) = (issued(invoice), rest(invoice.summary.open));
    let remark = remark(invoice).map(|remark| view! { <footer>{remark}</footer> });
    view! {
        <Panel id="payments" title=words::payments()>
            <div class="table-box">
                <table class="table" data-stack="">
                    <caption class="spoken">{words::payments_caption()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words::date()}</th>
                            <th scope="col">{words::how()}</th>
                            <th scope="col" class="number">
                                {words::amount()}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{issued} {rows}</tbody>
                    <tfoot>{rest}</tfoot>
                </table>
            </div>
            {remark}
        </Panel>
    }
    .into_any()
}

fn issued(invoice: &InvoiceView) -> AnyView {
    view! {
        <tr>
            <td data-label=words::date()>
                <Day date=invoice.summary.issued_on />
            </td>
            <th scope="row">{words::was_issued()}</th>
            <td class="number" data-label=words::amount()>
                <AmountLink amount=invoice.summary.total href="#lines" why=words::see_lines() />
            </td>
        </tr>
    }
    .into_any()
}

fn rest(open: Money) -> AnyView {
    view! {
        <tr class="total">
            <th scope="row" colspan="2">
                {words::rest()}
            </th>
            <td class="number">
                <Amount amount=open />
            </td>
        </tr>
    }
    .into_any()
}

fn remark(invoice: &InvoiceView) -> Option<&'static str> {
    let refunded = |settled: &SettlementView| settled.by == SettledBy::Refund;
    let back = !invoice.credit_notes.is_empty() || invoice.settlements.iter().any(refunded);
    match (invoice.settlements.is_empty(), back) {
        (true, false) => Some(words::nothing_settled()),
        (false, false) => Some(words::nothing_back()),
        (_, true) => None,
    }
}

/// A settlement takes from what is open: it stands below zero, as on a statement.
fn row(invoice: &InvoiceView, settled: &SettlementView) -> AnyView {
    let amount = settled.amount.negated().unwrap_or(settled.amount);
    let label = label(settled).map(|label| view! { <small>{label}</small> });
    let shown = match explained(invoice, settled) {
        Some((href, why)) => view! { <AmountLink amount=amount href=href why=why /> }.into_any(),
        None => view! { <Amount amount=amount /> }.into_any(),
    };
    view! {
        <tr>
            <td data-label=words::date()>
                <Day date=settled.on />
            </td>
            <th scope="row">{how(settled.by, &invoice.seller.name)} {label}</th>
            <td class="number" data-label=words::amount()>
                {shown}
            </td>
        </tr>
    }
    .into_any()
}

fn how(by: SettledBy, seller: &str) -> String {
    match by {
        SettledBy::Credit => words::by_credit().to_owned(),
        SettledBy::BillingAccount => words::by_saved_method().to_owned(),
        SettledBy::Transfer => words::by_transfer().to_owned(),
        SettledBy::Other => words::by_other(seller),
        SettledBy::CreditNote => words::by_credit_note().to_owned(),
        SettledBy::Refund => words::by_refund().to_owned(),
        SettledBy::WriteOff => words::by_write_off(seller),
    }
}

fn label(settled: &SettlementView) -> Option<String> {
    let label = settled.label.clone()?;
    match settled.by {
        SettledBy::Transfer | SettledBy::Other => Some(words::reference(&label)),
        SettledBy::Credit
        | SettledBy::BillingAccount
        | SettledBy::CreditNote
        | SettledBy::Refund
        | SettledBy::WriteOff => Some(label),
    }
}

/// Where more is known of it, and what.
fn explained(invoice: &InvoiceView, settled: &SettlementView) -> Option<(String, &'static str)> {
    match settled.by {
        SettledBy::Credit => {
            let viewer = scene().viewer;
            let may = viewer.is_some_and(|viewer| viewer.may(Permission::ViewCredit));
            may.then(|| ("/credit#movements".to_owned(), words::see_credit()))
        }
        SettledBy::CreditNote => {
            let mut notes = invoice.credit_notes.iter();
            let note = notes.find(|note| Some(&note.number) == settled.label.as_ref())?;
            Some((format!("#{}", note.id), words::see_credit_note()))
        }
        SettledBy::BillingAccount => {
            let checkout = settled.checkout.as_ref()?;
            Some((format!("/payments/{checkout}"), words::see_payment()))
        }
        SettledBy::Transfer | SettledBy::Other | SettledBy::Refund | SettledBy::WriteOff => None,
    }
}
