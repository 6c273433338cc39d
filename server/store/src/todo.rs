//! What to-dos are made of and no other page of the account reads.

use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, SubscriptionId};
use model::money::Money;
use model::subscription::Status;
use model::time::Date;
use serde::Deserialize;

use crate::account::read::Frame;
use crate::column::{Json, word};
use crate::error::StoreError;
use crate::on;
use crate::packed::{self, RECORD, UNIT};
use crate::scope::Scope;
use crate::tx::Tx;

/// So many subscriptions that go somewhere are looked at, by the day on which they do.
const MOVING: i64 = 20;

/// What every page of an account needs, with what its to-dos are made of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// What every page needs.
    #[sqlx(flatten)]
    pub frame: Frame,
    credit_alert: Option<Json<BTreeMap<Currency, String>>>,
    moving: Option<String>,
}

/// A subscription that is to end or to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// The subscription.
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// Its state.
    pub status: Status,
    /// The last day, if one is set.
    pub ends_on: Option<Date>,
    /// When the next period would begin.
    pub next_on: Option<Date>,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// When the planned change comes.
    pub changes_on: Option<Date>,
}

/// As much of a planned change as counts here.
#[derive(Deserialize)]
struct Change {
    on: Date,
}

impl Row {
    /// The credit below which the customer wants to be told, by currency.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn least(&self) -> Result<Vec<Money>, StoreError> {
        let named = self.credit_alert.iter().flat_map(|alert| &alert.0);
        named
            .map(|(currency, amount)| {
                let unreadable = |cause| StoreError::unreadable("account.credit_alert", cause);
                Money::parse(amount, *currency).map_err(unreadable)
            })
            .collect()
    }

    /// The subscriptions that are to end or to change, the next first.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn moving(&self) -> Result<Vec<Moving>, StoreError> {
        packed::records(self.moving.as_deref())
            .map(|record| moving(&record))
            .collect()
    }
}

fn moving(record: &[&str]) -> Result<Moving, StoreError> {
    let unreadable = || StoreError::unreadable("subscription", "not seven fields");
    let &[id, name, status, ends, next, renews, change] = record else {
        return Err(unreadable());
    };
    let day = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| unreadable()),
    };
    let change: Option<Change> = match change {
        "" => None,
        text => {
            let broken = |cause| StoreError::unreadable("subscription.change", cause);
            Some(serde_json::from_str(text).map_err(broken)?)
        }
    };
    Ok(Moving {
        id: id.parse().map_err(|_| unreadable())?,
        name: name.to_owned(),
        status: word(status).map_err(|_| unreadable())?,
        ends_on: day(ends)?,
        next_on: day(next)?,
        auto_renew: renews == "yes",
        changes_on: change.map(|change| change.on),
    })
}

const READ: &str = "select coalesce(a.company, a.name) as name, a.ref as number, a.time_zone, \
     a.currency, a.closed_on, a.credit_alert, \
     (select string_agg(q.packed, $4 order by q.day, q.id) from \
         (select s.id, coalesce(s.ends_on, s.next_renewal_on) as day, \
             s.id || $3 || s.name || $3 || s.status || $3 || coalesce(s.ends_on, '') || $3 \
             || coalesce(s.next_renewal_on, '') || $3 \
             || case when s.auto_renew then 'yes' else 'no' end || $3 \
             || coalesce(s.change, '') as packed \
         from subscription s \
         where s.account_id = a.id \
             and (s.change is not null or s.status = 'cancelling' or not s.auto_renew) \
             and s.status in ('active', 'suspended', 'cancelling') \
             and ($2 is null or $2 like '%' || s.id || '%') \
         order by day, s.id limit $5) q) as moving \
     from account a where a.id = $1";

/// What every page of an account needs, with what its to-dos are made of: one statement, one row.
///
/// # Errors
/// When the statement fails.
pub async fn read(
    tx: &mut Tx,
    account: &AccountId,
    scope: &Scope,
) -> Result<Option<Row>, StoreError> {
    on!(tx, c => sqlx::query_as(READ)
        .bind(account.as_str()).bind(scope.text()).bind(UNIT).bind(RECORD).bind(MOVING)
        .fetch_optional(c).await)
}
