//! What changes with a new billing account: what was ticked moves to it.
//!
//! All that could move stands in the page, and what is ticked is shown by its style alone: it
//! follows at once, with scripts and without.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use model::billing_account::{Payable, SetUpView};

use super::payer::title;
use crate::format::{Day, name};
use crate::text::billing_account as words;

/// The panel beside the form, with its buttons.
pub(super) fn panel(of: &SetUpView, buttons: AnyView) -> AnyView {
    let rows = of.subscriptions.iter().map(row).collect_view();
    let default = of.defaults.then(|| {
        view! { <li data-moves="default">{words::becomes_default()}</li> }
    });
    view! {
        <style nonce=use_nonce()>{style(of)}</style>
        <aside class="stack" data-sticky="" aria-label=words::changes()>
            <section class="panel" aria-labelledby="changes">
                <div class="body stack">
                    <h2 id="changes">{words::changes()}</h2>
                    <ul class="stack" aria-live="polite">
                        {rows}
                        {default}
                        <li data-moves="nothing">{words::nothing_moves()}</li>
                    </ul>
                    <p>
                        <small>{words::nothing_charged()}</small>
                    </p>
                    {buttons}
                </div>
            </section>
        </aside>
    }
    .into_any()
}

/// A subscription, who pays it now, and when it is charged next.
fn row(of: &Payable) -> AnyView {
    let payer = of.payer.as_ref();
    let payer = payer.map_or_else(|| words::by_hand().to_owned(), title);
    let next = of.renews_on.map(|day| {
        let day = view! { <Day date=day /> }.into_any();
        view! { <small>{words::next_on(day)}</small> }
    });
    view! {
        <li data-moves=of.id.to_string()>
            <bdi>{name(&of.name)}</bdi>
            <small>{words::now_by(&payer)}</small>
            {next}
        </li>
    }
    .into_any()
}

/// Shows what is ticked, or that nothing is. Identifiers have no sign with a meaning in it.
fn style(of: &SetUpView) -> String {
    let shown = |field: &str, what: &str| {
        format!("form:has([name=\"request[{field}]\"]:checked) [data-moves={what}]{{display:grid}}")
    };
    let pays = of.subscriptions.iter();
    let pays = pays.map(|it| shown(&format!("pays][{}", it.id), it.id.as_str()));
    let ticked = "[name^=\"request[pays]\"],[name=\"request[default]\"]";
    let nothing = format!("form:has(:is({ticked}):checked) [data-moves=nothing]{{display:none}}");
    pays.chain([shown("default", "default"), nothing]).collect()
}
