//! One to-do: when, what, what happens otherwise, and the way to where it can be done.

use leptos::prelude::*;
use model::billing_account::{BillingAccountStatus, PayerView};
use model::id::CheckoutId;
use model::money::Money;
use model::time::Date;
use model::todo::{Beyond, Matter, Measured, Named, Owed, Todo};

use crate::billing_account::title;
use crate::format::{Amount, Day, percent, plain_money, quantity};
use crate::scene::rel;
use crate::text::todo as words;
use crate::usage::resource;

/// What falls due within so many days is about to go wrong.
const SOON: i32 = 7;

/// The to-dos in their order.
pub(crate) fn list(todos: Vec<Todo>, today: Date) -> AnyView {
    let items = todos.into_iter().map(|todo| item(todo, today, None));
    let items: Vec<_> = items.collect();
    view! { <ol>{items}</ol> }.into_any()
}

/// What a to-do is called.
#[cfg(feature = "ssr")]
pub(super) fn heading(todo: &Todo) -> String {
    told(todo.clone()).0
}

/// A to-do, with what else can be done about it.
pub(super) fn item(todo: Todo, today: Date, more: Option<AnyView>) -> AnyView {
    let days = todo.until.map(|until| until.since(today));
    let tone = match (&todo.matter, days) {
        (Matter::Overdue(_), _) => Some("bad"),
        (Matter::Confirm { .. }, _) => Some("warn"),
        (Matter::Usage(of), _) if of.reached => Some(match of.beyond {
            Beyond::Blocked => "bad",
            Beyond::Charged { .. } | Beyond::Free => "warn",
        }),
        (Matter::Change(_) | Matter::ByHand(_), _) => None,
        (_, Some(days)) if days <= SOON => Some("warn"),
        _ => None,
    };
    let (title, text, (to, href)) = told(todo);
    view! {
        <li class="todo" data-tone=tone>
            {deadline(days)} <h3>{title.clone()}</h3> <p>{text}</p> <div class="actions">
                <a class="button" data-size="small" rel=rel(&href) href=href>
                    {to}
                    <span class="spoken">{format!(": {title}")}</span>
                </a>
                {more}
            </div>
        </li>
    }
    .into_any()
}

fn deadline(days: Option<i32>) -> AnyView {
    let (figure, word) = match days {
        None => ("–".to_owned(), words::no_date()),
        Some(days) => {
            let count = u64::from(days.unsigned_abs());
            let word = if days < 0 {
                words::late(count)
            } else {
                words::days(count)
            };
            (count.to_string(), word)
        }
    };
    view! {
        <p class="deadline">
            <b>{figure}</b>
            " "
            {word}
        </p>
    }
    .into_any()
}

/// The title, what happens otherwise, and the page that helps: its name and its address.
type Told = (String, AnyView, (String, String));

fn told(todo: Todo) -> Told {
    let until = todo.until;
    let day = move || until.map(|date| view! { <Day date=date /> }).into_any();
    match todo.matter {
        Matter::Overdue(of) => late(of, day()),
        Matter::Confirm { checkout, number } => confirm(&checkout, &number),
        Matter::Due(of) if of.taken_back => owed(of, words::due, words::taken_back_text),
        Matter::Due(of) => owed(of, words::due, |amount, number| {
            words::due_text(amount, number, day())
        }),
        Matter::Payer(payer) => paying(&payer, day()),
        Matter::Usage(of) => measured(of, day()),
        Matter::CreditLow { left, least } => credit_low(left, least),
        Matter::TopUp => (
            words::top_up().to_owned(),
            words::top_up_text().into_any(),
            (words::see_top_up().to_owned(), "/credit/top-up".to_owned()),
        ),
        Matter::Ending {
            subscription,
            cancelled: true,
        } => moving(&subscription, words::ending, words::cancelled_text(day())),
        Matter::Ending { subscription, .. } => {
            moving(&subscription, words::ending, words::ending_text(day()))
        }
        Matter::Change(subscription) => {
            moving(&subscription, words::change, words::change_text(day()))
        }
        Matter::ByHand(of) => (
            words::by_hand(&of.name),
            words::by_hand_text(day()),
            payers(),
        ),
    }
}

