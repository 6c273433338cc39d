//! What to-dos are made of and no other page of the account reads.

use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, PersonId, SubscriptionId};
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

/// So many resources near their limit are looked at, those over it first.
const NEAR: i64 = 20;

/// What every page of an account needs, with what its to-dos are made of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// What every page needs.
    #[sqlx(flatten)]
    pub frame: Frame,
    credit_alert: Option<Json<BTreeMap<Currency, String>>>,
    /// How often in a row the charge of the automatic top-up was refused.
    pub top_up_declines: i64,
    moving: Option<String>,
    hand: Option<String>,
    near: Option<String>,
    snoozes: Option<String>,
}

/// A to-do that a person has put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snooze {
    /// The rule and what it is about.
    pub todo: String,
    /// The day on which it comes back.
    pub until: Date,
    /// What made it then.
    pub cause: String,
}

/// A resource that has come near its limit, or is over it, in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The subscription.
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// The terms of its plan, as JSON.
    pub terms: String,
    /// The resource.
    pub resource: String,
    /// The first day of the month.
    pub month: Date,
    /// What is used in it.
    pub used: i64,
    /// The limit in force.
    pub limit: i64,
    /// What the month costs so far, or will cost if it goes on: whichever is more.
    pub ahead: Money,
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

    /// The first subscription to renew that was put to be paid by hand: its name, and when.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn hand(&self) -> Result<Option<(SubscriptionId, String, Date)>, StoreError> {
        let unreadable = || StoreError::unreadable("payer", "not three fields");
        let record = packed::records(self.hand.as_deref()).next();
        let read = |record: Vec<&str>| match record.as_slice() {
            [id, name, on] => {
                let id = id.parse().map_err(|_| unreadable())?;
                Ok((
                    id,
                    (*name).to_owned(),
                    on.parse().map_err(|_| unreadable())?,
                ))
            }
            _ => Err(unreadable()),
        };
        record.map(read).transpose()
    }

    /// What has come near its limit, what is over it first.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn near(&self) -> Result<Vec<Near>, StoreError> {
        packed::records(self.near.as_deref())
            .map(|record| near(&record))
            .collect()
    }

    /// What the reader has put off.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn snoozes(&self) -> Result<Vec<Snooze>, StoreError> {
        let unreadable = || StoreError::unreadable("snooze", "not three fields");
        packed::records(self.snoozes.as_deref())
            .map(|record| match record.as_slice() {
                [todo, until, cause] => Ok(Snooze {
                    todo: (*todo).to_owned(),
                    until: until.parse().map_err(|_| unreadable())?,
                    cause: (*cause).to_owned(),
                }),
                _ => Err(unreadable()),
            })
            .collect()
    }
}

