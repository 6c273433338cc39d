//! What is assigned to billing accounts: grouped by payer list in the engine, so that an account
//! of thousands of subscriptions is a handful of rows.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, SubscriptionId};
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::packed::RECORD;
use crate::scope::Scope;
use crate::subscription::list::payers;
use crate::tx::Tx;

/// One of the first subscriptions with a list of payers and a currency.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Assigned {
    list: Option<String>,
    /// The currency of its price.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The subscription.
    #[sqlx(try_from = "String")]
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// What it is sorted by.
    pub sort_name: String,
    /// How many have this list and currency.
    pub total: i64,
    /// The first renewal of any of them.
    pub renews_on: Option<As<Date>>,
}

impl Assigned {
    /// The list of payers, in order.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn payers(&self) -> Result<Vec<BillingAccountId>, StoreError> {
        payers(self.list.as_deref())
    }
}

/// The first subscriptions by name of each list of payers and currency; those that have ended are
/// left out.
///
/// # Errors
/// When the statement fails.
pub async fn subscriptions(
    tx: &mut Tx,
    account: &AccountId,
    scope: &Scope,
    first: i64,
) -> Result<Vec<Assigned>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "with held as (select s.id, s.name, s.sort_name, s.currency,
                 case when s.auto_renew then s.next_renewal_on end as renews_on,
                 (select string_agg(y.billing_account_id, $3 order by y.place)
                     from payer y where y.subscription_id = s.id) as list
             from subscription s
             where s.account_id = $1 and ($2 is null or $2 like '%' || s.id || '%')
                 and s.status in ('pending', 'active', 'suspended', 'cancelling')),
         ranked as (select held.*,
                 row_number() over (partition by list, currency order by sort_name, id) as place,
                 count(*) over (partition by list, currency) as total,
                 min(renews_on) over (partition by list, currency) as soonest
             from held)
         select list, currency, id, name, sort_name, total, soonest as renews_on
         from ranked where place <= $4 order by sort_name, id")
        .bind(account.as_str()).bind(scope.text()).bind(RECORD).bind(first).fetch_all(c).await)
}

/// An open invoice that no payment is in flight for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Open {
    list: Option<String>,
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

/// The first open invoices of an account by due date.
///
/// # Errors
/// When the statement fails.
pub async fn invoices(
    tx: &mut Tx,
    account: &AccountId,
    rows: i64,
) -> Result<Vec<Open>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.number, s.due_on, s.currency, s.open_minor, i.credit_first,
             (select string_agg(y.billing_account_id, $2 order by y.place)
                 from invoice_payer y where y.invoice_id = s.invoice_id) as list
         from invoice_standing s join invoice i on i.id = s.invoice_id
         where s.account_id = $1 and s.open_minor > 0 and not s.in_flight
         order by s.due_on, s.invoice_id limit $3")
        .bind(account.as_str()).bind(RECORD).bind(rows).fetch_all(c).await)
}
