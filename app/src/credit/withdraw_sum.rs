//! Where credit goes that is withdrawn, and the one button that does it.

use leptos::prelude::*;
use model::money::Money;
use model::withdrawal::{Destination, WithdrawalQuote, WithdrawalWish};

use crate::billing_account::title;
use crate::format::{AmountLink, Size, money};
use crate::part::{Icon, Submit};
use crate::payment::stale;
use crate::text::{account, credit, withdrawal as words};

/// The form that confirms.
pub(super) const FORM: &str = "withdraw";

/// What credit is made of, out of which it comes.
const HERE: &str = "/credit#lots";

/// Where something goes, in words.
pub(super) fn destination(to: &Destination) -> String {
    match to {
        Destination::Source(Some(payer)) => words::to_source(&title(payer)),
        Destination::Source(None) => words::to_where_from().to_owned(),
        Destination::Transfer(Some(iban)) => words::transfer_to(iban),
        Destination::Transfer(None) => words::transfer().to_owned(),
    }
}

/// The figure, where it goes, and what credit comes to without it.
pub(super) fn panel(quote: &WithdrawalQuote) -> AnyView {
    let now = quote.amount.map(|amount| {
        view! {
            <div>
                <h2 id="sum">{words::now()}</h2>
                <div class="positions">
                    <AmountLink amount=amount href=HERE why=credit::see_lots() size=Size::Large />
                </div>
            </div>
        }
    });
    let without = now
        .is_none()
        .then(|| view! { <h2 id="sum">{words::summary()}</h2> });
    let balance = view! {
        <AmountLink amount=quote.balance href="/credit" why=account::every_movement() />
    };
    let parts = quote.parts.iter().map(|(to, amount)| {
        let out = amount.negated().unwrap_or(*amount);
        fact(destination(to), out, None)
    });
    let held = quote.held.negated().unwrap_or(quote.held);
    let held = (!held.is_zero()).then(|| fact(credit::held().to_owned(), held, None));
    let left = quote.balance.minus(quote.held).unwrap_or(quote.balance);
    let after = quote.amount.and_then(|amount| left.minus(amount).ok());
    view! {
        <section class="panel" aria-labelledby="sum">
            <div class="body stack">
                {now} {without} <dl class="facts" data-sum="">
                    <dt>{words::balance()}</dt>
                    <dd>{balance}</dd>
                    {held} {parts.collect_view()}
                    {after.map(|after| fact(words::after().to_owned(), after, Some("total")))}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn fact(name: String, amount: Money, class: Option<&'static str>) -> AnyView {
    view! {
        <dt class=class>{name}</dt>
        <dd class=class>
            <AmountLink amount=amount href=HERE why=credit::see_lots() />
        </dd>
    }
    .into_any()
}

/// The form that does it, once all that it needs is there.
pub(super) fn confirm(quote: &WithdrawalQuote, wish: &WithdrawalWish) -> AnyView {
    let Some(amount) = quote.amount else {
        return ().into_any();
    };
    let fields = fields(quote, wish).into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let by_transfer = |(to, _): &(Destination, Money)| matches!(to, Destination::Transfer(_));
    let transferred = quote.parts.iter().any(by_transfer);
    let rests = quote.tops_up.then(|| {
        view! {
            <div class="notice" data-tone="warn">
                <Icon name="alert" />
                <p>{words::top_up_rests()}</p>
            </div>
        }
    });
    view! {
        {stale()}
        <form method="post" id=FORM class="stack" data-once="">
            {fields.collect_view()} {rests} <div class="confirm">
                <Submit kind="primary" size="wide">
                    {words::confirm(&money(amount))}
                </Submit>
            </div>
        </form>
        <ul class="notes">
            {transferred.then(|| view! { <li>{words::why_transfer()}</li> })}
            <li>{words::takes_days()}</li>
            <li>{words::mail()}</li>
        </ul>
    }
    .into_any()
}

/// The confirmation, as a form writes it.
fn fields(quote: &WithdrawalQuote, wish: &WithdrawalWish) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("request[key]", quote.key.clone()),
        ("request[shown]", quote.shown.clone()),
        ("request[wish][amount]", wish.amount.clone()),
    ];
    let currency = wish.currency.iter();
    fields.extend(currency.map(|it| ("request[wish][currency]", it.code().to_owned())));
    fields
}
