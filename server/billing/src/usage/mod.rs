//! What usage over the limits costs: readings and the terms in, lines out, each with the days that
//! made it (*Usage charges* in the specification of subscriptions). The result does not depend on
//! the order in which readings arrive, on how they are cut into batches, or on duplicates
//! (invariant I11).

mod back;
mod forecast;
mod limit;
mod lines;
mod price;
mod rate;
mod sample;

pub use back::back;
pub use forecast::forecast;
pub use limit::Meter;
pub use lines::{Made, lines};
pub use price::Part;
pub use rate::{Day, Rating, TRAFFIC, month_of, rate};
pub use sample::{MOST, Sample, in_force};
