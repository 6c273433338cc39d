//! What is assigned to billing accounts: grouped by payer list in the engine, so that an account
//! of thousands of subscriptions is a handful of rows.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::packed::{RECORD, UNIT};
use crate::subscription::list::{Ask, Row, columns, payers};
use crate::tx::Tx;

/// One of the first subscriptions that are alike.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Assigned {
    /// The subscription.
    #[sqlx(flatten)]
    pub row: Row,
    /// How many are like it and itself, where it is the first of them; else none.
    pub total: i64,
    /// The first renewal of any of them.
    pub renews_on: Option<As<Date>>,
}

const SUBSCRIPTIONS: &str = concat!(
    "with held as (select s.id, s.sort_name, s.currency, ",
    "         case when s.auto_renew and s.status <> 'cancelling' ",
    "             then s.next_renewal_on end as renews_on, ",
    "         (select string_agg(y.billing_account_id, $5 order by y.place) ",
    "             from payer y where y.subscription_id = s.id) as list, ",
    "         case when $6 then s.plan_id || s.started_on || s.period || cast(s.every as text) ",
    "             || coalesce(cast(s.price_minor as text), '') || coalesce((select string_agg( ",
    "                     a.addon_id || a.from_day || coalesce(cast(a.price_minor as text), ''), ",
    "                     $5 order by a.addon_id) ",
    "                 from subscription_addon a where a.subscription_id = s.id ",
    "                     and a.from_day <= $3 and (a.to_day is null or a.to_day >= $3)), '') ",
    "         end as price ",
    "     from subscription s ",
    "     where s.account_id = $1 and ($2 is null or $2 like '%' || s.id || '%') ",
    "         and s.status in ('pending', 'active', 'suspended', 'cancelling')), ",
    " ranked as (select id, row_number() over (alike order by sort_name, id) as place, ",
    "         count(*) over alike as total, min(renews_on) over alike as soonest ",
    "     from held ",
    "     window alike as (partition by list, currency, substr(renews_on, 1, 7), price)) ",
    columns!(),
    ", case when ranked.place = 1 then ranked.total else 0 end as total, ",
    "ranked.soonest as renews_on ",
    "from ranked join subscription s on s.id = ranked.id join plan p on p.id = s.plan_id ",
    "where ranked.place <= $7 order by s.sort_name, s.id"
);

/// The first subscriptions by name of each list of payers, currency and month of renewal and, if
/// asked for, of each price; those that have ended are left out.
///
/// # Errors
/// When the statement fails.
pub async fn subscriptions(
    tx: &mut Tx,
    ask: Ask<'_>,
    by_price: bool,
    first: i64,
) -> Result<Vec<Assigned>, StoreError> {
    on!(tx, c => sqlx::query_as(SUBSCRIPTIONS)
        .bind(ask.account.as_str()).bind(ask.scope.text()).bind(ask.today.to_string())
        .bind(UNIT).bind(RECORD).bind(by_price).bind(first).fetch_all(c).await)
}

/// An open invoice that no payment is in flight for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Open {
    list: Option<String>,
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// When it is due.
    #[sqlx(try_from = "String")]
    pub due_on: Date,
    /// The currency of its amounts.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What is to be paid, in minor units.
    pub open_minor: i64,
    /// Whether credit is used before the payer.
    pub credit_first: bool,
    /// Whether all that it is for has ended: nobody is charged for it by itself.
    pub ended: bool,
    /// The policy of its seller, as JSON, where it is due.
    pub policy: Option<String>,
    /// What the run has done about it, as JSON; none before the run has seen it.
    pub stage: Option<String>,
}

impl Open {
    /// The list of payers, in order.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn payers(&self) -> Result<Vec<BillingAccountId>, StoreError> {
        payers(self.list.as_deref())
    }
}

/// The first open invoices of an account by due date, as they stand today.
///
/// # Errors
/// When the statement fails.
pub async fn invoices(
    tx: &mut Tx,
    account: &AccountId,
    (today, rows): (Date, i64),
) -> Result<Vec<Open>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.id, i.number, s.due_on, s.currency, s.open_minor, i.credit_first, d.stage,
             case when s.due_on <= $4 then q.policy end as policy,
             coalesce((select min(case when b.status in ('cancelled', 'expired', 'terminated')
                     then 1 else 0 end) = 1
                 from invoice_line l join subscription b on b.id = l.subscription_id
                 where l.invoice_id = s.invoice_id), false) as ended,
             (select string_agg(y.billing_account_id, $2 order by y.place)
                 from invoice_payer y where y.invoice_id = s.invoice_id) as list
         from invoice_standing s join invoice i on i.id = s.invoice_id
         join seller q on q.id = i.seller_id
         left join dunning d on d.invoice_id = s.invoice_id
         where s.account_id = $1 and s.open_minor > 0 and not s.in_flight
         order by s.due_on, s.invoice_id limit $3")
        .bind(account.as_str()).bind(RECORD).bind(rows).bind(today.to_string())
        .fetch_all(c).await)
}
