//! What travels between server and browser. Everything here has one type for all pages, because
//! what is generic is compiled once for each of them and every visitor loads it (docs/adr/0009).

mod ask;
#[cfg(feature = "ssr")]
mod bare;
mod encoding;
#[cfg(feature = "hydrate")]
mod fetch;
mod json;
mod reader;
mod reply;
mod value;

pub use ask::{Asked, Deed, ask, deed};
#[cfg(feature = "ssr")]
pub use bare::write;
pub use encoding::Wire;
pub use json::Json;
pub use reader::{Unreadable, read};
pub use reply::{Content, Letter, Reply};
