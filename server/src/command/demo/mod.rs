//! The demo: the books of a small hosting company, brought in as of 14 months ago and run every day
//! since, by the functions that serve a provider (ADR 0027).

mod books;
mod days;
mod deeds;
mod kept;
mod people;
mod place;
mod prepare;

pub use people::people;
pub use place::settings;
pub use prepare::prepare;

use super::trouble::Trouble;
