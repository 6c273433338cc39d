//! The one door to the use cases, one trait a noun. Every method takes the caller and authorises.

mod account;
mod affiliate;
mod billing_account;
mod credit;
#[cfg(feature = "fake")]
pub mod fake;
mod invoice;
mod session;
mod subscription;

use std::sync::Arc;

pub use account::Accounts;
pub use affiliate::Affiliates;
pub use billing_account::BillingAccounts;
pub use credit::Credits;
pub use invoice::Invoices;
pub use session::Sessions;
pub use subscription::Subscriptions;

/// All use cases.
pub trait Portal:
    Accounts + Affiliates + BillingAccounts + Credits + Invoices + Sessions + Subscriptions
{
}

impl<T: Accounts + Affiliates + BillingAccounts + Credits + Invoices + Sessions + Subscriptions>
    Portal for T
{
}

/// The portal, as pages, forms and server functions carry it.
pub type Door = Arc<dyn Portal>;
