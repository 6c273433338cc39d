//! Payments: confirmed once, captured once, whatever happens in between.

mod bank;
mod crash;
mod disputes;
mod door;
mod exported;
mod hearing;
mod orders;
mod races;
mod receipts;
mod refunding;
mod rules;
mod shop;
