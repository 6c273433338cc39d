//! Changes of a running subscription, by example and by property.

mod book;
mod examples;
mod properties;
mod refusals;
