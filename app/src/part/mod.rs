//! The parts of which pages are made.

mod answer;
mod basic;
#[cfg(feature = "ssr")]
mod country;
mod derive;
mod fault;
mod field;
mod form;
mod list;
mod search;

pub use answer::{Answered, Loading, Whole};
pub use basic::{Empty, Icon, Panel, Status, Tone};
#[cfg(feature = "ssr")]
pub(crate) use country::countries;
pub use derive::Why;
pub(crate) use derive::{Term, added, folded, formula};
#[cfg(feature = "ssr")]
pub(crate) use derive::{day_table, explained};
#[cfg(feature = "hydrate")]
pub(crate) use fault::sign_in_address;
pub use fault::{FaultPage, FaultView, settle};
pub use field::{Entry, Field, FormFault, Submit, problem_text};
pub use form::{Outcome, PostForm, Refused, outcome};
pub use list::{Pager, Segment, Segments};
pub use search::{SearchBox, address};
