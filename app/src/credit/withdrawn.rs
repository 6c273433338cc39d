//! What was withdrawn, and what has become of it.

use leptos::prelude::*;
use model::time::Date;
use model::withdrawal::{PartState, WithdrawalPart, WithdrawalView};

use super::withdraw_sum::destination;
use crate::format::{AmountLink, Day};
use crate::part::{Status, Tone};
use crate::text::{credit, withdrawal as words};

/// The withdrawals, one line a part.
pub(super) fn table(all: Vec<WithdrawalView>) -> AnyView {
    let rows = all.into_iter().flat_map(|it| {
        let (on, note) = (it.on, it.note.clone());
        let parts = it.parts.into_iter();
        parts.map(move |part| row(on, part, note.clone()))
    });
    view! {
        <div class="table-box">
            <table class="table" data-stack="">
                <caption class="spoken">{words::earlier()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::to()}</th>
                        <th scope="col">{words::asked_on()}</th>
                        <th scope="col">{words::state()}</th>
                        <th scope="col" class="number">
                            {words::amount()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(on: Date, part: WithdrawalPart, note: Option<String>) -> AnyView {
    let (tone, state) = match part.state {
        PartState::UnderWay => (Tone::Moving, words::under_way()),
        PartState::Waiting => (Tone::Moving, words::waiting()),
        PartState::Gone => (Tone::Good, words::gone()),
        PartState::CreditAgain => (Tone::Warn, words::credit_again()),
    };
    // What is on its way has moved nothing yet.
    let (href, why) = if part.state == PartState::Gone {
        ("/credit#movements", credit::see_movements())
    } else {
        ("/credit#lots", credit::see_lots())
    };
    let note = note.filter(|_| part.state == PartState::CreditAgain);
    view! {
        <tr>
            <th scope="row">
                {destination(&part.to)} {note.map(|note| view! { <small>{note}</small> })}
            </th>
            <td data-label=words::asked_on()>
                <Day date=on />
            </td>
            <td data-label=words::state()>
                <Status tone=tone>{state}</Status>
            </td>
            <td class="number" data-label=words::amount()>
                <AmountLink amount=part.amount href=href why=why />
            </td>
        </tr>
    }
    .into_any()
}
