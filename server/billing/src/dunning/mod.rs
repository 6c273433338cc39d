//! What becomes of an invoice that is not paid: notice, charge, reminders, suspension, termination
//! (*Collection and dunning* and *Planned and real* in the specification of subscriptions).

mod debt;
mod fee;
mod schedule;

pub use debt::{Debt, Extension, Step, Warning};
pub use fee::{late_fee, termination_credit};
pub use schedule::{
    Dates, REST_DAYS, STOP_AT, dates, deleted_on, may_extend, next_day, steps, suspended_on,
};
