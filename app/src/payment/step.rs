//! A payment order as a step.

use leptos::prelude::*;
use model::billing_account::Method;
use model::payment::{DeclineReason, DeclineView, OrderState, PaymentView};

use super::progress::failed;
use crate::billing_account::title;
use crate::format::{AmountLink, moment};
use crate::part::{Status, Tone};
use crate::text::payment as words;

/// Who pays how much, and how that stands.
pub(super) fn step(order: &PaymentView, now: bool) -> AnyView {
    let done = (order.state == OrderState::Succeeded && !order.quarantined).then_some("");
    let bad = failed(order).then_some("");
    let credit = (!order.credit.is_zero()).then(|| {
        let amount =
            view! { <AmountLink amount=order.credit href="#paid" why=words::pays_for() /> }
                .into_any();
        view! { <span>{words::of_credit(amount)}</span> }
    });
    let captured = (!order.captured.is_zero()).then(|| {
        let amount =
            view! { <AmountLink amount=order.captured href="#paid" why=words::pays_for() /> }
                .into_any();
        let payer = order.payer.as_ref().map(title).unwrap_or_default();
        view! { <span>{words::of_payer(&payer, amount)}</span> }
    });
    let both = credit.is_some() && captured.is_some();
    view! {
        <li data-done=done data-bad=bad aria-current=now.then_some("step")>
            <div>{captured} {both.then_some(" · ")} {credit}</div>
            <small>{told(order)} {receipt(order)}</small>
        </li>
    }
    .into_any()
}

/// Leads to the receipt.
fn receipt(order: &PaymentView) -> Option<AnyView> {
    let receipt = order.receipt.as_ref()?;
    let href = format!("/receipts/{}/receipt.pdf", receipt.id);
    let name = words::receipt(&receipt.number);
    let link = view! {
        " "
        <a rel="external" href=href>
            {name}
        </a>
    };
    Some(link.into_any())
}

/// How an order stands, in a sentence.
fn told(order: &PaymentView) -> AnyView {
    match order.state {
        OrderState::Created | OrderState::Submitted => words::submitted().into_any(),
        OrderState::RequiresAction => words::requires_action().into_any(),
        OrderState::Processing => {
            let card = order
                .payer
                .as_ref()
                .is_some_and(|it| it.method == Method::Card);
            let debit = (!card).then(words::processing_debit);
            (words::processing(), " ", debit).into_any()
        }
        OrderState::Unknown => words::unknown().into_any(),
        OrderState::Cancelled => words::cancelled().into_any(),
        OrderState::Succeeded if order.quarantined => words::quarantined().into_any(),
        OrderState::Succeeded => match order.ended_at {
            Some(at) => words::succeeded(moment(at)),
            None => ().into_any(),
        },
        OrderState::Declined => match &order.decline {
            Some(decline) => declined(order, decline),
            None => words::generic().into_any(),
        },
    }
}

/// Why, what to do, and the code for support.
fn declined(order: &PaymentView, decline: &DeclineView) -> AnyView {
    let why = match decline.reason {
        DeclineReason::InsufficientFunds => words::insufficient_funds(),
        DeclineReason::Expired => words::expired(),
        DeclineReason::WrongEntry => words::wrong_entry(),
        DeclineReason::DoNotHonour => words::do_not_honour(),
        DeclineReason::Authentication => words::authentication(),
        DeclineReason::Limit => words::limit(),
        DeclineReason::Unusable => words::unusable(),
        DeclineReason::Generic => words::generic(),
    };
    let code = format!("{} · {}", decline.code, order.id);
    view! {
        {why}
        " "
        {words::nothing_taken()}
        " "
        {words::code(&code)}
    }
    .into_any()
}

/// How an order stands, in a word.
pub(super) fn state(order: &PaymentView) -> AnyView {
    let (tone, word) = match order.state {
        OrderState::Created
        | OrderState::Submitted
        | OrderState::Processing
        | OrderState::Unknown => (Tone::Moving, words::state_moving()),
        OrderState::RequiresAction => (Tone::Warn, words::state_waiting()),
        OrderState::Succeeded if order.quarantined => (Tone::Warn, words::state_looked_into()),
        OrderState::Succeeded => (Tone::Good, words::state_paid()),
        OrderState::Declined => (Tone::Bad, words::state_declined()),
        OrderState::Cancelled => (Tone::Off, words::state_cancelled()),
    };
    view! { <Status tone=tone>{word}</Status> }.into_any()
}
