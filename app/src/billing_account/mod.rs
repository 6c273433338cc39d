//! Billing accounts: saved payment methods, who owns them, what they pay.

pub mod api;
#[cfg(feature = "ssr")]
mod card;
#[cfg(feature = "ssr")]
mod choice;
#[cfg(feature = "ssr")]
mod entry;
#[cfg(feature = "ssr")]
mod line;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod moves;
#[cfg(feature = "ssr")]
mod new;
#[cfg(feature = "ssr")]
mod one;
#[cfg(feature = "ssr")]
mod order;
mod payer;
#[cfg(feature = "ssr")]
mod remove;
#[cfg(feature = "ssr")]
mod set_up;
#[cfg(feature = "ssr")]
mod standing;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod table;

#[cfg(feature = "ssr")]
pub(crate) use choice::label;
#[cfg(feature = "ssr")]
pub(crate) use line::{Line, error};
#[cfg(feature = "ssr")]
pub use list::BillingAccountsPage;
#[cfg(feature = "ssr")]
pub use new::NewPage;
#[cfg(feature = "ssr")]
pub use one::BillingAccountPage;
#[cfg(feature = "ssr")]
pub use order::PayersPage;
#[cfg(feature = "ssr")]
pub(crate) use payer::pays;
pub use payer::{Payer, about, note, sign, title};
#[cfg(feature = "ssr")]
pub use remove::RemovePage;
#[cfg(feature = "ssr")]
pub use set_up::SetUpPage;
#[cfg(feature = "ssr")]
pub use standing::Standing;
