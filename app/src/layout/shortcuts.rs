//! Keys: `g` and a letter goes to a place, `/` to the search box, `?` lists them. Whoever speaks to
//! the browser, or hits keys by mistake, can turn them off (WCAG 2.2, 2.1.4).

use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, Storage};

use super::navigation::{Place, places};
use crate::part::Icon;
use crate::text::layout as words;

/// What the browser keeps, and what it says where the keys are off.
const KEPT: (&str, &str) = ("shortcuts", "off");

/// The keys, and the dialog that lists them while it is open: a document does not carry it.
#[component]
pub(super) fn Shortcuts(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let on = RwSignal::new(true);
    Effect::new(move |_| on.set(kept()));
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            #[cfg(feature = "hydrate")]
            super::browser::close_popovers();
            // An open dialog refuses to open again.
            let _ = dialog.show_modal();
        }
    });
    listen(open, on);
    move || open.get().then(|| list(dialog, open, on))
}

fn list(dialog: NodeRef<Dialog>, open: RwSignal<bool>, on: RwSignal<bool>) -> AnyView {
    let row = |place: Place| {
        view! {
            <dt>
                <kbd>"g"</kbd>
                " "
                <kbd>{place.key}</kbd>
            </dt>
            <dd>{place.name()}</dd>
        }
    };
    let rows: Vec<_> = places().into_iter().map(row).collect();
    let close = move |_| open.set(false);
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="shortcuts-title" on:close=close>
            <div class="head">
                <h2 id="shortcuts-title">{words::shortcuts()}</h2>
            </div>
            <div class="body">
                <dl class="facts">
                    {rows} <dt>
                        <kbd>"/"</kbd>
                    </dt> <dd>{words::shortcut_search()}</dd> <dt>
                        <kbd>"?"</kbd>
                    </dt> <dd>{words::shortcut_list()}</dd>
                </dl>
                <Switch on=on />
            </div>
            <form class="foot" method="dialog">
                <button class="button" type="submit">
                    {words::close()}
                </button>
            </form>
        </dialog>
    }
    .into_any()
}

/// Turns the keys on and off; they stay so in this browser.
#[component]
fn Switch(on: RwSignal<bool>) -> impl IntoView {
    let changed = move |event| {
        let now = event_target_checked(&event);
        on.set(now);
        keep(now);
    };
    view! {
        <div class="choice">
            <input type="checkbox" id="shortcuts-on" prop:checked=on on:change=changed />
            <label for="shortcuts-on">{words::shortcuts_on()}</label>
            <small>{words::shortcuts_off_hint()}</small>
        </div>
    }
}

/// The way to the dialog without a key. Keys need a script, so it comes with the script.
#[component]
pub(super) fn ShortcutsItem(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let show = move |_| open.set(true);
    view! {
        <button class="item" type="button" hidden=move || !awake.get() on:click=show>
            <Icon name="keyboard" />
            {words::shortcuts()}
        </button>
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Whether the keys are on in this browser; one that keeps nothing has them on.
fn kept() -> bool {
    let kept = storage().and_then(|storage| storage.get_item(KEPT.0).ok().flatten());
    kept.as_deref() != Some(KEPT.1)
}

fn keep(on: bool) {
    if let Some(storage) = storage() {
        // A browser that keeps nothing asks again with the next document.
        let _ = if on {
            storage.remove_item(KEPT.0)
        } else {
            storage.set_item(KEPT.0, KEPT.1)
        };
    }
}

/// The other keys lead through links that are there without the module: `frontend/pwa.js` has them.
fn listen(open: RwSignal<bool>, on: RwSignal<bool>) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "?" && on.get_untracked() && !writes(&event) {
                open.set(true);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Whether the key belongs to somebody else: a field, the browser, a word being composed.
fn writes(event: &KeyboardEvent) -> bool {
    let at = event.target().and_then(|at| at.dyn_into::<Element>().ok());
    let field = at.is_some_and(|at| {
        let name = at.tag_name();
        ["INPUT", "TEXTAREA", "SELECT"].contains(&name.as_str())
    });
    field || event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing()
}
