//! Subscriptions in lists: one statement a page, add-ons and payers packed into their row.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, SubscriptionId};
use model::subscription::{Cycle, PlanKind, Status};
use model::time::Date;

use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::packed::{self, RECORD, UNIT};
use crate::scope::Scope;
use crate::tx::Tx;

/// One subscription in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// The subscription.
    #[sqlx(try_from = "String")]
    pub id: SubscriptionId,
    /// The domain, else the label, else the plan's name.
    pub name: String,
    /// What it is sorted by.
    pub sort_name: String,
    /// The customer's own label.
    pub label: Option<String>,
    /// The plan's name.
    pub plan: String,
    /// The plan's kind.
    pub plan_kind: Word<PlanKind>,
    /// The plan's terms, as JSON.
    pub terms: String,
    /// Its state.
    pub status: Word<Status>,
    /// Why.
    pub reason: Option<String>,
    /// The last day.
    pub ends_on: Option<As<Date>>,
    /// The currency of its price.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// Months or years.
    pub period: Word<Cycle>,
    /// How many of them.
    pub every: i64,
    /// When it began.
    #[sqlx(try_from = "String")]
    pub started_on: Date,
    /// When the next period begins.
    pub next_renewal_on: Option<As<Date>>,
    /// The customer's own net price of a period, in minor units.
    pub price_minor: Option<i64>,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// Whether an invoice of it is overdue, and no payment of that under way.
    pub overdue: bool,
    /// Since when it is in its state; told of one alone.
    #[sqlx(default)]
    pub since: Option<As<Date>>,
    /// The policy of the account's seller, as JSON; told of one alone.
    #[sqlx(default)]
    pub policy: Option<String>,
    addons: Option<String>,
    payers: Option<String>,
}

/// An add-on in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The first day.
    pub from: Date,
    /// The customer's own net price of a period, in minor units.
    pub price_minor: Option<i64>,
    /// The add-on's terms, as JSON.
    pub terms: String,
}

impl Row {
    /// The add-ons in force, by name.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn addons(&self) -> Result<Vec<Held>, StoreError> {
        let unreadable = || StoreError::unreadable("subscription_addon", "not three fields");
        packed::records(self.addons.as_deref())
            .map(|record| match record.as_slice() {
                [from, price, terms] => Ok(Held {
                    from: from.parse().map_err(|_| unreadable())?,
                    price_minor: match *price {
                        "" => None,
                        price => Some(price.parse().map_err(|_| unreadable())?),
                    },
                    terms: (*terms).to_owned(),
                }),
                _ => Err(unreadable()),
            })
            .collect()
    }

    /// Its own list of payers, in order.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn payers(&self) -> Result<Vec<BillingAccountId>, StoreError> {
        payers(self.payers.as_deref())
    }
}

/// A packed list of payers.
pub(crate) fn payers(column: Option<&str>) -> Result<Vec<BillingAccountId>, StoreError> {
    column
        .into_iter()
        .flat_map(|list| list.split(RECORD))
        .map(|id| {
            let id = id.parse();
            id.map_err(|cause| StoreError::unreadable("payer.billing_account_id", cause))
        })
        .collect()
}

macro_rules! columns {
    () => {
        "select s.id, s.name, s.sort_name, s.label, p.name as plan, s.plan_kind, p.terms, \
         s.status, s.reason, s.ends_on, s.currency, s.period, s.every, s.started_on, \
         s.next_renewal_on, s.price_minor, s.auto_renew, \
         (select string_agg(a.from_day || $4 || coalesce(cast(a.price_minor as text), '') \
             || $4 || d.terms, $5 order by d.name, d.id) \
             from subscription_addon a join addon d on d.id = a.addon_id \
             where a.subscription_id = s.id and a.from_day <= $3 \
                 and (a.to_day is null or a.to_day >= $3)) as addons, \
         (select string_agg(y.billing_account_id, $5 order by y.place) \
             from payer y where y.subscription_id = s.id) as payers, \
         s.id in (select l.subscription_id \
             from invoice_standing v join invoice_line l on l.invoice_id = v.invoice_id \
             where v.account_id = $1 and v.open_minor > 0 and not v.in_flight \
                 and v.due_on < $3 and l.subscription_id is not null) as overdue "
    };
}
pub(crate) use columns;

