//! What moved in one currency, with what was owed and what was in the reader's favour after it.

use leptos::prelude::*;
use model::money::Money;
use model::statement::{Moved, Standing, StatementPart, StatementRow};
use model::time::Date;

use crate::format::{Amount, Day};
use crate::part::Icon;
use crate::text::statement as words;

/// Before everything.
const EARLIEST: &str = "2000-01-01";

pub(super) fn panel(part: StatementPart, one: bool, from: Date, days: &str) -> AnyView {
    let code = part.currency.code();
    let title = if one {
        words::movements().to_owned()
    } else {
        words::movements_in(code)
    };
    let id = format!("moved-{code}");
    let href = format!("/statement.pdf?{days}&currency={code}");
    let print = view! {
        <a class="button" data-size="small" rel="external" href=href>
            <Icon name="download" />
            {words::pdf()}
        </a>
    };
    let more = part
        .more
        .then(|| view! { <footer>{words::more()}</footer> });
    let before = format!("/statement?from={EARLIEST}&to={}", from.plus_days(-1));
    let before = view! { <small><a href=before>{words::before()}</a></small> };
    let opening = edge((words::opening(), before.into_any()), part.opening);
    let closing = (!part.more).then(|| edge((words::closing(), ().into_any()), part.closing));
    let nothing = part.rows.is_empty().then(nothing);
    let rows: Vec<_> = part.rows.into_iter().map(row).collect();
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <header>
                <h2 id=id.clone()>{title}</h2>
                {print}
            </header>
            <div class="table-box">
                <table class="table" data-stack="">
                    <caption class="spoken">{words::caption()}</caption>
                    {head()}
                    <tbody>{opening} {nothing} {rows}</tbody>
                    <tfoot>{closing}</tfoot>
                </table>
            </div>
            {more}
        </section>
    }
    .into_any()
}

fn head() -> AnyView {
    let number = |name| view! { <th scope="col" class="number">{name}</th> };
    view! {
        <thead>
            <tr>
                <th scope="col">{words::what()}</th>
                <th scope="col">{words::date()}</th>
                {number(words::owed_change())}
                {number(words::owed())}
                {number(words::credit_change())}
                {number(words::credit())}
            </tr>
        </thead>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        <tr>
            <td colspan="6">{words::none()}</td>
        </tr>
    }
    .into_any()
}

fn figure(label: &'static str, amount: Option<Money>) -> AnyView {
    let amount = amount.map(|amount| view! { <Amount amount=amount /> });
    let label = amount.is_some().then_some(label);
    view! {
        <td class="number" data-label=label>
            {amount}
        </td>
    }
    .into_any()
}

/// What there was before the first movement, or after the last.
fn edge((name, way): (&'static str, AnyView), standing: Standing) -> AnyView {
    view! {
        <tr>
            <th scope="row">{name} {way}</th>
            <td></td>
            {figure(words::owed_change(), None)}
            {figure(words::owed(), Some(standing.due))}
            {figure(words::credit_change(), None)}
            {figure(words::credit(), Some(standing.credit))}
        </tr>
    }
    .into_any()
}

fn row(row: StatementRow) -> AnyView {
    let moved = |amount: Money| Some(amount).filter(|amount| !amount.is_zero());
    let (change, after) = (row.change, row.after);
    let (href, name) = row.invoice.map_or_else(
        || ("/credit".to_owned(), words::see_credit().to_owned()),
        |(id, number)| (format!("/invoices/{id}"), number),
    );
    view! {
        <tr>
            <th scope="row">{why(row.why)} <small><a href=href>{name}</a></small></th>
            <td data-label=words::date()>
                <Day date=row.on />
            </td>
            {figure(words::owed_change(), moved(change.due))}
            {figure(words::owed(), Some(after.due))}
            {figure(words::credit_change(), moved(change.credit))}
            {figure(words::credit(), Some(after.credit))}
        </tr>
    }
    .into_any()
}

fn why(why: Moved) -> &'static str {
    match why {
        Moved::Invoice => words::invoice(),
        Moved::CreditNote => words::credit_note(),
        Moved::Payment => words::payment(),
        Moved::CreditUsed => words::credit_used(),
        Moved::CreditReturned => words::credit_returned(),
        Moved::Refund => words::refund(),
        Moved::Grant => words::grant(),
        Moved::Expiry => words::expiry(),
        Moved::Withdrawal => words::withdrawal(),
        Moved::WriteOff => words::write_off(),
        Moved::Surplus => words::surplus(),
        Moved::Other => words::other(),
    }
}
