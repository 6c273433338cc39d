//! Which page stands at which address.

#[cfg(feature = "ssr")]
use std::sync::LazyLock;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_axum::AxumRouteListing;
use leptos_meta::provide_meta_context;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};
use model::fault::Fault;

use crate::account::AccountPage;
#[cfg(feature = "ssr")]
use crate::affiliate::AffiliatePage;
#[cfg(feature = "ssr")]
use crate::billing_account::{
    BillingAccountPage, BillingAccountsPage, NewPage, PayersPage, RemovePage, SetUpPage,
};
#[cfg(feature = "ssr")]
use crate::credit::{CreditPage, LowCreditPage, WithdrawPage};
#[cfg(feature = "ssr")]
use crate::invoice::NextInvoicePage;
use crate::invoice::{InvoicePage, InvoicesPage};
use crate::layout::{Frame, Trail};
use crate::part::FaultPage;
#[cfg(feature = "ssr")]
use crate::payment::{FundsPage, PayPage, PaymentPage};
use crate::scene::Scene;
#[cfg(feature = "ssr")]
use crate::session::accounts::AccountsPage;
use crate::session::devices::DevicesPage;
#[cfg(feature = "ssr")]
use crate::session::reset::{AskResetPage, ResetPage};
#[cfg(feature = "ssr")]
use crate::session::sign_in::SignInPage;
#[cfg(feature = "ssr")]
use crate::statement::StatementPage;
#[cfg(not(feature = "ssr"))]
use crate::still::{
    Still as AccountsPage, Still as AffiliatePage, Still as AskResetPage,
    Still as BillingAccountPage, Still as BillingAccountsPage, Still as CreditPage,
    Still as FundsPage, Still as LowCreditPage, Still as NewPage, Still as NextInvoicePage,
    Still as PayPage, Still as PayersPage, Still as PaymentPage, Still as RemovePage,
    Still as ResetPage, Still as SetUpPage, Still as SignInPage, Still as StatementPage,
    Still as SubscriptionPage, Still as TodosPage, Still as UsagePage, Still as WithdrawPage,
};
#[cfg(feature = "ssr")]
use crate::subscription::SubscriptionPage;
use crate::subscription::SubscriptionsPage;
#[cfg(feature = "ssr")]
use crate::todo::TodosPage;
#[cfg(feature = "ssr")]
use crate::usage::UsagePage;
use crate::wire::Json;

/// The application: the same on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let scene = SharedValue::<Scene, Json>::new_with_encoding(Scene::of_request);
    provide_context(scene.into_inner());
    provide_context(Trail::new());
    let lost = || view! { <FaultPage fault=Fault::NotFound /> };
    view! {
        <Router>
            <Frame>
                <Routes fallback=lost>
                    <Route path=path!("/invoices") view=InvoicesPage ssr=SsrMode::Async />
                    <Route path=path!("/invoices/next") view=NextInvoicePage ssr=SsrMode::Async />
                    <Route path=path!("/invoices/:id") view=InvoicePage ssr=SsrMode::Async />
                    <Route path=path!("/pay") view=PayPage ssr=SsrMode::Async />
                    <Route path=path!("/payments/:id") view=PaymentPage ssr=SsrMode::Async />
                    <Route path=path!("/todos") view=TodosPage ssr=SsrMode::Async />
                    <Route path=path!("/credit") view=CreditPage ssr=SsrMode::Async />
                    <Route path=path!("/credit/add") view=FundsPage ssr=SsrMode::Async />
                    <Route path=path!("/credit/top-up") view=LowCreditPage ssr=SsrMode::Async />
                    <Route path=path!("/credit/withdraw") view=WithdrawPage ssr=SsrMode::Async />
                    <Route path=path!("/affiliate") view=AffiliatePage ssr=SsrMode::Async />
                    <Route path=path!("/statement") view=StatementPage ssr=SsrMode::Async />
                    <Route path=path!("/usage") view=UsagePage ssr=SsrMode::Async />
                    <Route path=path!("/") view=AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/reset") view=AskResetPage ssr=SsrMode::Async />
                    <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async />
                    <Route path=path!("/sessions") view=DevicesPage ssr=SsrMode::Async />
                    <Route path=path!("/accounts") view=AccountsPage ssr=SsrMode::Async />
                    <Route path=path!("/subscriptions") view=SubscriptionsPage ssr=SsrMode::Async />
                    <Route
                        path=path!("/subscriptions/:id")
                        view=SubscriptionPage
                        ssr=SsrMode::Async
                    />
                    <PayerRoutes />
                </Routes>
            </Frame>
        </Router>
    }
}

/// Billing accounts, and who pays.
#[component(transparent)]
fn PayerRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/subscriptions/:id/payers") view=PayersPage ssr=SsrMode::Async />
        <Route path=path!("/billing-accounts") view=BillingAccountsPage ssr=SsrMode::Async />
        <Route path=path!("/billing-accounts/new") view=NewPage ssr=SsrMode::Async />
        <Route path=path!("/billing-accounts/new/:id") view=SetUpPage ssr=SsrMode::Async />
        <Route path=path!("/billing-accounts/:id") view=BillingAccountPage ssr=SsrMode::Async />
        <Route path=path!("/billing-accounts/:id/remove") view=RemovePage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The addresses, for the server's router.
///
/// They are asked of the pages once: while they are, no page of the whole process loads what it
/// shows, and one that is being drawn would wait for ever (a flag of `leptos_server` is global).
#[cfg(feature = "ssr")]
#[must_use]
pub fn list() -> &'static [AxumRouteListing] {
    static LIST: LazyLock<Vec<AxumRouteListing>> =
        LazyLock::new(|| leptos_axum::generate_route_list(App));
    &LIST
}
