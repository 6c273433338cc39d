//! The words that browser and server share: values that are parsed once at the edge, the requests
//! and answers of each noun, and the traits through which every caller reaches the use cases.

pub mod account;
pub mod affiliate;
pub mod billing_account;
pub mod caller;
pub mod credit;
pub mod currency;
pub mod document;
pub mod explain;
pub mod fault;
pub mod id;
pub mod invoice;
pub mod money;
pub mod page;
pub mod payment;
pub mod portal;
pub mod ratio;
pub mod refund;
pub mod session;
pub mod statement;
pub mod subscription;
pub mod text;
pub mod time;
pub mod todo;
pub mod told;
pub mod usage;
pub mod withdrawal;

pub use fault::{Answer, Fault};
