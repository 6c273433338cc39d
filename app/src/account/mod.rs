//! The account page: what I have, what I owe, what I hold.

mod affiliate;
pub mod api;
mod due;
mod outstanding;
mod page;
mod sheet;
mod split;
mod subscriptions;

pub use page::AccountPage;
