//! The worked examples of the specification, each file run wholly.

mod money;
mod renewals;