fn late(of: Owed, day: AnyView) -> Told {
    if of.taken_back && !of.covered {
        return owed(of, words::overdue, words::taken_back_text);
    }
    let text = if of.covered {
        words::covered_text
    } else {
        words::overdue_text
    };
    owed(of, words::overdue, |amount, number| {
        text(amount, number, day)
    })
}

fn confirm(checkout: &CheckoutId, number: &str) -> Told {
    let text = words::confirm_text(number).into_any();
    let link = (
        words::see_payment().to_owned(),
        format!("/payments/{checkout}"),
    );
    (words::confirm().to_owned(), text, link)
}

fn credit_low(left: Money, least: Money) -> Told {
    let amount = |amount| view! { <Amount amount=amount /> }.into_any();
    let text = words::credit_text(amount(left), amount(least));
    let link = (words::see_credit().to_owned(), "/credit".to_owned());
    (words::credit_low().to_owned(), text, link)
}

fn owed(of: Owed, title: fn(&str) -> String, text: impl FnOnce(AnyView, &str) -> AnyView) -> Told {
    let amount = view! { <Amount amount=of.open /> }.into_any();
    let link = (
        words::see_invoice().to_owned(),
        format!("/invoices/{}", of.invoice),
    );
    (title(&of.about), text(amount, &of.number), link)
}

fn paying(payer: &PayerView, day: AnyView) -> Told {
    let who = title(payer);
    let (title, text) = match payer.status {
        BillingAccountStatus::Failing => (words::refused(&who), words::instead().into_any()),
        BillingAccountStatus::Expired => (words::ended(&who), words::instead().into_any()),
        BillingAccountStatus::PendingVerification => (
            words::unconfirmed(&who),
            words::unconfirmed_text().into_any(),
        ),
        BillingAccountStatus::Active
        | BillingAccountStatus::Expiring
        | BillingAccountStatus::Removed => (words::ends(&who), words::ends_text(day)),
    };
    (title, text, payers())
}

/// The way to billing accounts.
fn payers() -> (String, String) {
    let words = words::see_payers().to_owned();
    (words, "/billing-accounts".to_owned())
}

fn measured(of: Measured, day: AnyView) -> Told {
    let (name, resource) = (&of.subscription.name, resource(&of.resource));
    let title = if of.reached {
        words::usage_reached(name, &resource)
    } else {
        words::usage_near(name, &percent(&of.percent.to_string()), &resource)
    };
    let (used, limit) = (quantity(&of.used), quantity(&of.limit));
    let used = words::used(&used, &limit, of.unit.as_deref().unwrap_or_default());
    let text = match of.beyond {
        Beyond::Charged { ahead, .. } if !ahead.is_zero() => {
            words::usage_ahead(view! { <Amount amount=ahead /> }.into_any(), day)
        }
        Beyond::Charged { rate, per, ahead } => {
            let rate = plain_money(&rate, ahead.currency);
            let per = per.unwrap_or_else(|| words::piece().to_owned());
            words::usage_charged(&rate, &per).into_any()
        }
        Beyond::Blocked => words::usage_blocked().into_any(),
        Beyond::Free => words::usage_free().into_any(),
    };
    let href = format!("/usage?of={}&resource={}", of.subscription.id, of.resource);
    let text = view! {
        {used}
        " "
        {text}
    };
    let link = (words::see_usage().to_owned(), href);
    (title, text.into_any(), link)
}

fn moving(of: &Named, title: fn(&str) -> String, text: AnyView) -> Told {
    let link = (
        words::see_subscription().to_owned(),
        format!("/subscriptions/{}", of.id),
    );
    (title(&of.name), text, link)
}
