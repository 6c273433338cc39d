//! Wakes the page up: what the browser loads, and nothing that a server needs.
#![cfg(target_arch = "wasm32")]

mod wake;
