//! What `saldo verify` asks of the database: questions whose answer is the first row that does not
//! fit. They run over ranges of keys, so that memory does not grow with the books.

mod affiliate;
mod billed;
mod cache;
mod count;
mod document;
mod ledger;
mod own;
mod payment;
mod series;
mod standing;
mod sweep;
mod text;
mod trail;
mod usage;
mod withdrawal;

pub use affiliate::{CACHED_BY_AFFILIATE, COMMISSIONS, OWED_BY_ACCOUNT, Step, steps};
pub use billed::BILLED;
pub use cache::{CACHED_BY_ACCOUNT, CACHED_BY_INVOICE};
pub use count::{Counts, counts};
pub use document::{
    Line, Noted, SUMS_OF_CREDIT_NOTES, SUMS_OF_INVOICES, noted, own_groups, own_lines,
};
pub use ledger::{BALANCED, NAMED, sums};
pub use own::{Confined, FOREIGN, answer, confined, owners};
pub use payment::{EVENTS, LOOKED_AT_BY_ACCOUNT, PAYMENTS_BY_ACCOUNT, TRANSFERS};
pub use series::{CREDIT_NOTES, Day, INVOICES, Kind, RECEIPTS, days};
pub use standing::{Standing, standings};
pub use sweep::{Breach, Sweep, first, next};
pub use text::{TEXTS, Text, hashes, texts};
pub use trail::{ADDED, AUDITED_BY_ACCOUNT, AUDITED_BY_PROVIDER, Trail, added, imported, trail};
pub use usage::USAGE_BY_ACCOUNT;
pub use withdrawal::WITHDRAWALS_BY_ACCOUNT;
