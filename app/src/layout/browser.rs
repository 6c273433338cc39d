//! What only a browser does.

use leptos::prelude::{document, window};
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Leaves for sign-in, to come back here: a new document, so that nothing of this one stays.
pub(crate) fn to_sign_in() {
    let place = window().location();
    let (path, query) = (place.pathname(), place.search());
    let here = path.unwrap_or_default() + &query.unwrap_or_default();
    // A browser that refuses to navigate shows the words of the fault, which stand on the page.
    let _ = place.assign(&crate::part::sign_in_address(&here));
}

/// Closes what was opened over the page.
pub(crate) fn close_popovers() {
    while let Ok(Some(open)) = document().query_selector(":popover-open") {
        let hidden = open
            .dyn_into::<HtmlElement>()
            .map(|open| open.hide_popover());
        if !matches!(hidden, Ok(Ok(()))) {
            return;
        }
    }
}
