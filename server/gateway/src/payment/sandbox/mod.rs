//! The embedded gateway: a payment provider that moves no money, with a database of its own and
//! every failure on demand, in this process or in one of its own (ADR 0031).

mod api;
mod books;
mod entry;
mod gateway;
mod machine;
mod names;
mod page;
mod plan;
mod remote;
mod router;
mod scenario;
mod serve;
mod webhook;

pub use books::OpenError;
pub use entry::{CARDS, Entered, IBANS, WrongEntry};
pub use gateway::SIGNATURE;
pub use machine::{Rules, Sandbox};
pub use remote::Remote;
pub use router::pages;
pub use scenario::{Scenario, WORDS};
pub use serve::{ServeError, doors, serve};
pub use webhook::Webhook;
