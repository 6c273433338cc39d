//! The commands of the binary, one file each.

#[macro_use]
mod say;

mod bill;
mod call;
mod cli;
mod clock;
mod config;
mod demo;
mod export;
mod gateways;
mod import;
mod key;
mod open;
mod progress;
mod report;
mod sandbox;
mod serve;
mod statement;
mod trouble;
mod user;
mod verify;
mod work;

pub use cli::{Cli, Outcome, run};
pub use trouble::Trouble;
