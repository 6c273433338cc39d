//! Every movement of credit, as on a bank statement.

use leptos::prelude::*;
use model::credit::{MovementReason, MovementView, Origin};
use model::id::InvoiceId;

use super::lots::origin;
use crate::format::{Amount, AmountLink, Day};
use crate::part::Empty;
use crate::text::credit as words;

/// The movements.
pub(super) fn table(movements: Vec<MovementView>) -> AnyView {
    if movements.is_empty() {
        let (title, text) = (words::no_movements(), words::no_movements_text());
        return view! { <Empty title=title text=text /> }.into_any();
    }
    let rows: Vec<_> = movements.into_iter().map(row).collect();
    view! {
        <div class="table-box">
            <table class="table" data-stack="">
                <caption class="spoken">{words::movements_caption()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::what()}</th>
                        <th scope="col">{words::date()}</th>
                        <th scope="col" class="number">
                            {words::amount()}
                        </th>
                        <th scope="col" class="number">
                            {words::balance_after()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(movement: MovementView) -> AnyView {
    let (amount, invoice) = (movement.amount, movement.invoice.clone());
    let (href, why) = match (invoice, &movement.payment) {
        (Some((id, _)), _) => (format!("/invoices/{id}"), words::see_invoice()),
        (None, Some(id)) => (format!("/payments/{id}"), words::see_payment()),
        (None, None) => ("#lots".to_owned(), words::see_lots()),
    };
    let (reason, lot) = (movement.reason, movement.origin);
    let out_of = out_of(reason, lot).map(|text| view! { <small>{text}</small> });
    view! {
        <tr>
            <th scope="row">{what(reason, lot, movement.invoice)} {out_of}</th>
            <td data-label=words::date()>
                <Day date=movement.on />
            </td>
            <td class="number" data-label=words::amount()>
                <AmountLink amount=amount href=href why=why />
            </td>
            <td class="number" data-label=words::balance_after()>
                <Amount amount=movement.balance />
            </td>
        </tr>
    }
    .into_any()
}

fn what(reason: MovementReason, lot: Origin, invoice: Option<(InvoiceId, String)>) -> AnyView {
    let invoice = invoice.map(|(id, number)| {
        let href = format!("/invoices/{id}");
        view! { <a href=href>{number}</a> }.into_any()
    });
    match (reason, invoice) {
        (MovementReason::Grant, _) => granted(lot).into_any(),
        (MovementReason::Use, Some(invoice)) => words::spent_on(invoice),
        (MovementReason::Use, None) => words::spent().into_any(),
        (MovementReason::Return, Some(invoice)) => words::came_back_from(invoice),
        (MovementReason::Return, None) => words::came_back().into_any(),
        (MovementReason::Expiry, _) => words::expiry().into_any(),
        (MovementReason::Withdrawal, _) => words::withdrawal().into_any(),
        (MovementReason::Chargeback, _) => words::chargeback().into_any(),
    }
}

fn granted(lot: Origin) -> &'static str {
    match lot {
        Origin::PaidIn => words::granted_paid_in(),
        Origin::Refund => words::granted_refund(),
        Origin::Downgrade => words::granted_downgrade(),
        Origin::Promotion => words::granted_promotion(),
        Origin::Affiliate => words::granted_affiliate(),
    }
}

/// The lot that was touched, where the words do not name it yet.
fn out_of(reason: MovementReason, lot: Origin) -> Option<String> {
    match reason {
        MovementReason::Grant => None,
        MovementReason::Use
        | MovementReason::Return
        | MovementReason::Expiry
        | MovementReason::Withdrawal
        | MovementReason::Chargeback => Some(words::out_of(origin(lot))),
    }
}
