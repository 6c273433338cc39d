//! Who pays for a subscription, in order.

use leptos::prelude::*;
use model::billing_account::PayerView;
use model::subscription::SubscriptionView;

use crate::billing_account::{Standing, about, sign, title};
use crate::part::{Empty, Panel};
use crate::text::{billing_account, subscription as words};

/// The billing accounts as they are asked, the account's default named.
#[component]
pub(super) fn Payers(of: SubscriptionView) -> impl IntoView {
    let content = if of.payers.is_empty() {
        let title = billing_account::by_hand();
        view! { <Empty title=title text=words::payers_none() /> }.into_any()
    } else {
        let payers = of.payers.into_iter().map(row).collect_view();
        view! {
            <p class="body hint">{words::payers_text()}</p>
            <ol class="rows">{payers}</ol>
        }
        .into_any()
    };
    view! {
        <Panel id="payers" title=words::payers()>
            {content}
        </Panel>
    }
}

fn row(payer: PayerView) -> AnyView {
    let mut notes: Vec<String> = about(&payer).into_iter().collect();
    if payer.default {
        notes.push(words::payer_default().to_owned());
    }
    view! {
        <li class="row">
            <div class="method" data-brand=sign(&payer)>
                <bdi>{title(&payer)}</bdi>
                <small>{notes.join(" · ")}</small>
            </div>
            <Standing payer=payer charge=None />
        </li>
    }
    .into_any()
}
