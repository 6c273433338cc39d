//! Everything as an export writes it: by key, a chunk at a time, so that memory does not grow with
//! the books. References are the provider's own ids; texts that hold JSON are handed on as stored.

mod catalogue;
mod customer;
mod document;
mod money;
mod subscription;

pub use catalogue::{Addon, Plan, Seller, TaxZone, addons, plans, sellers, tax_zones};
pub use customer::{
    Account, Balance, BillingAccount, Membership, Person, account_id, accounts, balances,
    billing_accounts, memberships, people, shares, subscription_refs,
};
pub use document::{
    CreditNote, Document, Group, Invoice, Line, Settlement, credit_note_groups, credit_note_lines,
    credit_notes, invoice_groups, invoice_lines, invoice_payers, invoices, settlements, surpluses,
};
pub use money::{Entry, Lot, Movement, entries, lots, movements};
pub use subscription::{Held, Subscription, held, payers, subscriptions};

/// How many rows a chunk has at the most.
pub const CHUNK: i64 = 500;

/// Where a chunk begins, and whose rows are wanted.
#[derive(Clone, Copy, Debug)]
pub struct From<'a> {
    /// The reference of the row before; empty at the beginning.
    pub after: &'a str,
    /// The id of the only account; all if absent.
    pub account: Option<&'a str>,
}

/// Asks for a chunk: `$1` the reference before it, `$2` the account, `$3` how many.
macro_rules! chunk {
    ($tx:expr, $from:expr, $text:expr) => {
        $crate::on!($tx, c => sqlx::query_as($text)
            .bind($from.after).bind($from.account).bind($crate::export::CHUNK)
            .fetch_all(c).await)
    };
}
use chunk;
