//! Affiliate programs: their terms, what a settled invoice earns, when it is earned for good, and
//! what is taken back (*Affiliate programs* in the specification of affiliates).

mod accrual;
mod reversal;
mod state;
mod terms;

pub use accrual::{Accrual, Sold, Source, accrue, matures_on};
pub use reversal::{Reversal, reverse};
pub use state::may_become;
pub use terms::{Cycles, Offer, Override, ProgramTerms};
