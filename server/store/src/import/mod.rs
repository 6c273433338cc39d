//! What an import writes and looks up: whole types at once, in chunks of rows.

mod affiliate;
mod catalogue;
mod coupon;
mod customer;
mod group;
mod known;
mod lookup;
mod service;

pub use affiliate::{
    Affiliate, AffiliateFacts, Commission, Program, add_commissions, affiliates,
    affiliates_by_code, clear_referrals, programs, put_affiliates, put_programs, put_referrals,
};
pub use catalogue::{
    Addon, Plan, Seller, TaxZone, add_addons, add_plans, add_sellers, add_zones, change_addon,
    change_plan, change_seller, change_zone,
};
pub use coupon::{Coupon, SubscriptionCoupon, add_subscription_coupons, coupons, put_coupons};
pub use customer::{
    Account, Membership, Person, add_accounts, add_persons, change_account, change_person,
    clear_memberships, put_memberships,
};
pub use group::{Group, GroupFacts, groups, put_groups};
pub use known::{Known, known, remember};
pub use lookup::{
    AccountFacts, BillingAccountFacts, InvoiceFacts, PersonFacts, SellerFacts, SubscriptionFacts,
    Terms, account_locks, accounts, addons, billing_accounts, defaults, emails, invoices,
    memberships, numbers, payers, persons, plans, sellers, subscriptions, zones,
};
pub use service::{
    BillingAccount, Subscription, SubscriptionAddon, add_billing_accounts, add_payers, add_shares,
    add_subscription_addons, add_subscriptions, change_billing_account, change_subscription,
    clear_payers, clear_shares,
};
