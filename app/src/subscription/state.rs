//! The state of a subscription in words.

use leptos::prelude::*;
use model::subscription::{Reason, Status as Of, SubscriptionSummary};
use model::time::Date;

use super::ahead::near;
use crate::part::{Status, Tone};
use crate::text::subscription as words;

/// The name of a state.
pub(super) fn name(status: Of) -> &'static str {
    match status {
        Of::Pending => words::pending(),
        Of::Active => words::active(),
        Of::Suspended => words::suspended(),
        Of::Cancelling => words::cancelling(),
        Of::Cancelled => words::cancelled(),
        Of::Expired => words::expired(),
        Of::Terminated => words::terminated(),
    }
}

/// What is in service and not paid is not in order.
pub(super) const fn tone(of: &SubscriptionSummary) -> Tone {
    match of.status {
        Of::Pending => Tone::Moving,
        Of::Active | Of::Cancelling if of.overdue => Tone::Warn,
        Of::Active => Tone::Good,
        Of::Suspended => Tone::Bad,
        Of::Cancelling | Of::Cancelled | Of::Expired | Of::Terminated => Tone::Off,
    }
}

/// That it is in service, but not paid for.
pub(super) fn overdue(of: &SubscriptionSummary) -> Option<&'static str> {
    let serves = matches!(of.status, Of::Active | Of::Cancelling);
    (serves && of.overdue).then(words::overdue)
}

/// The state of a subscription, and why where it is out of service or may come to be.
#[component]
pub fn State(
    /// The subscription.
    of: SubscriptionSummary,
    /// The reader's today.
    today: Date,
) -> impl IntoView {
    let end = of.ends_on.map(|day| near(day, today));
    let word = match (of.status, &end) {
        (Of::Cancelling, Some(end)) => words::ends(end),
        (status, _) => name(status).to_owned(),
    };
    let (tone, late) = (tone(&of), overdue(&of).map(str::to_owned));
    let reason = of.reason.map(|reason| match reason {
        Reason::NonPayment => words::not_paid().to_owned(),
        Reason::Words(words) => words,
    });
    let ended = end
        .filter(|_| of.status.ended())
        .map(|end| words::ended(&end));
    let note = reason.or(late).or(ended);
    view! {
        <Status tone=tone>{word}</Status>
        {note.map(|note| view! { <small>{note}</small> })}
    }
}
