//! Who pays what: the lists of payers of subscriptions and of the invoices that are open.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId, SubscriptionId};
use model::time::Date;

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::on;
use crate::packed::{self, RECORD, UNIT};
use crate::scope::Scope;
use crate::subscription::list::payers;
use crate::tx::Tx;

/// An open invoice that no payment is in flight for, seen from one of its subscriptions.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OpenOf {
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
    list: Option<String>,
    others: Option<String>,
}

impl OpenOf {
    /// The list of payers, in order.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn payers(&self) -> Result<Vec<BillingAccountId>, StoreError> {
        payers(self.list.as_deref())
    }

    /// The other subscriptions on it, by name.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn others(&self) -> Result<Vec<(SubscriptionId, String)>, StoreError> {
        let unreadable = || StoreError::unreadable("invoice_line.subscription_id", "no name");
        packed::records(self.others.as_deref())
            .map(|record| match record.as_slice() {
                [id, name] => {
                    let id = id.parse().map_err(|_| unreadable())?;
                    Ok((id, (*name).to_owned()))
                }
                _ => Err(unreadable()),
            })
            .collect()
    }
}

/// The open invoices of a subscription that no payment is in flight for, the first due first.
///
/// # Errors
/// When the statement fails.
pub async fn open_of(
    tx: &mut Tx,
    account: &AccountId,
    subscription: &SubscriptionId,
) -> Result<Vec<OpenOf>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.id, i.number, s.due_on, s.currency, s.open_minor,
             (select string_agg(y.billing_account_id, $4 order by y.place)
                 from invoice_payer y where y.invoice_id = i.id) as list,
             (select string_agg(d.id || $3 || d.name, $4 order by d.name, d.id)
                 from (select distinct t.id, t.name from invoice_line l
                     join subscription t on t.id = l.subscription_id
                     where l.invoice_id = i.id and t.id <> $2) d) as others
         from invoice_standing s join invoice i on i.id = s.invoice_id
         where s.account_id = $1 and s.open_minor > 0 and not s.in_flight
             and exists (select 1 from invoice_line m
                 where m.invoice_id = i.id and m.subscription_id = $2)
         order by s.due_on, i.id")
        .bind(account.as_str()).bind(subscription.as_str()).bind(UNIT).bind(RECORD)
        .fetch_all(c).await)
}

/// A place in a list of payers: whose list, the place from 0, and the billing account.
type Place = (String, i64, String);

const PAYER: Table = Table {
    name: "payer",
    columns: &["subscription_id", "place", "billing_account_id"],
    key: 2,
};

const INVOICE_PAYER: Table = Table {
    name: "invoice_payer",
    columns: &["invoice_id", "place", "billing_account_id"],
    key: 2,
};

fn cells((of, place, payer): &Place) -> Vec<crate::bulk::Cell> {
    row![of.as_str(), *place, payer.as_str()]
}

/// The same list for each of them.
fn places(each: &[&str], list: &[BillingAccountId]) -> Vec<Place> {
    let places = |of: &&str| {
        let list = (0..).zip(list);
        let places = list.map(|(place, payer)| ((*of).to_owned(), place, payer.to_string()));
        places.collect::<Vec<Place>>()
    };
    each.iter().flat_map(places).collect()
}

/// Gives a subscription another list of payers. Its account is locked.
///
/// # Errors
/// `ForeignKey` when one of them is not there.
pub async fn assign(
    tx: &mut Tx,
    subscription: &SubscriptionId,
    list: &[BillingAccountId],
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("delete from payer where subscription_id = $1")
        .bind(subscription.as_str()).execute(c).await.map(drop))?;
    PAYER
        .add(tx, &places(&[subscription.as_str()], list), cells)
        .await
}

/// Gives invoices another list of payers. Their account is locked, and none of them is in flight.
///
/// # Errors
/// `ForeignKey` when one of them is not there.
pub async fn assign_invoices(
    tx: &mut Tx,
    invoices: &[&str],
    list: &[BillingAccountId],
) -> Result<(), StoreError> {
    let text = "delete from invoice_payer where invoice_id in ({keys}) returning invoice_id";
    by_keys!(tx, (String,), text, invoices)?;
    INVOICE_PAYER.add(tx, &places(invoices, list), cells).await
}

/// One billing account in the place of another.
#[derive(Clone, Copy, Debug)]
pub struct Instead<'a> {
    /// Whose they are.
    pub account: &'a AccountId,
    /// The one that goes.
    pub old: &'a BillingAccountId,
    /// The one that comes; where it stands in a list already, it keeps its place.
    pub new: &'a BillingAccountId,
    /// For that subscription and its invoices only.
    pub only: Option<&'a SubscriptionId>,
}

