//! What belongs to the person: devices, accounts, language, appearance, the way out. Each choice is
//! a form, and a new document answers it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::text::Language;

use super::shortcuts::ShortcutsItem;
use crate::part::Icon;
use crate::scene::{Theme, scene};
use crate::text::layout as words;

/// The menu behind the person's name.
#[component]
pub(super) fn PersonMenu(
    /// Whether the list of keys is open.
    keys: RwSignal<bool>,
) -> impl IntoView {
    let viewer = scene().viewer;
    let email = viewer.as_ref().map(|viewer| viewer.email.clone());
    let others = viewer.is_some_and(|viewer| viewer.others);
    let accounts = others.then(|| {
        view! {
            <a href="/accounts" rel="external">
                <Icon name="people" />
                {words::switch_account()}
            </a>
        }
    });
    view! {
        <section class="menu" id="person" popover="auto" aria-label=words::you()>
            <p>{words::signed_in_as(&email.unwrap_or_default())}</p>
            <hr />
            <a href="/sessions">
                <Icon name="key" />
                {words::devices()}
            </a>
            {accounts}
            <ShortcutsItem open=keys />
            <Languages />
            <Themes />
            <hr />
            <form method="post" action="/sign-out">
                <button class="item" type="submit">
                    <Icon name="out" />
                    {words::sign_out()}
                </button>
            </form>
        </section>
    }
}

/// Where the reader is, to come back to.
#[component]
fn Next() -> impl IntoView {
    let place = use_location();
    let here = move || {
        let (path, query) = (place.pathname.get(), place.search.get());
        let query = query.strip_prefix('?').unwrap_or(&query);
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    };
    view! { <input type="hidden" name="next" value=here /> }
}

/// What a language calls itself.
const fn own_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::De => "Deutsch",
    }
}

#[component]
fn Languages() -> impl IntoView {
    let current = scene().look.language;
    let choice = |language: Language| {
        view! {
            <button
                type="submit"
                name="language"
                value=language.tag()
                lang=language.tag()
                aria-pressed=(language == current).to_string()
            >
                {own_name(language)}
            </button>
        }
    };
    view! {
        <form method="post" action="/preferences">
            <Next />
            <fieldset>
                <legend>{words::language()}</legend>
                <div class="segments">{Language::ALL.map(choice).collect_view()}</div>
            </fieldset>
        </form>
    }
}

#[component]
fn Themes() -> impl IntoView {
    let current = scene().look.theme;
    let choice = |theme: Theme| {
        let name = match theme {
            Theme::System => words::theme_system(),
            Theme::Light => words::theme_light(),
            Theme::Dark => words::theme_dark(),
        };
        view! {
            <button
                type="submit"
                name="theme"
                value=theme.as_str()
                aria-pressed=(theme == current).to_string()
            >
                {name}
            </button>
        }
    };
    view! {
        <form method="post" action="/preferences">
            <Next />
            <fieldset>
                <legend>{words::appearance()}</legend>
                <div class="segments">{Theme::ALL.map(choice).collect_view()}</div>
            </fieldset>
        </form>
    }
}
