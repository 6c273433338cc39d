//! Who pays for what: one tap lets another billing account pay.

use leptos::prelude::*;
use model::billing_account::{Assigned, BY_HAND, Choice, Method, PayerTable};

use super::choice::has_hand;
use super::payer::title;
use crate::format::{Amount, name};
use crate::subscription::each;
use crate::text::billing_account as words;

/// A column: what is posted for it, its name, what stands below, whether it can be chosen.
struct Column {
    value: String,
    name: String,
    note: Option<String>,
    may: bool,
}

/// The table, and the way to its next page.
pub(super) fn table(of: PayerTable, may: bool) -> AnyView {
    if of.choices.is_empty() || of.page.items.is_empty() {
        return ().into_any();
    }
    let columns = columns(&of.choices, may);
    let heads = columns.iter().map(head);
    let rows = of.page.items.iter();
    let rows = rows.map(|row| line(row, &columns, may)).collect_view();
    let next = of.page.next.map(|next| {
        view! {
            <footer>
                <a class="button" data-size="small" href=format!("?after={}#who", next.0)>
                    {words::more_subscriptions()}
                </a>
            </footer>
        }
    });
    view! {
        <section aria-labelledby="who">
            <div class="section-head">
                <h2 id="who">{words::who()}</h2>
                <small>{if may { words::who_text() } else { words::who_only() }}</small>
            </div>
            <div class="panel table-box">
                <table class="table matrix" data-stack="">
                    <caption class="spoken">{words::who_caption()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words::subscription()}</th>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {next}
            </div>
        </section>
    }
    .into_any()
}

fn head(column: &Column) -> AnyView {
    let note = column.note.clone();
    view! {
        <th scope="col">
            <bdi>{column.name.clone()}</bdi>
            {note.map(|note| view! { <small>{note}</small> })}
        </th>
    }
    .into_any()
}

fn columns(choices: &[Choice], may: bool) -> Vec<Column> {
    let hand = |value: String, may: bool| Column {
        value,
        name: words::by_hand().to_owned(),
        note: Some(words::no_charge().to_owned()),
        may,
    };
    let column = |choice: &Choice| {
        let may = may && choice.may;
        let value = choice.payer.id.to_string();
        if choice.payer.method == Method::BankTransfer {
            return hand(value, may);
        }
        let whole = title(&choice.payer);
        let (name, note) = match whole.split_once(" \u{2022}") {
            Some((name, tail)) => (name.to_owned(), Some(format!("\u{2022}{tail}"))),
            None => (whole, None),
        };
        Column {
            value,
            name,
            note,
            may,
        }
    };
    let own = choices.iter().map(column);
    let virtual_one = (!has_hand(choices)).then(|| hand(BY_HAND.to_owned(), may));
    own.chain(virtual_one).collect()
}

fn line(row: &Assigned, columns: &[Column], may: bool) -> AnyView {
    let form = format!("pays-{}", row.id);
    let cells = columns.iter().map(|column| cell(row, column, &form));
    let price = row.price.map(|price| {
        let each = each(price);
        view! {
            <Amount amount=price.net />
            " "
            {each}
        }
    });
    let order = may.then(|| {
        view! {
            " "
            <a href=format!("/subscriptions/{}/payers", row.id)>
                {words::order()} <span class="spoken">{format!(": {}", row.name)}</span>
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <bdi>{name(&row.name)}</bdi>
                <small>{price} {order}</small>
                <form method="post" id=form.clone()>
                    <input type="hidden" name="request[subscription]" value=row.id.to_string() />
                </form>
            </th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

/// Whether it is the one that pays, and its place in the order, from 0.
fn standing(row: &Assigned, column: &Column) -> (bool, Option<usize>) {
    let place = row.order.iter().position(|id| id.as_str() == column.value);
    // Nobody in the list: by hand.
    let first = place == Some(0) || row.order.is_empty() && column.value == BY_HAND;
    (first, place.filter(|place| *place > 0))
}

fn cell(row: &Assigned, column: &Column, form: &str) -> AnyView {
    let (first, later) = standing(row, column);
    let spoken = match (first, later) {
        (true, _) => words::pays_first(&row.name, &column.name),
        (false, Some(_)) => words::pays_later(&row.name, &column.name),
        (false, None) => words::pays_not(&row.name, &column.name),
    };
    let rank = later.map(|place| words::nth(&(place + 1).to_string()));
    let inner = view! {
        <span class="spoken">{spoken}</span>
        <span class="payer" aria-hidden="true">
            {column.name.clone()}
        </span>
        {rank.map(|rank| view! { <span class="rank">{rank}</span> })}
    };
    let pressed = if first { "true" } else { "false" };
    let mark = if column.may {
        view! {
            <button
                class="mark"
                form=form.to_owned()
                name="request[first]"
                value=column.value.clone()
                aria-pressed=pressed
                data-pressed=pressed
            >
                {inner}
            </button>
        }
        .into_any()
    } else {
        let mark = view! { <span class="mark" data-pressed=pressed>{inner}</span> };
        mark.into_any()
    };
    view! { <td>{mark}</td> }.into_any()
}
