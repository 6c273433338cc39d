//! Usage: readings come in, months are rated as they do, and a run charges them
//! (*Usage charges* in the specification of subscriptions).

mod facts;
mod ingest;
mod month;
mod row;

pub(crate) use ingest::{ALL, Rates, ingest, refresh_terms, sample};
pub use ingest::{Came, Reading};
pub(crate) use row::{Row, Whose, of_today, readings, whose};
