//! What credit costs and comes to, and the one button that buys it.

use leptos::prelude::*;
use model::money::Money;
use model::payment::{FundsQuote, FundsWish};

use super::amount::line;
use super::sum::stale;
use crate::billing_account::title;
use crate::format::{Amount, AmountLink, Size, money};
use crate::part::{Icon, Submit};
use crate::text::{account, funds as words, payment};

/// Whether nothing can be bought now, because there is no room for it.
pub(super) fn full(quote: &FundsQuote) -> bool {
    quote
        .room
        .is_some_and(|room| room.minor < quote.least.minor)
}

/// The figure, and what credit comes to with it.
pub(super) fn panel(quote: &FundsQuote) -> AnyView {
    let charge = quote.charge;
    let now = charge.map(|(amount, _)| {
        view! {
            <div>
                <h2 id="sum">{payment::now()}</h2>
                <div class="positions">
                    <Amount amount=amount size=Size::Large />
                </div>
            </div>
        }
    });
    let without = charge.is_none().then(|| {
        view! { <h2 id="sum">{words::balance()}</h2> }
    });
    let balance = view! {
        <AmountLink amount=quote.balance href="/credit" why=account::every_movement() />
    };
    let arriving = (!quote.arriving.is_zero()).then(|| fact(words::arriving(), quote.arriving));
    let after = charge.map(|(amount, after)| {
        let from = quote.payer.as_ref().map(title).unwrap_or_default();
        view! {
            {fact(words::added_from(&from), amount)}
            <dt class="total">{words::after()}</dt>
            <dd class="total">
                <Amount amount=after />
            </dd>
        }
    });
    view! {
        <section class="panel" aria-labelledby="sum">
            <div class="body stack">
                {now} {without} <dl class="facts" data-sum="">
                    <dt>{words::balance()}</dt>
                    <dd>{balance}</dd>
                    {arriving}
                    {after}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn fact(name: impl Into<String>, amount: Money) -> AnyView {
    view! {
        <dt>{name.into()}</dt>
        <dd>
            <Amount amount=amount />
        </dd>
    }
    .into_any()
}

/// The form that buys it, once all that it needs is there.
pub(super) fn confirm(quote: &FundsQuote, wish: &FundsWish, wrong: Option<String>) -> AnyView {
    let wrong = wrong.map(line);
    let Some((amount, _)) = quote.charge else {
        return view! { {wrong} {missing(quote)} }.into_any();
    };
    let fields = fields(quote, wish).into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    view! {
        {stale()}
        <form method="post" class="stack" data-once="">
            {fields.collect_view()} {wrong} <div class="confirm">
                <Submit kind="primary" size="wide">
                    {payment::pay(&money(amount))}
                </Submit>
            </div>
        </form>
    }
    .into_any()
}

/// Why nothing can be confirmed yet.
fn missing(quote: &FundsQuote) -> AnyView {
    let (warns, text) = match quote.cap {
        Some(cap) if full(quote) => (true, words::full(&money(cap))),
        _ if quote.choices.is_empty() => (true, words::no_method().to_owned()),
        _ => (false, words::nothing_yet().to_owned()),
    };
    if !warns {
        return view! { <p class="hint">{text}</p> }.into_any();
    }
    view! {
        <div class="notice" data-tone="warn">
            <Icon name="alert" />
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// The confirmation, as a form writes it.
fn fields(quote: &FundsQuote, wish: &FundsWish) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("what[key]", quote.key.clone()),
        ("what[shown]", quote.shown.clone()),
        ("what[wish][amount]", wish.amount.clone()),
    ];
    let currency = wish.currency.iter();
    fields.extend(currency.map(|it| ("what[wish][currency]", it.code().to_owned())));
    let payer = wish.payer.iter();
    fields.extend(payer.map(|it| ("what[wish][payer]", it.to_string())));
    fields
}

/// What happens then.
pub(super) fn notes() -> AnyView {
    view! {
        <ul class="notes">
            <li>{words::receipt()}</li>
            <li>{payment::once()}</li>
        </ul>
    }
    .into_any()
}
