//! Payments: confirmed once, captured once, whatever happens in between.

mod amending;
mod bank;
mod charged;
mod collect;
mod crash;
mod disputes;
mod door;
mod exported;
mod funds;
mod funds_limits;
mod funds_taken;
mod grants;
mod hearing;
mod late;
mod orders;
mod outside;
mod races;
mod receipts;
mod refunding;
mod rules;
mod shop;
mod statements;
mod tokens;
mod topup;
mod transfers;
mod unapplied;