fn near(record: &[&str]) -> Result<Near, StoreError> {
    let unreadable = || StoreError::unreadable("usage_month", "not nine fields");
    let &[
        id,
        name,
        terms,
        resource,
        month,
        used,
        limit,
        currency,
        ahead,
    ] = record
    else {
        return Err(unreadable());
    };
    let number = |text: &str| text.parse().map_err(|_| unreadable());
    let currency: Currency = currency.parse().map_err(|_| unreadable())?;
    Ok(Near {
        id: id.parse().map_err(|_| unreadable())?,
        name: name.to_owned(),
        terms: terms.to_owned(),
        resource: resource.to_owned(),
        month: month.parse().map_err(|_| unreadable())?,
        used: number(used)?,
        limit: number(limit)?,
        ahead: Money::new(number(ahead)?, currency),
    })
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
     coalesce((select t.declines from top_up t where t.account_id = a.id \
         and t.rule = a.top_up), 0) as top_up_declines, \
     (select string_agg(q.packed, $4 order by q.day, q.id) from \
         (select s.id, coalesce(s.ends_on, s.next_renewal_on, '9999') as day, \
             s.id || $3 || s.name || $3 || s.status || $3 || coalesce(s.ends_on, '') || $3 \
             || coalesce(s.next_renewal_on, '') || $3 \
             || case when s.auto_renew then 'yes' else 'no' end || $3 \
             || coalesce(s.change, '') as packed \
         from subscription s \
         where s.account_id = a.id \
             and (s.change is not null or s.status = 'cancelling' or not s.auto_renew) \
             and s.status in ('active', 'suspended', 'cancelling') \
             and ($2 is null or $2 like '%' || s.id || '%') \
         order by day, s.id limit $5) q) as moving, \
     case when exists (select 1 from billing_account h where h.account_id = a.id \
             and h.method = 'bank_transfer' and h.status <> 'removed') then \
         (select s.id || $3 || s.name || $3 || s.next_renewal_on from subscription s \
         where s.account_id = a.id and s.auto_renew and s.next_renewal_on is not null \
             and s.status in ('pending', 'active', 'suspended') \
             and (select b.method from billing_account b where b.id = coalesce( \
                     (select y.billing_account_id from payer y where y.subscription_id = s.id \
                         order by y.place limit 1), \
                     (select d.id from billing_account d \
                         where d.account_id = a.id and d.is_default))) = 'bank_transfer' \
             and ($2 is null or $2 like '%' || s.id || '%') \
         order by s.next_renewal_on, s.id limit 1) end as hand, \
     (select string_agg(h.packed, $4 order by h.rank, h.id, h.resource) from \
         (select n.subscription_id as id, n.resource, \
             case when n.used < n.day_limit then 1 else 0 end as rank, \
             s.id || $3 || s.name || $3 || p.terms || $3 || n.resource || $3 || n.month || $3 \
             || cast(n.used as text) || $3 || cast(n.day_limit as text) || $3 || n.currency || $3 \
             || cast(n.ahead as text) as packed \
         from (select subscription_id, resource, month, day_limit, currency, \
                 case when resource = 'traffic' then total else day_used end as used, \
                 case when charge_minor > forecast_minor then charge_minor \
                     else forecast_minor end as ahead \
             from usage_month \
             where account_id = $1 and month between $6 and $7 and last_day is not null \
                 and day_limit is not null and total > 0 \
                 and case when resource = 'traffic' then total else day_used end \
                     >= day_limit - day_limit / 5) n \
         join subscription s on s.id = n.subscription_id \
         join plan p on p.id = s.plan_id \
         where s.status in ('active', 'suspended', 'cancelling') \
             and ($2 is null or $2 like '%' || s.id || '%') \
         order by rank, n.subscription_id, n.resource limit $8) h) as near, \
     (select string_agg(z.todo || $3 || z.until_day || $3 || z.cause, $4 order by z.todo) \
         from snooze z where z.account_id = $1 and z.person_id = $9) as snoozes \
     from account a where a.id = $1";

/// What every page of an account needs, with what its to-dos are made of: one statement, one row.
/// Which day it is there is not known before its time zone is read: the months are the first and
/// the last one that it may be in, by their first days.
///
/// # Errors
/// When the statement fails.
pub async fn read(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
    scope: &Scope,
    (first, last): (Date, Date),
) -> Result<Option<Row>, StoreError> {
    on!(tx, c => sqlx::query_as(READ)
        .bind(account.as_str()).bind(scope.text()).bind(UNIT).bind(RECORD).bind(MOVING)
        .bind(first.to_string()).bind(last.to_string()).bind(NEAR).bind(person.as_str())
        .fetch_optional(c).await)
}

/// Puts a to-do off for a person, or keeps the last day named; what has come back by `today` is
/// forgotten.
///
/// # Errors
/// When a statement fails.
pub async fn snooze(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
    of: &Snooze,
    today: Date,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "delete from snooze where account_id = $1 and person_id = $2 and until_day <= $3")
        .bind(account.as_str()).bind(person.as_str()).bind(today.to_string())
        .execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(
        "insert into snooze (account_id, person_id, todo, until_day, cause)
         values ($1, $2, $3, $4, $5)
         on conflict (account_id, person_id, todo) do update set
             until_day = excluded.until_day, cause = excluded.cause")
        .bind(account.as_str()).bind(person.as_str()).bind(of.todo.as_str())
        .bind(of.until.to_string()).bind(of.cause.as_str())
        .execute(c).await.map(drop))
}

/// Brings a to-do back, if the person has put it off.
///
/// # Errors
/// When the statement fails.
pub async fn wake(
    tx: &mut Tx,
    (account, person): (&AccountId, &PersonId),
    todo: &str,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "delete from snooze where account_id = $1 and person_id = $2 and todo = $3")
        .bind(account.as_str()).bind(person.as_str()).bind(todo)
        .execute(c).await.map(drop))
}
