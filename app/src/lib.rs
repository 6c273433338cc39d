//! What is seen: the document, its frame, the parts of a page, and one directory for each noun.

pub mod account;
pub mod affiliate;
pub mod billing_account;
pub mod credit;
pub mod format;
pub mod invoice;
pub mod layout;
pub mod part;
pub mod payment;
pub mod routes;
pub mod scene;
pub mod session;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod statement;
#[cfg(not(feature = "ssr"))]
mod still;
pub mod subscription;
pub mod text;
pub mod todo;
pub mod usage;
pub mod wire;

#[cfg(feature = "hydrate")]
mod wake;

#[cfg(feature = "hydrate")]
pub use wake::hydrate;
