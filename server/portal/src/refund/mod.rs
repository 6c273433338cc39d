//! Refunds: money that goes back to where it was taken, decided in one transaction and asked of the
//! gateway only then (rules 8 and 9 of *Payments* in the specification of money).
//!
//! Until it is gone the money stands where it stood: on `unapplied`, on `refund payable` after a
//! credit note, or in a lot of credit, of which it is set aside. Σ of the refunds of a capture, but
//! for those that failed, never exceeds it: they are counted under the account's lock.

mod ask;
mod facts;
mod late;
mod lot;
mod make;
mod outside;
mod record;
mod send;
mod sweep;
mod word;

pub(crate) use ask::paid;
pub use ask::{Asked, Returned, To};
pub(crate) use facts::{Open, going};
pub(crate) use lot::send_lot;
pub(crate) use make::{Going, make, named};
pub(crate) use outside::{Outside, outside};
pub(crate) use record::record;
pub(crate) use sweep::{send_apart, write};
