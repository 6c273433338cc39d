//! The anchor of the benchmarks (`make bench`): the least that a page of this kind can be, with a
//! router, a resource and an action, built and packed as the front end is. No product has it.

mod page;
#[cfg(target_arch = "wasm32")]
mod wake;

pub use page::{App, shell};
