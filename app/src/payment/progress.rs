//! How a payment goes on, live also without a script, and then its receipt.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Meta;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::fault::Fault;
use model::money::Money;
use model::payment::{CheckoutView, OrderState, PaymentView};

use super::step::step;
use super::sum::{in_one_line, sums};
use super::{api, step};
use crate::format::{Amount, moment};
use crate::layout::{Crumb, Head, Page};
use crate::part::{FormFault, Outcome, Panel, Refused, Submit, Whole};
use crate::text::{credit, fault, funds, invoice, payment as words};
use crate::wire::ask;

/// The page.
#[component]
pub fn PaymentPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(api::CancelCheckout::PATH));
    let id = use_params_map().with_untracked(|params| params.get("id"));
    let on = use_query_map().with_untracked(|query| query.get("go").is_some());
    let checkout = ask(move || {
        let id = id.as_deref().unwrap_or_default().parse();
        let checkout = id.map_err(|_| Fault::NotFound)?;
        Ok(api::ShowCheckout { checkout })
    });
    let page = move |checkout| page(&checkout, on, outcome);
    view! { <Whole answer=checkout view=page /> }
}

/// What of a checkout is still to come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Moving,
    Paid,
    Partly,
    Apart,
    Failed,
}

impl Stage {
    fn of(checkout: &CheckoutView) -> Self {
        let any = |state| checkout.orders.iter().any(|order| order.state == state);
        let ended = checkout.orders.iter().all(|order| order.state.is_final());
        match (any(OrderState::RequiresAction), ended) {
            (true, _) => Self::Waiting,
            (false, false) => Self::Moving,
            (false, true) if checkout.orders.iter().all(paid) => Self::Paid,
            (false, true) if checkout.orders.iter().any(|it| it.quarantined) => Self::Apart,
            (false, true) if checkout.orders.iter().any(paid) => Self::Partly,
            (false, true) => Self::Failed,
        }
    }

    fn title(self, sum: &str) -> String {
        match self {
            Self::Waiting => words::waiting(sum),
            Self::Moving => words::moving(sum),
            Self::Paid => words::paid(sum),
            Self::Partly => words::partly().to_owned(),
            Self::Apart => words::apart().to_owned(),
            Self::Failed => words::failed().to_owned(),
        }
    }

    fn about(self, credit: bool) -> &'static str {
        match self {
            Self::Paid if credit => funds::paid_about(),
            Self::Failed if credit => funds::failed_about(),
            Self::Waiting => words::waiting_about(),
            Self::Moving => words::moving_about(),
            Self::Paid => words::paid_about(),
            Self::Partly => words::partly_about(),
            Self::Apart => words::apart_about(),
            Self::Failed => words::failed_about(),
        }
    }
}

fn paid(order: &PaymentView) -> bool {
    order.state == OrderState::Succeeded && !order.quarantined
}

/// Whether it is for credit.
fn buys(order: &PaymentView) -> bool {
    !order.bought.is_zero()
}

/// Refused, or given up.
pub(super) fn failed(order: &PaymentView) -> bool {
    matches!(order.state, OrderState::Declined | OrderState::Cancelled)
}

