use std::collections::HashMap;

use super::Terms;
use crate::bulk::{Cell, Table, row};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A coupon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// What the customer types.
    pub code: String,
    /// All of it, as JSON.
    pub terms: String,
}

const COUPON: Table = Table {
    name: "coupon",
    columns: &["id", "ref", "code", "terms"],
    key: 1,
};

fn cells(it: &Coupon) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.code.as_str(),
        it.terms.as_str(),
    ]
}

/// Adds rows; those that are there already are changed.
///
/// # Errors
/// `Unique` when two have one code.
pub async fn put_coupons(tx: &mut Tx, rows: &[Coupon]) -> Result<(), StoreError> {
    COUPON.put(tx, rows, cells).await
}

/// All of them, by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn coupons(tx: &mut Tx) -> Result<HashMap<String, Terms>, StoreError> {
    let found: Vec<Terms> =
        on!(tx, c => sqlx::query_as("select id, ref, terms from coupon").fetch_all(c).await)?;
    let found = found.into_iter();
    Ok(found.map(|it| (it.reference.clone(), it)).collect())
}

/// The coupon of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionCoupon {
    /// The subscription.
    pub subscription_id: String,
    /// The coupon.
    pub coupon_id: String,
    /// How many periods it had covered before.
    pub cycles: i64,
}

const HELD: Table = Table {
    name: "subscription_coupon",
    columns: &[
        "subscription_id",
        "coupon_id",
        "cycles_before",
        "cycles_used",
    ],
    key: 1,
};

/// Adds the coupons of subscriptions.
///
/// # Errors
/// `ForeignKey` when one of them is missing.
pub async fn add_subscription_coupons(
    tx: &mut Tx,
    rows: &[SubscriptionCoupon],
) -> Result<(), StoreError> {
    HELD.add(tx, rows, |it| {
        row![
            it.subscription_id.as_str(),
            it.coupon_id.as_str(),
            it.cycles,
            it.cycles,
        ]
    })
    .await
}
