//! Billing accounts: saved payment methods, who owns them, what they pay.

pub mod api;
mod card;
mod list;
mod payer;
mod standing;

pub use list::BillingAccountsPage;
#[cfg(feature = "ssr")]
pub(crate) use payer::pays;
pub use payer::{Payer, about, note, sign, title};
pub use standing::Standing;
