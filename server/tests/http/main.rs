//! The portal as the network sees it: a server on a port of its own, on a fresh database.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not fit fails the test"
)]

mod browser;
mod command;
mod config;
mod database;
mod edge;
mod files;
mod functions;
mod isolation;
mod money;
mod pages;
mod parked;
mod pwa;
mod sandbox;
mod scopes;
mod session;
mod stage;
mod usage;
mod webhooks;
