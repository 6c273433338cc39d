//! What the billing run reads and writes: whole chunks of accounts at once.

mod facts;
mod progress;

pub use facts::{
    Account, Addon, Seller, Subscription, TaxZone, Terms, accounts, addon_terms, addons, payers,
    plan_terms, sellers, subscriptions, zones,
};
pub use progress::{
    Billed, Done, Due, Parked, add_billed, advance, begin, claim, coming, done, end, park, reread,
    touch, trouble, waiting,
};