macro_rules! rows {
    ($($more:literal)?) => {
        concat!(
            columns!(),
            $($more,)?
            "from subscription s join plan p on p.id = s.plan_id \
             where s.account_id = $1 and ($2 is null or $2 like '%' || s.id || '%') "
        )
    };
}

/// What is out of service, then what has an overdue invoice, then the others. Only those that are
/// shown are read whole.
const ATTENTION: &str = concat!(
    columns!(),
    "from (select t.id, case when t.attention = 0 then 0 when t.id in (select m.subscription_id \
             from invoice_standing w join invoice_line m on m.invoice_id = w.invoice_id \
             where w.account_id = $1 and w.open_minor > 0 and not w.in_flight and w.due_on < $3) \
             then 1 else t.attention + 1 end as rank \
         from subscription t \
         where t.account_id = $1 and ($2 is null or $2 like '%' || t.id || '%') \
         order by rank, t.sort_name, t.id limit $6) f \
     join subscription s on s.id = f.id join plan p on p.id = s.plan_id \
     order by f.rank, s.sort_name, s.id"
);

const BY_NAME: &str = concat!(
    rows!(),
    "and (s.sort_name, s.id) > ($7, $8) \
     and ($9 is null or s.search like $9 escape '\\') \
     and ($10 is null or s.plan_kind = $10) and ($11 is null or s.status = $11) \
     order by s.sort_name, s.id limit $6"
);

const ONE: &str = concat!(
    rows!(
        ", s.since, (select q.policy from account a join seller q on q.id = a.seller_id \
             where a.id = s.account_id) as policy "
    ),
    "and s.id = $6"
);

/// Whose subscriptions, how far the reader sees, and the day on which add-ons count.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Whose.
    pub account: &'a AccountId,
    /// The subscriptions that the reader may see.
    pub scope: &'a Scope,
    /// Today in the account's zone.
    pub today: Date,
}

/// What a list is narrowed to, and where its page begins.
#[derive(Clone, Debug, Default)]
pub struct Narrow<'a> {
    /// The key of the row before the page: sort name and subscription.
    pub after: Option<&'a (String, SubscriptionId)>,
    /// A pattern for name, label and plan.
    pub search: Option<&'a str>,
    /// One kind of plan.
    pub kind: Option<PlanKind>,
    /// One state.
    pub status: Option<Status>,
}

macro_rules! asked {
    ($text:expr, $ask:expr) => {
        sqlx::query_as::<_, Row>($text)
            .bind($ask.account.as_str())
            .bind($ask.scope.text())
            .bind($ask.today.to_string())
            .bind(UNIT)
            .bind(RECORD)
    };
}

/// The first subscriptions, what needs attention first.
///
/// # Errors
/// When the statement fails.
pub async fn attention(tx: &mut Tx, ask: Ask<'_>, rows: i64) -> Result<Vec<Row>, StoreError> {
    on!(tx, c => asked!(ATTENTION, ask).bind(rows).fetch_all(c).await)
}

/// A page of subscriptions by name.
///
/// # Errors
/// When the statement fails.
pub async fn by_name(
    tx: &mut Tx,
    ask: Ask<'_>,
    narrow: &Narrow<'_>,
    rows: i64,
) -> Result<Vec<Row>, StoreError> {
    let (name, id) = narrow
        .after
        .map_or(("", ""), |(name, id)| (name.as_str(), id.as_str()));
    on!(tx, c => asked!(BY_NAME, ask).bind(rows).bind(name).bind(id).bind(narrow.search)
        .bind(narrow.kind.map(PlanKind::as_str)).bind(narrow.status.map(Status::as_str))
        .fetch_all(c).await)
}

/// One subscription, as the lists show it.
///
/// # Errors
/// When the statement fails.
pub async fn one(
    tx: &mut Tx,
    ask: Ask<'_>,
    subscription: &SubscriptionId,
) -> Result<Option<Row>, StoreError> {
    on!(tx, c => asked!(ONE, ask).bind(subscription.as_str()).fetch_optional(c).await)
}
