//! What a subscription is charged: the lines of a period and how each came to be
//! (*Change, add-on, cancel, renew* and *When an invoice is made, and when it is due* in the
//! specification of subscriptions; *Prices of running subscriptions* in that of the provider's
//! side). A line's text is the provider's own name for the thing; kind and period tell the rest.

mod cause;
mod coupon;
mod facts;
mod holds;
mod line;
mod period;
mod price;
mod worth;

pub use cause::{Cause, Poison};
pub use coupon::{CouponTerms, Discount, Refusal, Uses};
pub use facts::{
    Announced, Catalogue, CouponUse, Customer, HeldAddon, House, Listed, Scheduled, Subscription,
    Suspension, Target,
};
pub use holds::holds_tax;
pub use line::{Charge, Line, LineRef, Sums, taxed};
pub use period::{Slice, charges, needs_setup};
pub use price::{Moves, moves, period_price};
pub use worth::Worth;
