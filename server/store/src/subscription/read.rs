//! What only the page of one subscription shows.

use model::id::SubscriptionId;
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// An add-on in force on a subscription.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Addon {
    /// Its name.
    pub name: String,
    /// Its terms, as JSON.
    pub terms: String,
    /// The first day.
    #[sqlx(try_from = "String")]
    pub from_day: Date,
    /// The last day.
    pub to_day: Option<As<Date>>,
    /// The customer's own net price of a period, in minor units.
    pub price_minor: Option<i64>,
}

/// The add-ons in force on a day, by name.
///
/// # Errors
/// When the statement fails.
pub async fn addons(
    tx: &mut Tx,
    subscription: &SubscriptionId,
    today: Date,
) -> Result<Vec<Addon>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select d.name, d.terms, a.from_day, a.to_day, a.price_minor
         from subscription_addon a join addon d on d.id = a.addon_id
         where a.subscription_id = $1 and a.from_day <= $2
             and (a.to_day is null or a.to_day >= $2)
         order by d.name, d.id")
        .bind(subscription.as_str()).bind(today.to_string()).fetch_all(c).await)
}
