//! The one door to the use cases, one trait a noun. Every method takes the caller and authorises.

mod account;
mod affiliate;
mod billing_account;
mod checkout;
mod credit;
mod document;
#[cfg(feature = "fake")]
pub mod fake;
mod invoice;
mod session;
mod statement;
mod subscription;
mod todo;
mod usage;
mod withdrawal;

use std::sync::Arc;

pub use account::Accounts;
pub use affiliate::Affiliates;
pub use billing_account::{BillingAccounts, PaymentMethods};
pub use checkout::Checkouts;
pub use credit::Credits;
pub use document::Documents;
pub use invoice::Invoices;
pub use session::Sessions;
pub use statement::Statements;
pub use subscription::Subscriptions;
pub use todo::Todos;
pub use usage::Usages;
pub use withdrawal::Withdrawals;

/// All use cases.
pub trait Portal
where
    Self: Accounts
        + Affiliates
        + BillingAccounts
        + Checkouts
        + Credits
        + Documents
        + Invoices
        + PaymentMethods
        + Sessions
        + Statements
        + Subscriptions
        + Todos
        + Usages
        + Withdrawals,
{
}

impl<T> Portal for T where
    T: Accounts
        + Affiliates
        + BillingAccounts
        + Checkouts
        + Credits
        + Documents
        + Invoices
        + PaymentMethods
        + Sessions
        + Statements
        + Subscriptions
        + Todos
        + Usages
        + Withdrawals
{
}

/// The portal, as pages, forms and server functions carry it.
pub type Door = Arc<dyn Portal>;
