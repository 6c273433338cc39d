//! Documents: made when they are first asked for, and kept (ADR 0017).

mod csv;
mod file;
mod house;
mod paper;
mod press;
mod receipt;

pub(crate) use csv::{Cell, Sheet};
pub use house::Papers;
pub(crate) use press::pressed;
