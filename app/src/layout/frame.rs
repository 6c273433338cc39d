//! What stands around the page: the frame of those who are signed in, or the door.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::menu::PersonMenu;
use super::navigation::{BottomBar, SideNavigation};
use super::shortcuts::Shortcuts;
use super::trail::Trail;
use crate::scene::{Brand, scene};
use crate::text::layout as words;

/// The frame around the routes.
#[component]
pub fn Frame(
    /// The routes.
    children: Children,
) -> impl IntoView {
    let scene = scene();
    let path = use_location().pathname.get_untracked();
    let brand = scene.brand.clone();
    if scene.is_door(&path) {
        return view! {
            <div class="door">
                <Skip />
                <header>
                    <Provider brand=brand.clone() />
                </header>
                {children()}
                <Legal brand=brand />
            </div>
        }
        .into_any();
    }
    let keys = RwSignal::new(false);
    view! {
        <div class="frame">
            <Skip />
            <SideNavigation />
            {children()}
            <Legal brand=brand />
            <BottomBar />
            <PersonMenu keys=keys />
            <Announcer />
            <Shortcuts open=keys />
        </div>
    }
    .into_any()
}

#[component]
fn Skip() -> impl IntoView {
    // A browser that follows it takes the focus along, the router does not.
    view! {
        <a class="skip" href="#main" rel="external">
            {words::skip()}
        </a>
    }
}

/// Tells those who do not see it that another page has come.
#[component]
fn Announcer() -> impl IntoView {
    let trail = use_context::<Trail>();
    let told = move || trail.map(|trail| trail.told.get()).unwrap_or_default();
    view! {
        <p class="spoken" role="status">
            {told}
        </p>
    }
}

/// The provider's sign and name, leading home.
#[component]
pub(super) fn Provider(brand: Brand) -> impl IntoView {
    let sign = match brand.logo {
        Some(logo) => view! { <img src=logo alt="" width="26" height="26" /> }.into_any(),
        None => view! {
            <svg viewBox="0 0 26 26" aria-hidden="true">
                <use href="#logo"></use>
            </svg>
        }
        .into_any(),
    };
    view! {
        <a class="provider" href="/">
            {sign}
            {brand.name}
        </a>
    }
}

#[component]
pub(super) fn Legal(brand: Brand) -> impl IntoView {
    let link = |(address, label): (Option<String>, &'static str)| {
        address.map(|address| view! { <a href=address rel="external">{label}</a> })
    };
    let links = [
        (brand.support_url, words::support()),
        (brand.terms_url, words::terms()),
        (brand.imprint_url, words::imprint()),
    ];
    view! {
        <footer class="legal">
            <span>{brand.legal}</span>
            {links.into_iter().map(link).collect_view()}
        </footer>
    }
}
