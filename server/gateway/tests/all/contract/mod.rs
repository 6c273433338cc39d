//! What every payment provider promises: one suite.

#[macro_use]
mod suite;

pub mod capture;
pub mod event;
pub mod refund;
pub mod rig;
pub mod set_up;
pub mod trouble;
