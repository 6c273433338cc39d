//! Pure rules of money: no clock, no database, no network. Facts and the day come in, facts go out.

pub mod affiliate;
pub mod audit;
pub mod catalogue;
pub mod change;
pub mod charge;
pub mod checkout;
pub mod credit;
pub mod credit_note;
pub mod draft;
pub mod dunning;
pub mod iban;
pub mod invoice;
pub mod ledger;
pub mod matching;
pub mod number;
pub mod payer;
pub mod period;
pub mod policy;
pub mod run;
pub mod tax;
pub mod todo;
pub mod top_up;
pub mod usage;
pub mod vat;
pub mod withdrawal;
pub mod zone;
