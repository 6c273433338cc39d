use model::id::SubscriptionId;

use super::Terms;
use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// All coupons.
///
/// # Errors
/// The engine's.
pub async fn coupon_terms(tx: &mut Tx) -> Result<Vec<Terms>, StoreError> {
    on!(tx, c => sqlx::query_as("select id, ref, terms from coupon order by id").fetch_all(c).await)
}

/// The coupon of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HeldCoupon {
    /// The subscription.
    pub subscription_id: String,
    /// What the customer types.
    pub code: String,
    /// How many invoiced periods it has covered.
    pub cycles_used: i64,
}

/// The coupons of subscriptions.
///
/// # Errors
/// The engine's.
pub async fn held_coupons(
    tx: &mut Tx,
    subscriptions: &[&str],
) -> Result<Vec<HeldCoupon>, StoreError> {
    let text = "select h.subscription_id, c.code, h.cycles_used
        from subscription_coupon h join coupon c on c.id = h.coupon_id
        where h.subscription_id in ({keys}) order by h.subscription_id";
    by_keys!(tx, HeldCoupon, text, subscriptions)
}

/// Takes a coupon's row for this transaction: how often it was redeemed is counted after that.
///
/// # Errors
/// The engine's.
pub async fn lock_coupon(tx: &mut Tx, code: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update coupon set revision = revision + 1 where code = $1")
            .bind(code)
            .execute(c)
            .await
            .map(drop)
    })
}

/// By how many subscriptions a coupon was redeemed, counted up to `most`.
///
/// # Errors
/// The engine's.
pub async fn redeemed(tx: &mut Tx, code: &str, most: i64) -> Result<i64, StoreError> {
    on!(tx, c => {
        sqlx::query_scalar(
            "select count(*) from (select 1 from subscription_coupon h
                where h.coupon_id = (select id from coupon where code = $1) and h.cycles_used > 0
                limit $2) found",
        )
        .bind(code)
        .bind(most)
        .fetch_one(c)
        .await
    })
}

/// How often accounts have redeemed coupons: account, code, by how many subscriptions.
///
/// # Errors
/// The engine's.
pub async fn redeemed_by(
    tx: &mut Tx,
    accounts: &[&str],
) -> Result<Vec<(String, String, i64)>, StoreError> {
    let text = "select s.account_id, c.code, count(*) from subscription s
        join subscription_coupon h on h.subscription_id = s.id
        join coupon c on c.id = h.coupon_id
        where s.account_id in ({keys}) and h.cycles_used > 0 group by s.account_id, c.code";
    by_keys!(tx, (String, String, i64), text, accounts)
}

/// How many periods of a subscription its coupon has covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// All of them.
    pub cycles: i64,
}

const COVERED: Table = Table {
    name: "subscription_coupon",
    columns: &["subscription_id", "cycles_used"],
    key: 1,
};

/// Counts the periods that coupons have covered.
///
/// # Errors
/// The engine's.
pub async fn cover(tx: &mut Tx, rows: &[Covered]) -> Result<(), StoreError> {
    let cells = |it: &Covered| row![it.subscription.as_str(), it.cycles];
    COVERED.set(tx, rows, cells).await
}
