//! What is owed, by currency and by when.

use leptos::prelude::*;
use model::account::DuePosition;
use model::money::Money;

use super::split::{Share, split};
use crate::format::{AmountLink, Size};
use crate::payment::may_pay;
use crate::text::{account as words, invoice, payment};

const OPEN: &str = "/invoices?filter=open";
const OVERDUE: &str = "/invoices?filter=overdue";
const SOON: &str = "/invoices?filter=soon";
const LATER: &str = "/invoices?filter=later";
const PROCESSING: &str = "/invoices?filter=processing";

/// One figure a currency, never a sum of two.
pub(super) fn section(positions: Vec<DuePosition>) -> AnyView {
    let nothing = positions.iter().all(|known| known.count == 0);
    let payable = positions.iter().any(|known| known.due != known.processing);
    let pay = (payable && may_pay()).then(|| {
        view! {
            <a class="button" data-kind="primary" data-size="small" href="/pay" rel="external">
                {payment::pay_all()}
            </a>
        }
    });
    let positions: Vec<_> = positions.into_iter().map(position).collect();
    view! {
        <section aria-labelledby="due">
            <h2 id="due">{words::due()}</h2>
            <div class="positions">{positions}</div>
            {nothing.then(|| view! { <p>{words::nothing_due()}</p> })}
            <div class="actions">
                {pay}
                <a class="button" data-size="small" href="/invoices/next" rel="external">
                    {invoice::next()}
                </a>
            </div>
        </section>
    }
    .into_any()
}

fn position(position: DuePosition) -> AnyView {
    if position.count == 0 {
        let why = words::all_invoices();
        return view! {
            <div>
                <AmountLink amount=position.due href="/invoices" why=why size=Size::Large />
            </div>
        }
        .into_any();
    }
    let shares = shares(&position);
    let legend: Vec<_> = shares.iter().map(legend).collect();
    view! {
        <div>
            <AmountLink
                amount=position.due
                href=OPEN
                why=words::unpaid(position.count.into())
                size=Size::Large
            />
            <div class="split">
                {split(&shares, words::by_date())} <ul>{legend}</ul>
            </div>
        </div>
    }
    .into_any()
}

/// The parts that are not nothing, the most urgent first.
fn shares(position: &DuePosition) -> Vec<Share> {
    let share = |amount: Money, fill, name, href| Share {
        amount,
        fill,
        name,
        href,
    };
    let parts = [
        share(position.overdue, "fill-bad", words::overdue(), OVERDUE),
        share(position.soon, "fill-accent", words::soon(), SOON),
        share(position.later, "fill-soft", words::later(), LATER),
        share(
            position.processing,
            "fill-edge",
            words::processing(),
            PROCESSING,
        ),
    ];
    let something = |share: &Share| !share.amount.is_zero();
    parts.into_iter().filter(something).collect()
}

fn legend(share: &Share) -> AnyView {
    let why = if share.href == OVERDUE {
        words::why_overdue()
    } else {
        words::why_open()
    };
    view! {
        <li>
            <svg class="swatch" viewBox="0 0 9 9" aria-hidden="true">
                <rect class=share.fill width="9" height="9"></rect>
            </svg>
            {share.name}
            " "
            <AmountLink amount=share.amount href=share.href why=why />
        </li>
    }
    .into_any()
}