fn page(checkout: &CheckoutView, on: bool, outcome: Outcome) -> AnyView {
    let stage = Stage::of(checkout);
    let whole = |order: &PaymentView| order.credit.plus(order.captured).unwrap_or(order.captured);
    let sum = in_one_line(&sums(checkout.orders.iter().map(whole)));
    let credit = checkout.orders.iter().all(buys);
    let from = if credit {
        Crumb::new("/credit", credit::title())
    } else {
        Crumb::new("/invoices", invoice::title())
    };
    let crumbs = vec![Crumb::home(), from];
    let steps = checkout.orders.iter().enumerate();
    let steps = steps.map(|(n, order)| step(order, is_now(checkout, n)));
    let steps = steps.collect_view();
    let (moment, again) = (moment(checkout.at), again(checkout, on));
    let goes_on = if credit {
        funds::goes_on()
    } else {
        words::goes_on()
    };
    let goes_on = (stage == Stage::Moving).then(|| format!(" {goes_on}"));
    let (parts, next) = (parts(checkout), next(checkout, stage));
    view! {
        {again}
        <Page title=stage.title(&sum) head=Head::default().about(stage.about(credit)) crumbs=crumbs>
            <FormFault outcome=outcome />
            <div class="columns" data-shape="wide-narrow">
                <div class="stack">
                    <Panel id="steps" title=words::steps()>
                        <div class="body" role="status">
                            <ol class="stepper">{steps}</ol>
                        </div>
                        <footer>{words::confirmed(moment)} {goes_on}</footer>
                    </Panel>
                    {parts}
                </div>
                <aside class="stack" aria-label=words::next()>
                    {next}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

/// The first that has not ended.
fn is_now(checkout: &CheckoutView, n: usize) -> bool {
    let mut orders = checkout.orders.iter();
    orders.position(|order| !order.state.is_final()) == Some(n)
}

/// Where the page leads by itself: on to who asks the customer, or to itself, ever more seldom.
fn again(checkout: &CheckoutView, on: bool) -> Option<AnyView> {
    let here = format!("/payments/{}", checkout.id);
    let goes = checkout
        .orders
        .iter()
        .find_map(|order| order.action.as_ref());
    let content = match goes.filter(|_| on) {
        Some(place) => format!("1;url={place}"),
        None if checkout.orders.iter().all(|order| order.state.is_final()) => return None,
        None => format!("{};url={here}", pause(checkout)),
    };
    Some(view! { <Meta http_equiv="refresh" content=content /> }.into_any())
}

/// Seconds until the page is loaded again.
fn pause(checkout: &CheckoutView) -> u32 {
    match checkout.age_seconds {
        ..30 => 2,
        30..600 => 10,
        _ => 60,
    }
}

/// What can be done now.
fn next(checkout: &CheckoutView, stage: Stage) -> AnyView {
    let account = |kind: Option<&'static str>| {
        view! {
            <a class="button" data-kind=kind data-size="wide" href="/">
                {fault::to_account()}
            </a>
        }
    };
    match stage {
        Stage::Waiting => (waiting(checkout), another(checkout)).into_any(),
        Stage::Paid | Stage::Apart => account(Some("primary")).into_any(),
        Stage::Moving | Stage::Partly | Stage::Failed => {
            (another(checkout), account(None)).into_any()
        }
    }
}

/// The way to pay what was refused or given up with something else.
fn another(checkout: &CheckoutView) -> Option<AnyView> {
    let mut unpaid = checkout.orders.iter().filter(|order| failed(order));
    if let Some(order) = unpaid.clone().find(|order| buys(order)) {
        return Some(once_more(order));
    }
    let ids = unpaid.by_ref().flat_map(|order| &order.parts);
    let ids: Vec<&str> = ids.map(|part| part.invoice.as_str()).collect();
    let href = format!("/pay?of={}", ids.join(","));
    let link = || {
        view! {
            <a class="button" data-kind="primary" data-size="wide" href=href>
                {words::another()}
            </a>
        }
    };
    (!ids.is_empty()).then(|| link().into_any())
}

/// The way to buy with something else what was not bought.
fn once_more(order: &PaymentView) -> AnyView {
    let (amount, code) = (order.bought.plain(), order.bought.currency.code());
    let href = format!("/credit/add?amount={amount}&currency={code}");
    view! {
        <a class="button" data-kind="primary" data-size="wide" href=href rel="external">
            {words::another()}
        </a>
    }
    .into_any()
}

/// On to who asks the customer to confirm, or a new start.
fn waiting(checkout: &CheckoutView) -> AnyView {
    let place = checkout
        .orders
        .iter()
        .find_map(|order| order.action.clone());
    let on = place.map(|place| {
        view! {
            <a class="button" data-kind="primary" data-size="wide" href=place rel="external">
                {words::go_on()}
            </a>
        }
    });
    view! {
        {on}
        <form method="post" data-once="">
            <input type="hidden" name="checkout" value=checkout.id.to_string() />
            <Submit size="wide">{words::start_again()}</Submit>
        </form>
        <p class="hint">{words::start_again_about()}</p>
    }
    .into_any()
}

/// Which invoice is paid by what.
fn parts(checkout: &CheckoutView) -> AnyView {
    let orders = checkout.orders.iter();
    let rows = orders.flat_map(|order| {
        let parts = order.parts.iter().map(|part| {
            let href = format!("/invoices/{}", part.invoice);
            row(order, (&part.number, href), part.sum())
        });
        let credit = || row(order, (words::credit(), "/credit".to_owned()), order.bought);
        let credit = buys(order).then(credit);
        parts.chain(credit).collect::<Vec<_>>()
    });
    let rows = rows.collect_view();
    view! {
        <Panel id="paid" title=words::pays_for()>
            <div class="table-box">
                <table class="table" data-stack="">
                    <caption class="spoken">{words::pays_for()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words::what()}</th>
                            <th scope="col">{words::state()}</th>
                            <th scope="col" class="number">
                                {words::amount()}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn row(order: &PaymentView, (name, href): (&str, String), sum: Money) -> AnyView {
    view! {
        <tr>
            <th scope="row">
                <a href=href>{name.to_owned()}</a>
            </th>
            <td data-label=words::state()>{step::state(order)}</td>
            <td class="number" data-label=words::amount()>
                <Amount amount=sum />
            </td>
        </tr>
    }
    .into_any()
}
