//! The worked examples of the specification, each file run wholly.

mod changes;
mod dunning;
mod money;
mod proration;
mod renewals;
mod usage;
