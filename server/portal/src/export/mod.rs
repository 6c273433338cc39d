//! `saldo export`: everything as NDJSON, in the format of the provider's books with what Saldo
//! computed beside it. Made from one snapshot, a chunk at a time. It holds password hashes and
//! tokens of gateways, because moving to another database must lock nobody out: it is as secret as
//! the database.

mod affiliate;
mod amount;
mod catalogue;
mod customer;
mod document;
mod json;
mod money;
mod payment;
mod run;
mod settled;
mod subscription;
mod usage;

pub(crate) use document::printed;
pub use run::{ExportFailure, run};
