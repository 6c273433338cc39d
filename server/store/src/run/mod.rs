//! What the billing run reads and writes: whole chunks of accounts at once.

mod coupon;
mod debt;
mod facts;
mod moved;
mod owed;
mod parked;
mod progress;
mod stop;
mod touch;

pub use coupon::{
    Covered, HeldCoupon, coupon_terms, cover, held_coupons, lock_coupon, redeemed, redeemed_by,
};
pub(crate) use debt::apart_since;
pub use debt::{Debt, Dunned, adopt, apart, debts, keep_dunned};
pub use facts::{
    Account, Addon, Seller, Subscription, TaxZone, Terms, accounts, addon_terms, addons, payers,
    plan_terms, running, sellers, subscriptions, time_zones, zones,
};
pub use moved::{Advanced, Ended, Repriced, Switched, advance, end, reprice, switch};
pub use owed::{Contact, Reader, Served, contacts, readers, served, told};
pub use parked::{
    Backlog, CHARGE_OF, SetAside, TOP_UP_OF, backlog, parked_up_to, release, set_aside,
    set_aside_of,
};
pub(crate) use progress::AT_ONCE;
pub use progress::{
    Billed, Done, Due, Held, Parked, add_billed, begin, claim, coming, done, following, park,
    parked, reread, rest, trouble, unpark, waiting,
};
pub use stop::{Charged, Restored, charged, restorable, restore, suspend, terminate};
pub use touch::{
    follow_imported, hurry, look_again, touch, touch_addons, touch_plans, touch_sellers, wake,
};
