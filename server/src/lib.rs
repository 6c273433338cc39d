//! The composition root: settings, router and commands, and what wires the crates together.

pub mod command;
mod download;
pub mod edge;
pub mod entry;
mod form;
pub mod front;
pub mod function;
mod health;
pub mod jobs;
pub mod listen;
mod mailbox;
mod page;
mod payer;
mod provider;
pub mod pwa;
pub mod renew;
pub mod router;
pub mod settings;
pub mod site;
mod table;
mod telemetry;
mod typed;
mod webhook;
