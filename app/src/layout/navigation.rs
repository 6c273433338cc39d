//! The ways to the places of the portal: only those that the reader may enter.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::caller::Permission;

use super::frame::Provider;
use crate::part::Icon;
use crate::scene::{Viewer, rel, scene};
use crate::text::layout as words;

/// A place of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its address.
    pub href: &'static str,
    /// Its sign.
    pub icon: &'static str,
    /// The key after `g` that leads there.
    pub key: &'static str,
    needs: Option<Permission>,
}

const ACCOUNT: Place = place("/", "account", "a", None);
const INVOICES: Place = place("/invoices", "invoice", "i", Some(Permission::ViewInvoices));
const SUBSCRIPTIONS: Place = place(
    "/subscriptions",
    "subscriptions",
    "s",
    Some(Permission::ViewSubscriptions),
);
const TODOS: Place = place("/todos", "todo", "t", None);
const USAGE: Place = place("/usage", "usage", "u", Some(Permission::ViewUsage));
const CREDIT: Place = place("/credit", "credit", "c", Some(Permission::ViewCredit));
const BILLING_ACCOUNTS: Place = place(
    "/billing-accounts",
    "card",
    "b",
    Some(Permission::ViewBillingAccounts),
);

const AFFILIATE: Place = place("/affiliate", "affiliate", "f", Some(Permission::ViewCredit));

const fn place(
    href: &'static str,
    icon: &'static str,
    key: &'static str,
    needs: Option<Permission>,
) -> Place {
    Place {
        href,
        icon,
        key,
        needs,
    }
}

impl Place {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self.key {
            "a" => words::account(),
            "i" => words::invoices(),
            "s" => words::subscriptions(),
            "t" => crate::text::todo::title(),
            "c" => words::credit(),
            "f" => words::affiliate(),
            "u" => words::usage(),
            _ => words::billing_accounts(),
        }
    }
}

/// Whether the account page stands there: at the root, and under its own name.
pub(super) fn is_home(path: &str) -> bool {
    path == "/" || path == "/account"
}

/// Those of them that the reader may enter.
fn open(places: &[Place], viewer: Option<&Viewer>) -> Vec<Place> {
    let programs = viewer.is_some_and(|viewer| viewer.programs);
    let may = |place: &&Place| {
        let needs = place.needs;
        let may = needs.is_none_or(|needs| viewer.is_some_and(|viewer| viewer.may(needs)));
        may && (programs || **place != AFFILIATE)
    };
    places.iter().filter(may).copied().collect()
}

/// All places that the reader may enter.
pub(super) fn places() -> Vec<Place> {
    let all = [
        ACCOUNT,
        INVOICES,
        SUBSCRIPTIONS,
        TODOS,
        USAGE,
        CREDIT,
        BILLING_ACCOUNTS,
        AFFILIATE,
    ];
    open(&all, scene().viewer.as_ref())
}

#[component]
fn PlaceLink(place: Place) -> impl IntoView {
    let path = use_location().pathname;
    let here = move || {
        path.with(|path| match path.strip_prefix(place.href) {
            _ if place == ACCOUNT => is_home(path),
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        })
    };
    view! {
        <a
            href=place.href
            rel=rel(place.href)
            aria-current=move || here().then_some("page")
            data-key=place.key
        >
            <Icon name=place.icon />
            {place.name()}
        </a>
    }
}

fn items(places: Vec<Place>) -> Vec<AnyView> {
    let item = |place| view! { <li><PlaceLink place=place /></li> }.into_any();
    places.into_iter().map(item).collect()
}

/// Places under a heading; nothing where none may be entered.
fn group(id: &'static str, title: &'static str, places: Vec<Place>) -> Option<AnyView> {
    let group = (!places.is_empty()).then(|| {
        view! {
            <div>
                <p id=id>{title}</p>
                <ul aria-labelledby=id>{items(places)}</ul>
            </div>
        }
    })?;
    Some(group.into_any())
}

/// The navigation at the side; on a phone a sheet behind *More*.
#[component]
pub(super) fn SideNavigation() -> impl IntoView {
    let scene = scene();
    let viewer = scene.viewer.as_ref();
    let first = items(open(&[ACCOUNT, INVOICES, SUBSCRIPTIONS, TODOS], viewer));
    let services = group("nav-services", words::services(), open(&[USAGE], viewer));
    let money = open(&[CREDIT, BILLING_ACCOUNTS, AFFILIATE], viewer);
    let money = group("nav-money", words::money(), money);
    let person = scene.viewer.clone().map(|viewer| {
        view! {
            <button class="person" type="button" popovertarget="person">
                <span>{viewer.name} " " <small>{viewer.account}</small></span>
                <Icon name="updown" />
            </button>
        }
    });
    view! {
        <nav class="side" id="side" popover="auto" aria-label=words::main()>
            <Provider brand=scene.brand />
            <div>
                <ul>{first}</ul>
            </div>
            {services}
            {money}
            {person}
        </nav>
    }
}

/// The four places under the thumb.
#[component]
pub(super) fn BottomBar() -> impl IntoView {
    let scene = scene();
    let places = open(&[ACCOUNT, INVOICES, SUBSCRIPTIONS], scene.viewer.as_ref());
    view! {
        <nav class="bottom-bar" aria-label=words::places()>
            <ul>
                {items(places)} <li>
                    <button type="button" popovertarget="side">
                        <Icon name="more" />
                        {words::more()}
                    </button>
                </li>
            </ul>
        </nav>
    }
}
