//! The frame around every page: navigation, top bar, foot, shortcuts.

#[cfg(feature = "hydrate")]
pub(crate) mod browser;
mod frame;
mod menu;
mod navigation;
#[cfg(feature = "ssr")]
pub(crate) mod offline;
mod page;
mod shortcuts;
#[cfg(feature = "ssr")]
pub(crate) mod sprite;
mod trail;

pub use frame::Frame;
pub use page::{Crumb, Head, Page};
pub(crate) use trail::Trail;
