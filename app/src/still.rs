//! Pages that never wake up: documents that only the server draws, so that no visitor loads their
//! views. A link to one, followed from a page that is awake, loads the document.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Stands for every such page in the browser.
#[component]
pub fn Still() -> impl IntoView {
    let place = use_location();
    Effect::new(move |_| {
        let (path, query) = (place.pathname.get_untracked(), place.search.get_untracked());
        let mark = if query.is_empty() { "" } else { "?" };
        // Where the address stands already, this replaces it: one step back leads back.
        let _ = window().location().assign(&format!("{path}{mark}{query}"));
    });
}
