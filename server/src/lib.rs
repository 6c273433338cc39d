//! The composition root: settings, router and commands, and what wires the crates together.

pub mod edge;
mod entry;
mod form;
pub mod front;
mod function;
mod health;
mod mailbox;
mod page;
pub mod router;
pub mod settings;
pub mod site;
mod typed;