/// Puts one billing account in the place of another in the lists of subscriptions, and of invoices
/// that are open: what a payment in flight is charged to stands in its order; how many lists that
/// were. The account is locked.
///
/// # Errors
/// `ForeignKey` when the new one is not there.
pub async fn instead(tx: &mut Tx, of: Instead<'_>) -> Result<u64, StoreError> {
    let texts = [
        "delete from payer where billing_account_id = $1
             and subscription_id in (select s.id from subscription s where s.account_id = $3)
             and ($4 is null or subscription_id = $4)
             and exists (select 1 from payer o where o.subscription_id = payer.subscription_id
                 and o.billing_account_id = $2)",
        "update payer set billing_account_id = $2 where billing_account_id = $1
             and subscription_id in (select s.id from subscription s where s.account_id = $3)
             and ($4 is null or subscription_id = $4)",
        "delete from invoice_payer where billing_account_id = $1
             and invoice_id in (select s.invoice_id from invoice_standing s
                 where s.account_id = $3 and s.open_minor > 0)
             and ($4 is null or invoice_id in (select l.invoice_id from invoice_line l
                 where l.subscription_id = $4))
             and exists (select 1 from invoice_payer o
                 where o.invoice_id = invoice_payer.invoice_id and o.billing_account_id = $2)",
        "update invoice_payer set billing_account_id = $2 where billing_account_id = $1
             and invoice_id in (select s.invoice_id from invoice_standing s
                 where s.account_id = $3 and s.open_minor > 0)
             and ($4 is null or invoice_id in (select l.invoice_id from invoice_line l
                 where l.subscription_id = $4))",
    ];
    let mut changed = 0;
    for text in texts {
        changed += on!(tx, c => sqlx::query(text)
            .bind(of.old.as_str()).bind(of.new.as_str()).bind(of.account.as_str())
            .bind(of.only.map(SubscriptionId::as_str))
            .execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(changed)
}

/// What a billing account has to do.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Task {
    /// The subscription.
    #[sqlx(try_from = "String")]
    pub id: SubscriptionId,
    /// Its name.
    pub name: String,
    /// Whether it names no payer of its own: the default pays.
    pub by_default: bool,
}

/// The subscriptions that have not ended and name a billing account, or no payer at all where it
/// is the default: the first of them by name.
///
/// # Errors
/// When the statement fails.
pub async fn tasks(
    tx: &mut Tx,
    account: &AccountId,
    (payer, is_default): (&BillingAccountId, bool),
    rows: i64,
) -> Result<Vec<Task>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select s.id, s.name, not exists (select 1 from payer o
             where o.subscription_id = s.id) as by_default
         from subscription s
         where s.account_id = $1 and s.status in ('pending', 'active', 'suspended', 'cancelling')
             and (exists (select 1 from payer y
                     where y.subscription_id = s.id and y.billing_account_id = $2)
                 or ($3 and not exists (select 1 from payer o where o.subscription_id = s.id)))
         order by s.sort_name, s.id limit $4")
        .bind(account.as_str()).bind(payer.as_str()).bind(is_default).bind(rows)
        .fetch_all(c).await)
}

/// How many open invoices name a billing account.
///
/// # Errors
/// When the statement fails.
pub async fn open_with(
    tx: &mut Tx,
    account: &AccountId,
    payer: &BillingAccountId,
) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select count(*) from invoice_payer y
         join invoice_standing s on s.invoice_id = y.invoice_id
         where s.account_id = $1 and y.billing_account_id = $2 and s.open_minor > 0")
        .bind(account.as_str()).bind(payer.as_str()).fetch_one(c).await)
}

/// How much of what names a billing account lies outside a scope: subscriptions that have not
/// ended, and open invoices that are not in flight and hold no subscription within it.
///
/// # Errors
/// When the statement fails.
pub async fn beyond(
    tx: &mut Tx,
    (account, payer): (&AccountId, &BillingAccountId),
    scope: &Scope,
) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select (select count(*) from payer y join subscription s on s.id = y.subscription_id
             where s.account_id = $1 and y.billing_account_id = $2
                 and s.status in ('pending', 'active', 'suspended', 'cancelling')
                 and $3 not like '%' || s.id || '%')
             + (select count(*) from invoice_payer y
             join invoice_standing s on s.invoice_id = y.invoice_id
             where s.account_id = $1 and y.billing_account_id = $2 and s.open_minor > 0
                 and not s.in_flight
                 and exists (select 1 from invoice_line l where l.invoice_id = y.invoice_id
                     and l.subscription_id is not null)
                 and not exists (select 1 from invoice_line l where l.invoice_id = y.invoice_id
                     and $3 like '%' || l.subscription_id || '%'))")
        .bind(account.as_str()).bind(payer.as_str()).bind(scope.text().unwrap_or_default())
        .fetch_one(c).await)
}
