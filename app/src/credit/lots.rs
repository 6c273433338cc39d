//! Of what credit is made: lots in the order of spending, then those that have ended.

use leptos::prelude::*;
use model::credit::{LotState, LotView, Origin};
use model::time::Date;

use crate::format::{Amount, AmountLink, Day, When};
use crate::part::{Empty, Status, Tone};
use crate::text::credit as words;

/// How many days before its last a lot is said to expire soon.
const SOON: i32 = 14;

/// The lots.
pub(super) fn table(lots: Vec<LotView>, today: Date) -> AnyView {
    if lots.is_empty() {
        return view! { <Empty title=words::no_lots() text=words::no_lots_text() /> }.into_any();
    }
    let rows: Vec<_> = lots.into_iter().map(|lot| row(lot, today)).collect();
    view! {
        <div class="table-box">
            <table class="table" data-stack="">
                <caption class="spoken">{words::lots_caption()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::origin()}</th>
                        <th scope="col">{words::granted()}</th>
                        <th scope="col">{words::expires_on()}</th>
                        <th scope="col" class="number">
                            {words::amount()}
                        </th>
                        <th scope="col" class="number">
                            {words::left()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Where a lot came from, in words.
pub(super) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::PaidIn => words::paid_in(),
        Origin::Refund => words::refund(),
        Origin::Downgrade => words::downgrade(),
        Origin::Promotion => words::promotion(),
        Origin::Affiliate => words::affiliate(),
    }
}

fn row(lot: LotView, today: Date) -> AnyView {
    let note = (!lot.note.is_empty()).then(|| view! { <small>{lot.note}</small> });
    let held = (!lot.held.is_zero()).then(|| {
        let held = view! { <Amount amount=lot.held /> }.into_any();
        view! { <small>{words::held_of_it(held)}</small> }
    });
    let why = words::see_movements();
    view! {
        <tr>
            <th scope="row">{origin(lot.origin)} {note}</th>
            <td data-label=words::granted()>
                <Day date=lot.granted_on />
            </td>
            <td data-label=words::expires_on()>{expiry(lot.state, lot.expires_on, today)}</td>
            <td class="number" data-label=words::amount()>
                <AmountLink amount=lot.amount href="#movements" why=why />
            </td>
            <td class="number" data-label=words::left()>
                <div>
                    <AmountLink amount=lot.remaining href="#movements" why=why /> {held}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn expiry(state: LotState, day: Option<Date>, today: Date) -> AnyView {
    let ended = match state {
        LotState::Live => None,
        LotState::UsedUp => Some(words::used_up()),
        LotState::Expired => Some(words::expired()),
    };
    if let Some(word) = ended {
        return view! { <Status tone=Tone::Off>{word}</Status> }.into_any();
    }
    let Some(day) = day else {
        return view! { <span>{words::never()}</span> }.into_any();
    };
    if day.since(today) > SOON {
        return view! { <Day date=day /> }.into_any();
    }
    view! {
        <Status tone=Tone::Warn>
            <When date=day today=today />
        </Status>
    }
    .into_any()
}
