//! Every address, and the layers before them.

use std::sync::Arc;

use app::account::api as account;
use app::affiliate::api as affiliate;
use app::billing_account::api as billing_account;
use app::credit::api as credit;
use app::invoice::api as invoice;
use app::payment::api as payment;
use app::session::api as session;
use app::statement::api as statement;
use app::subscription::api as subscription;
use app::todo::api as todo;
use app::usage::api as usage;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use gateway::payment::sandbox::pages;
use tower_http::csrf::ConfigError;

use crate::edge::finish::finish;
use crate::edge::headers::{Rules, headers};
use crate::edge::identify::identify;
use crate::edge::packed::{packed, plain_at_the_least};
use crate::edge::{cross_site, log};
use crate::form::{self, Pace, Target, form};
use crate::front::Front;
use crate::function::Function;
use crate::{
    download, entry, function, health, mailbox, page, payer, provider, pwa, renew, table, webhook,
};

/// The whole portal.
///
/// # Errors
/// When the public address is not of a form that browsers send.
pub fn router(front: &Front) -> Result<Router, ConfigError> {
    leptos_executor();
    let personal = page::routes()
        .merge(form::routes(forms()))
        .merge(form::routes(files()))
        .merge(function::routes(&functions()))
        .merge(mailbox::routes(front))
        .fallback(page::missing)
        .method_not_allowed_fallback(page::not_allowed)
        .layer(from_fn_with_state(front.places.clone(), finish))
        .layer(from_fn_with_state(front.clone(), identify))
        .layer(cross_site::gate(&front.origin)?);
    let drawn = personal
        .merge(pwa::routes())
        // Files are packed already (docs/adr, packed pages).
        .layer(packed())
        .layer(map_request(plain_at_the_least));
    let sandboxes = front
        .sandboxes
        .iter()
        .fold(Router::new(), |router, (name, of)| {
            router.nest_service(&format!("/sandbox/{name}"), pages(Arc::clone(of)))
        });
    let router = drawn
        .merge(sandboxes)
        .merge(front.site.routes())
        .merge(health::routes())
        .merge(provider::routes())
        .merge(webhook::routes(front))
        .layer(from_fn_with_state(rules(front), headers))
        .layer(from_fn(log::log));
    Ok(router.with_state(front.clone()))
}

/// What the headers of every answer go by.
fn rules(front: &Front) -> Rules {
    let gateways = &front.desk.till().gateways();
    Rules::of(front.origin.is_https(), &gateways.page_policy())
}

/// What answers to forms of pages: where each leads when it is done.
#[must_use]
pub fn forms() -> Vec<Target> {
    let reset = form::<session::SendReset>(Pace::Slow("email"), |()| "/reset?sent=1".into());
    let snooze = form::<todo::SnoozeTodo>(Pace::Free, |()| "/todos".into());
    let pay = form::<payment::Pay>(Pace::Free, |id| format!("/payments/{id}?go=1"));
    let add = form::<payment::AddFunds>(Pace::Free, |id| format!("/payments/{id}?go=1"));
    let cancel = form::<payment::CancelCheckout>(Pace::Free, |id| format!("/payments/{id}"));
    let low = form::<credit::SetLowCredit>(Pace::Free, |()| "/credit".into());
    let withdraw =
        form::<credit::WithdrawCredit>(Pace::Free, |id| format!("/credit/withdraw?done={id}"));
    let own = vec![
        ("/pay", pay),
        ("/credit/add", add),
        ("/payments/{id}", cancel),
        ("/reset", reset),
        ("/todos", snooze),
        ("/credit/top-up", low),
        ("/credit/withdraw", withdraw),
    ];
    [own, entry::targets(), payer::targets(), renew::targets()].concat()
}

/// What answers with a file of a customer.
#[must_use]
pub fn files() -> Vec<Target> {
    [download::targets(), table::targets()].concat()
}

/// The server functions that may be reached.
#[must_use]
pub fn functions() -> Vec<Function> {
    vec![
        Function::of::<account::ShowOverview>(Pace::Free),
        Function::of::<affiliate::ShowAffiliate>(Pace::Free),
        Function::of::<billing_account::ListBillingAccounts>(Pace::Free),
        Function::of::<payment::ShowQuote>(Pace::Free),
        Function::of::<payment::Pay>(Pace::Free),
        Function::of::<payment::ShowFunds>(Pace::Free),
        Function::of::<payment::AddFunds>(Pace::Free),
        Function::of::<payment::ShowCheckout>(Pace::Free),
        Function::of::<payment::CancelCheckout>(Pace::Free),
        Function::of::<billing_account::ListPayers>(Pace::Free),
        Function::of::<billing_account::ShowPayers>(Pace::Free),
        Function::of::<billing_account::AssignPayers>(Pace::Free),
        Function::of::<billing_account::MakeDefault>(Pace::Free),
        Function::of::<billing_account::ShowRemoval>(Pace::Free),
        Function::of::<billing_account::RemovePayer>(Pace::Free),
        Function::of::<billing_account::ListMethods>(Pace::Free),
        Function::of::<billing_account::StartSetUp>(Pace::Slow("method")),
        Function::of::<billing_account::ShowSetUp>(Pace::Free),
        Function::of::<billing_account::EndSetUp>(Pace::Free),
        Function::of::<billing_account::ShowBillingAccount>(Pace::Free),
        Function::of::<billing_account::SaveBillingAccount>(Pace::Free),
        Function::of::<credit::ShowCredit>(Pace::Free),
        Function::of::<credit::ShowLowCredit>(Pace::Free),
        Function::of::<credit::SetLowCredit>(Pace::Free),
        Function::of::<credit::ShowWithdrawal>(Pace::Free),
        Function::of::<credit::WithdrawCredit>(Pace::Free),
        Function::of::<invoice::ListInvoices>(Pace::Free),
        Function::of::<invoice::ShowInvoice>(Pace::Free),
        Function::of::<statement::ShowStatement>(Pace::Free),
        Function::of::<invoice::PreviewInvoice>(Pace::Free),
        Function::of::<subscription::ListSubscriptions>(Pace::Free),
        Function::of::<subscription::ShowSubscription>(Pace::Free),
        Function::of::<todo::ListTodos>(Pace::Free),
        Function::of::<todo::SnoozeTodo>(Pace::Free),
        Function::of::<usage::ShowUsage>(Pace::Free),
        Function::of::<session::ListSessions>(Pace::Free),
        Function::of::<session::EndSession>(Pace::Free),
        Function::of::<session::SendReset>(Pace::Slow("email")),
        Function::of::<session::ListAccounts>(Pace::Free),
    ]
}

/// What pages are drawn on. Set once for the process; again is no harm.
fn leptos_executor() {
    let _ = any_spawner::Executor::init_tokio();
}
