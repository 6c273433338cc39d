use super::chunk::{Chunk, rows};
use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::tx::Tx;

/// A subscription.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account: String,
    /// The plan.
    pub plan: String,
    /// The plan's terms, as JSON.
    pub terms: String,
    /// The customer's own label.
    pub label: Option<String>,
    /// Those it belongs to.
    #[sqlx(rename = "belongs_to")]
    pub group: Option<String>,
    /// The code of its coupon.
    pub coupon: Option<String>,
    /// How many periods that has covered.
    pub cycles_used: Option<i64>,
    /// Its DNS name.
    pub domain: Option<String>,
    /// The currency of its price.
    pub currency: String,
    /// Months or years.
    pub period: String,
    /// How many of them.
    pub every: i64,
    /// When it began.
    pub started_on: String,
    /// When the next period begins.
    pub next_renewal_on: Option<String>,
    /// The day of the month on which periods begin.
    pub anchor_day: Option<i64>,
    /// The customer's own net price of a period, in minor units.
    pub price_minor: Option<i64>,
    /// Whether credit is used first; the account's choice if absent.
    pub credit_first: Option<bool>,
    /// Its state.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// The last day.
    pub ends_on: Option<String>,
    /// The scheduled change, as JSON.
    pub change: Option<String>,
    /// Where it is provisioned, as JSON.
    pub panel: Option<String>,
    /// Whether it renews by itself.
    pub auto_renew: bool,
}

/// Subscriptions by reference.
///
/// # Errors
/// When the statement fails.
pub async fn subscriptions(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Subscription>, StoreError> {
    rows!(
        tx,
        chunk,
        "select s.id, s.ref, a.ref as account, p.ref as plan, p.terms, s.label, s.domain,
             s.currency, s.period, s.every, s.started_on, s.next_renewal_on, s.anchor_day,
             s.price_minor, s.credit_first, s.status, s.reason, s.since, s.ends_on, s.change,
             s.panel, s.auto_renew, g.ref as belongs_to, c.code as coupon, h.cycles_used
         from subscription s join account a on a.id = s.account_id
         join plan p on p.id = s.plan_id
         left join subscription_group g on g.id = s.group_id
         left join subscription_coupon h on h.subscription_id = s.id
         left join coupon c on c.id = h.coupon_id
         where s.ref > $1 and ($2 is null or s.account_id = $2) order by s.ref limit $3"
    )
}

/// An add-on of a subscription.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Held {
    /// Of which subscription.
    pub subscription_id: String,
    /// The add-on.
    pub addon: String,
    /// The first day.
    pub from_day: String,
    /// The last day.
    pub to_day: Option<String>,
    /// The customer's own net price of a period, in minor units.
    pub price_minor: Option<i64>,
}

/// The add-ons of subscriptions, by reference.
///
/// # Errors
/// When the statement fails.
pub async fn held(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Held>, StoreError> {
    let text = "select h.subscription_id, d.ref as addon, h.from_day, h.to_day, h.price_minor
        from subscription_addon h join addon d on d.id = h.addon_id
        where h.subscription_id in ({keys}) order by h.subscription_id, d.ref";
    by_keys!(tx, Held, text, ids)
}

/// The payers of subscriptions (subscription, billing account), in order.
///
/// # Errors
/// When the statement fails.
pub async fn payers(tx: &mut Tx, ids: &[&str]) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select y.subscription_id, b.ref
        from payer y join billing_account b on b.id = y.billing_account_id
        where y.subscription_id in ({keys}) order by y.subscription_id, y.place";
    by_keys!(tx, (String, String), text, ids)
}
