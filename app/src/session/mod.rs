//! Who asks, and the pages of signing in: devices, accounts, a new password.

#[cfg(feature = "ssr")]
pub mod accounts;
pub mod api;
#[cfg(feature = "ssr")]
mod context;
pub mod devices;
#[cfg(feature = "ssr")]
pub mod reset;
#[cfg(feature = "ssr")]
pub mod sign_in;

#[cfg(feature = "ssr")]
pub use context::{session, visitor, whence};
