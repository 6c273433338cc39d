//! With what is paid: credit first or not, each invoice from its own billing account or all of them
//! from one. Each choice leads to the same page with other figures.

use leptos::prelude::*;
use model::billing_account::PayerView;
use model::caller::Permission;
use model::fault::Problem;
use model::money::Money;
use model::payment::{Quote, Wish};

use super::amount::{Amount, field};
use super::sum::{in_one_line, sums};
use crate::billing_account::{about, title};
use crate::format::{AmountLink, money, typed};
use crate::part::Submit;
use crate::scene::scene;
use crate::text::{account, billing_account, payment as words};

/// The form.
pub(super) fn form(quote: &Quote, wish: &Wish, wrong: Option<Problem>) -> AnyView {
    let of = wish.invoices.iter().flatten();
    let of: Vec<&str> = of.map(|id| id.as_str()).collect();
    let of = of.join(",");
    let next = format!("/pay?of={of}");
    let ids = wish.invoices.as_ref().map(|_| {
        view! { <input type="hidden" name="of" value=of /> }
    });
    view! {
        <form class="panel" id="choose" data-follows="" autocomplete="off" aria-labelledby="with">
            <header>
                <h2 id="with">{words::with()}</h2>
            </header>
            <div class="body stack">
                {ids} <input type="hidden" name="chosen" value="1" />
                {part(quote, wish, wrong)} {credit(&quote.credit, wish.credit)}
                {payers(quote, wish)}
                <div class="actions">
                    {another(&next)}
                    <div data-asleep="">
                        <Submit size="small">{words::update()}</Submit>
                    </div>
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// How much of the one invoice, where a part may be paid.
fn part(quote: &Quote, wish: &Wish, wrong: Option<Problem>) -> Option<AnyView> {
    let item = quote.items.first().filter(|_| quote.parts)?;
    let open = item.invoice.open;
    let amount = Amount {
        label: words::part(),
        hint: words::part_hint(&money(open)),
        value: wish.amount.clone().unwrap_or_else(|| typed(&open.plain())),
        wrong,
    };
    Some(field(amount))
}

/// The way to one more, and back to what is paid.
pub(super) fn another(next: &str) -> Option<AnyView> {
    let may = scene().may(Permission::ChangePayers);
    let link = || {
        let href = format!("/billing-accounts/new?next={next}");
        view! {
            <a class="button" data-size="small" href=href rel="external">
                {billing_account::add()}
            </a>
        }
    };
    may.then(|| link().into_any())
}

fn credit(available: &[Money], used: bool) -> Option<AnyView> {
    let first = available.first()?;
    let link = |amount: &Money| {
        let why = account::every_movement();
        view! { <AmountLink amount=*amount href="/credit" why=why /> }
    };
    let amounts = if available.len() == 1 {
        link(first).into_any()
    } else {
        view! { <span>{available.iter().map(link).collect_view()}</span> }.into_any()
    };
    let choice = view! {
        <div class="choices">
            <div class="choice">
                <input type="checkbox" id="credit" name="credit" value="1" checked=used />
                <label for="credit">{words::credit_first()}</label>
                <small>{words::credit_about()}</small>
                {amounts}
            </div>
        </div>
    };
    Some(choice.into_any())
}

fn payers(quote: &Quote, wish: &Wish) -> Option<AnyView> {
    if quote.choices.is_empty() {
        return None;
    }
    let own = wish.payer.is_none();
    let rest = sums(quote.orders.iter().map(|order| order.captured));
    let rest = words::rest(&in_one_line(&rest));
    let rest = view! {
        <span id="rest" data-part="">
            {rest}
        </span>
    };
    let choices = quote.choices.iter();
    let choices = choices.map(|payer| {
        let label = words::all_from(&title(payer));
        choice(payer, label, wish.payer.as_ref() == Some(&payer.id))
    });
    let field = view! {
        <fieldset class="field">
            <legend>{rest}</legend>
            <div class="choices">
                <div class="choice">
                    <input type="radio" id="own" name="payer" value="" checked=own />
                    <label for="own">{words::own()}</label>
                    <small>{words::own_about()}</small>
                </div>
                {choices.collect_view()}
            </div>
        </fieldset>
    };
    Some(field.into_any())
}

/// One that may be chosen.
pub(super) fn choice(payer: &PayerView, label: String, chosen: bool) -> AnyView {
    let id = payer.id.to_string();
    view! {
        <div class="choice">
            <input type="radio" id=id.clone() name="payer" value=id.clone() checked=chosen />
            <label for=id.clone()>{label}</label>
            {about(payer).map(|about| view! { <small>{about}</small> })}
        </div>
    }
    .into_any()
}
