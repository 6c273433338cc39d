//! Every commission, with its state, its reason, and how it came to be.

use leptos::prelude::*;
use model::affiliate::{CommissionState, CommissionView};
use model::time::Date;

use super::earned::word;
use crate::format::{Amount, AtDay, Day};
use crate::part::{Empty, Status, Tone, Why};
use crate::scene::scene;
use crate::text::affiliate as words;

/// The commissions.
pub(super) fn table(commissions: Vec<CommissionView>, today: Date) -> AnyView {
    if commissions.is_empty() {
        let (title, text) = (words::no_commissions(), words::no_commissions_text());
        return view! { <Empty title=title text=text /> }.into_any();
    }
    let rows: Vec<_> = commissions.into_iter().map(|it| row(it, today)).collect();
    view! {
        <div class="table-box">
            <table class="table" data-stack="">
                <caption class="spoken">{words::commissions_caption()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::what()}</th>
                        <th scope="col">{words::date()}</th>
                        <th scope="col">{words::state()}</th>
                        <th scope="col" class="number">
                            {words::commission()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

const fn tone(state: CommissionState) -> Tone {
    match state {
        CommissionState::Tracked => Tone::Plain,
        CommissionState::Pending | CommissionState::Requested => Tone::Moving,
        CommissionState::Payable | CommissionState::Paid => Tone::Good,
        CommissionState::Reversed => Tone::Off,
    }
}

fn row(of: CommissionView, today: Date) -> AnyView {
    let what = if of.amount.minor < 0 {
        words::taken_back(&of.program)
    } else {
        words::earned_in(&of.program)
    };
    let reason = of.reason.map(|reason| view! { <small>{reason}</small> });
    let when = match (of.state, of.until, of.paid_on) {
        (CommissionState::Pending, Some(day), _) => Some(words::until(
            view! { <AtDay date=day today=today /> }.into_any(),
        )),
        (CommissionState::Paid, _, Some(day)) => Some(view! { <Day date=day /> }.into_any()),
        _ => None,
    };
    view! {
        <tr>
            <th scope="row">{what} {reason}</th>
            <td data-label=words::date()>
                <Day date=of.on />
            </td>
            <td data-label=words::state()>
                <div>
                    <Status tone=tone(of.state)>{word(of.state)}</Status>
                    {when.map(|when| view! { <small>{when}</small> })}
                </div>
            </td>
            <td class="number" data-label=words::commission()>
                <Amount amount=of.amount />
            </td>
        </tr>
        <tr>
            <td colspan="4">
                <Why derivation=of.why currency=of.amount.currency source=scene().brand.name />
            </td>
        </tr>
    }
    .into_any()
}
