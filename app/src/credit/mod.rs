//! Credit: balances, lots, every movement.

pub mod api;
#[cfg(feature = "ssr")]
mod balance;
#[cfg(feature = "ssr")]
mod lots;
#[cfg(feature = "ssr")]
mod low;
#[cfg(feature = "ssr")]
mod movements;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod withdraw;
#[cfg(feature = "ssr")]
mod withdraw_sum;
#[cfg(feature = "ssr")]
mod withdrawn;

#[cfg(feature = "ssr")]
pub use low::LowCreditPage;
#[cfg(feature = "ssr")]
pub use page::CreditPage;
#[cfg(feature = "ssr")]
pub use withdraw::WithdrawPage;
