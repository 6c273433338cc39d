//! What happens when credit is low: it is topped up, a mail says so.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use model::credit::LowView;
use model::fault::Problem;
use model::id::BillingAccountId;

use super::api::{SetLowCredit, ShowLowCredit};
use crate::billing_account::{Line, error, label};
use crate::format::typed;
use crate::layout::{Crumb, Page};
use crate::part::{FormFault, Icon, Outcome, Panel, Refused, Submit, Whole};
use crate::text::credit as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn LowCreditPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(SetLowCredit::PATH));
    let answer = ask(|| Ok(ShowLowCredit {}));
    view! { <Whole answer=answer view=move |low| page(&low, outcome) /> }
}

const FIELDS: &[&str] = &["threshold", "amount", "ceiling", "payer", "alert"];

fn page(low: &LowView, outcome: Outcome) -> AnyView {
    let crumbs = vec![Crumb::home(), Crumb::new("/credit", words::title())];
    let paused = low.paused.then(|| {
        view! {
            <div class="notice" data-tone="warn">
                <Icon name="alert" />
                <p>{words::top_up_paused()}</p>
            </div>
        }
    });
    let code = low.currency.code();
    let line = |name, label, value: &str| Line::new(name, label).view(outcome, &typed(value));
    let rule = [
        line("threshold", words::top_up_threshold(), &low.threshold),
        line("amount", words::top_up_amount(), &low.amount),
        line("ceiling", words::top_up_ceiling(), &low.ceiling),
        payer(low, outcome),
    ];
    let alert = line("alert", words::alert_least(), &low.alert);
    let about = words::top_up_about(code);
    view! {
        <Page title=words::low_title() crumbs=crumbs>
            <FormFault outcome=outcome fields=FIELDS />
            {paused}
            <form class="stack" method="post" novalidate>
                <Panel id="top-up" title=words::top_up()>
                    <div class="body stack">
                        <p>{about}</p>
                        {rule.into_iter().collect_view()}
                    </div>
                </Panel>
                <Panel id="alert" title=words::alert()>
                    <div class="body stack">{alert}</div>
                </Panel>
                <div class="actions">
                    <Submit kind="primary">{words::low_save()}</Submit>
                    <a class="button" data-kind="quiet" href="/credit">
                        {words::low_back()}
                    </a>
                </div>
            </form>
        </Page>
    }
    .into_any()
}

/// Who is charged.
fn payer(low: &LowView, outcome: Outcome) -> AnyView {
    let problem: Option<Problem> = outcome.problem("payer").get_untracked();
    let refused = outcome.fault.get_untracked().is_some();
    let chosen = if refused {
        outcome.typed("payer")
    } else {
        let default = low.choices.iter().find(|it| it.payer.default);
        let payer = low.payer.as_ref().or(default.map(|it| &it.payer.id));
        payer.map(ToString::to_string).unwrap_or_default()
    };
    // One that the reader may not choose is none of those below it.
    let known = |id: &BillingAccountId| low.choices.iter().any(|it| it.payer.id == *id);
    let other = low.payer.as_ref().is_some_and(|id| !known(id));
    let other = other.then(|| view! { <option value="">{words::top_up_other()}</option> });
    let options = low.choices.iter().map(|choice| {
        let value = choice.payer.id.to_string();
        let selected = value == chosen;
        view! {
            <option value=value selected=selected>
                {label(choice)}
            </option>
        }
    });
    view! {
        <div class="field">
            <label for="payer">{words::top_up_payer()}</label>
            <select
                class="select"
                id="payer"
                name="request[payer]"
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| "payer-error")
            >
                {other} {options.collect_view()}
            </select>
            {problem.map(|problem| error("payer", problem))}
        </div>
    }
    .into_any()
}
