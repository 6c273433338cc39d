//! Usage: readings come in, months are rated as they do, pages show them, and a run charges them
//! (*Usage charges* in the specification of subscriptions).

mod bills;
mod charged;
mod chart;
mod csv;
mod facts;
mod ingest;
mod month;
mod page;
mod planned;
mod post;
mod rates;
mod round;
mod row;

pub(crate) use bills::{Usage, Wanted, charge, foresee, of_usage, usage_of};
pub(crate) use chart::{Used, year};
pub(crate) use ingest::{ALL, ingest, refresh, refresh_terms, sample};
pub use ingest::{Came, Reading};
pub(crate) use page::{bar, figure, running, usual};
pub use post::{BATCH, Refused, RowError, Taken};
pub(crate) use rates::Rates;
pub(crate) use row::{Row, Whose, of_today, readings, whose};
