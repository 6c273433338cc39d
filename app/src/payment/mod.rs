//! Payments: what is to be paid and how, and what has become of it.

#[cfg(feature = "ssr")]
mod amount;
pub mod api;
#[cfg(feature = "ssr")]
mod choices;
#[cfg(feature = "ssr")]
mod funds;
#[cfg(feature = "ssr")]
mod funds_sum;
mod link;
#[cfg(feature = "ssr")]
mod pay;
#[cfg(feature = "ssr")]
mod progress;
#[cfg(feature = "ssr")]
mod step;
#[cfg(feature = "ssr")]
mod sum;
#[cfg(feature = "ssr")]
mod table;

#[cfg(feature = "ssr")]
pub(crate) use amount::{Amount, field};
#[cfg(feature = "ssr")]
pub use funds::FundsPage;
#[cfg(feature = "ssr")]
pub(crate) use funds::currencies;
pub(crate) use link::{may_pay, pay_now};
#[cfg(feature = "ssr")]
pub use pay::PayPage;
#[cfg(feature = "ssr")]
pub use progress::PaymentPage;
#[cfg(feature = "ssr")]
pub(crate) use sum::stale;
