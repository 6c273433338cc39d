//! A credit note on an invoice.

use leptos::prelude::*;
use model::invoice::{CreditNoteView, InvoiceView};
use model::money::Money;

use super::sums::plain_why;
use super::{files, lines};
use crate::format::{Amount, Day};
use crate::text::invoice as words;

/// What it takes back, line by line. Its amounts stand above zero, as on the document.
pub(super) fn panel(invoice: &InvoiceView, note: &CreditNoteView) -> AnyView {
    let rows = note.lines.iter();
    let rows: Vec<_> = rows
        .map(|line| lines::row(line, false, &invoice.seller.name))
        .collect();
    let heading = format!("{}-heading", note.id);
    let table = lines::table(
        words::credit_note_caption(),
        words::taken_back(),
        rows,
        sums(note),
    );
    let place = format!("/credit-notes/{}", note.id);
    let files = files::links(&place, "credit-note.pdf", note.forms);
    view! {
        <section class="panel" id=note.id.to_string() aria-labelledby=heading.clone()>
            <header>
                <h2 id=heading.clone()>{words::credit_note(&note.number)}</h2>
                <Day date=note.issued_on />
            </header>
            {table}
            <footer>
                <div class="actions">{files}</div>
            </footer>
        </section>
    }
    .into_any()
}

fn sums(note: &CreditNoteView) -> AnyView {
    let sum = |(name, amount): (&'static str, Money)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">
                    <Amount amount=amount />
                </td>
            </tr>
        }
    };
    let known = net(note);
    let rows = known.map(|(net, tax)| [(words::net(), net), (words::tax(), tax)].map(sum));
    let why = known.map(|(net, tax)| plain_why(&note.lines, net, tax, note.total));
    view! {
        {rows.into_iter().flatten().collect_view()}
        <tr class="total">
            <th scope="row">{words::total()}</th>
            <td class="number">
                <Amount amount=note.total />
            </td>
        </tr>
        {why}
    }
    .into_any()
}

/// Net and tax, where the sums can be held.
fn net(note: &CreditNoteView) -> Option<(Money, Money)> {
    let nothing = Money::zero(note.total.currency);
    let mut lines = note.lines.iter();
    let net = lines
        .try_fold(nothing, |sum, line| sum.plus(line.net))
        .ok()?;
    Some((net, note.total.minus(net).ok()?))
}
