//! With what is paid: credit first or not, each invoice from its own billing account or all of them
//! from one. Each choice leads to the same page with other figures.

use leptos::prelude::*;
use model::billing_account::PayerView;
use model::caller::Permission;
use model::money::Money;
use model::payment::{Quote, Wish};

use super::sum::{in_one_line, sums};
use crate::billing_account::{about, title};
use crate::format::AmountLink;
use crate::part::Submit;
use crate::scene::scene;
use crate::text::{account, billing_account, payment as words};

/// The form.
pub(super) fn form(quote: &Quote, wish: &Wish) -> AnyView {
    let ids = wish.invoices.as_ref().map(|ids| {
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        view! { <input type="hidden" name="of" value=ids.join(",") /> }
    });
    view! {
        <form class="panel" id="choose" data-follows="" autocomplete="off" aria-labelledby="with">
            <header>
                <h2 id="with">{words::with()}</h2>
            </header>
            <div class="body stack">
                {ids} <input type="hidden" name="chosen" value="1" />
                {credit(&quote.credit, wish.credit)} {payers(quote, wish)}
                <div class="actions">
                    {another(wish)}
                    <div data-asleep="">
                        <Submit size="small">{words::update()}</Submit>
                    </div>
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// The way to one more, and back to what is paid.
fn another(wish: &Wish) -> Option<AnyView> {
    let may = scene().may(Permission::ChangePayers);
    let link = || {
        let of = wish.invoices.iter().flatten();
        let of: Vec<&str> = of.map(|id| id.as_str()).collect();
        let href = format!("/billing-accounts/new?next=/pay?of={}", of.join(","));
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
    let choices = choices.map(|payer| choice(payer, wish.payer.as_ref() == Some(&payer.id)));
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

fn choice(payer: &PayerView, chosen: bool) -> AnyView {
    let id = payer.id.to_string();
    view! {
        <div class="choice">
            <input type="radio" id=id.clone() name="payer" value=id.clone() checked=chosen />
            <label for=id.clone()>{words::all_from(&title(payer))}</label>
            {about(payer).map(|about| view! { <small>{about}</small> })}
        </div>
    }
    .into_any()
}
