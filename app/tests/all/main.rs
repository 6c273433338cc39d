//! Pages, drawn with a portal that answers as each test says: no socket, no database.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

mod account;
mod affiliate;
mod ahead;
mod billing_account;
mod credit;
mod files;
mod funds;
mod invoice;
mod low;
mod next;
mod payment;
mod resources;
mod session;
mod stage;
mod statement;
mod subscription;
mod sums;
mod todo;
mod usage;
mod withdrawal;
mod words;
