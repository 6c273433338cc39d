//! The one reader of what the server puts into the context of pages, forms and server functions.

use leptos::prelude::use_context;
use model::caller::Caller;
use model::fault::{Answer, Fault};
use model::portal::Door;
use model::session::Whence;

/// The portal and who asks.
///
/// # Errors
/// `SignedOut` if nobody is signed in.
pub fn session() -> Answer<(Door, Caller)> {
    let caller = use_context::<Caller>().ok_or(Fault::SignedOut)?;
    Ok((visitor()?, caller))
}

/// The portal, for what needs no sign-in.
///
/// # Errors
/// `Internal` if the server was wired without one.
pub fn visitor() -> Answer<Door> {
    use_context::<Door>().ok_or_else(|| Fault::Internal(String::new()))
}

/// Where the request came from.
#[must_use]
pub fn whence() -> Whence {
    use_context::<Whence>().unwrap_or_default()
}
