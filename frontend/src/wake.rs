//! From a page that is read to a page that answers.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server has drawn. The boot script calls it once, with the texts
/// of the reader's language: the asset of the catalogue, one text a line.
#[wasm_bindgen]
pub fn hydrate(text: String) {
    console_error_panic_hook::set_once();
    app::hydrate(text);
}
