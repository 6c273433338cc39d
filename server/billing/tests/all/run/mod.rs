//! What a day brings, by example and by property.

mod examples;
mod properties;
mod step;
