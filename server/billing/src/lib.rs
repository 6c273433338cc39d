//! Pure rules of money: no clock, no database, no network. Facts and the day come in, facts go out.

pub mod catalogue;
pub mod credit;
pub mod invoice;
pub mod ledger;
pub mod payer;
