//! Readings of usage, what a month of them comes to, and what the months of an account come to.

mod facts;
mod line;
mod month;
mod read;
mod sample;
mod sum;

pub use facts::{
    Former, Metered, Register, add_former, begin, former, holding, measured, metered, registers,
    wake,
};
pub use line::{ChargedLine, ChargedOn, adopt, charged_lines, charged_on};
pub use month::{Made, Month, due, keep_made, keep_months, made, months, next_due};
pub(crate) use read::monthly;
pub use read::{Section, Total, sections, totals};
pub use sample::{Reading, Readings, Sample, add_samples, readings};
pub use sum::{Charge, charges, sum_up};
