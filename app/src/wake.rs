//! How the page wakes up in the browser.

use leptos::prelude::document;
use model::text::Language;

/// Takes over the page that the server has drawn. `text` is the asset of the page's language.
pub fn hydrate(text: String) {
    let root = document().document_element();
    let tag = root.and_then(|root| root.get_attribute("lang"));
    let language = tag.and_then(|tag| Language::of(&tag)).unwrap_or_default();
    crate::text::keep(language, &text);
    leptos::mount::hydrate_body(crate::routes::App);
}
