//! Money that came in without a payment order: transfers, and what they may pay.

use model::currency::Currency;
use model::id::{AccountId, InvoiceId, TransferId};
use model::time::Date;

use crate::bulk::by_keys;
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

mod alike;

pub use alike::{Alike, alike, by_source};

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Transfer {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: TransferId,
    /// What it is booked once by.
    pub source: String,
    /// Whose it is; none as long as nobody knows.
    pub account_id: Option<As<AccountId>>,
    /// The day on which it came.
    #[sqlx(rename = "on_day", try_from = "String")]
    pub on: Date,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, above zero, in minor units.
    pub amount_minor: i64,
    /// What came with it.
    pub reference: String,
    /// The payer's name.
    pub party: Option<String>,
    /// The payer's bank account.
    pub iban: Option<String>,
    /// By what it was matched.
    pub rule: String,
    /// When it was booked, µs.
    pub at: i64,
}

/// Adds money that came in; false if it was booked before, by its source.
///
/// # Errors
/// `Check` when it is of nothing.
pub async fn add(tx: &mut Tx, it: &Transfer) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "insert into transfer (id, source, account_id, on_day, currency, amount_minor,
                 reference, party, iban, rule, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (source) do nothing",
        )
        .bind(it.id.as_str())
        .bind(&it.source)
        .bind(it.account_id.as_ref().map(|As(id)| id.as_str()))
        .bind(it.on.to_string())
        .bind(it.currency.code())
        .bind(it.amount_minor)
        .bind(&it.reference)
        .bind(&it.party)
        .bind(&it.iban)
        .bind(&it.rule)
        .bind(it.at)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Says whose money is that was nobody's; false if it is somebody's.
///
/// # Errors
/// The engine's.
pub async fn claim(tx: &mut Tx, id: &TransferId, account: &AccountId) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query("update transfer set account_id = $2 where id = $1 and account_id is null")
            .bind(id.as_str())
            .bind(account.as_str())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Money that came in, by its id.
///
/// # Errors
/// The engine's.
pub async fn one(tx: &mut Tx, id: &TransferId) -> Result<Option<Transfer>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, source, account_id, on_day, currency, amount_minor, reference, party, iban,
             rule, at from transfer where id = $1")
        .bind(id.as_str()).fetch_optional(c).await)
}

/// The accounts, two at most, that have certainly paid from a bank account before. An amount alone
/// may be anybody's; what nothing matched was claimed by the provider.
///
/// # Errors
/// The engine's.
pub async fn payers(tx: &mut Tx, iban: &str) -> Result<Vec<As<AccountId>>, StoreError> {
    let found: Vec<(As<AccountId>,)> = on!(tx, c => sqlx::query_as(
        "select distinct account_id from transfer
         where iban = $1 and account_id is not null and rule <> 'amount'
         order by account_id limit 2")
        .bind(iban).fetch_all(c).await)?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// An invoice that a reference names.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Named {
    /// Its number as it stands in references: letters and digits alone.
    pub plain: String,
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub invoice_id: InvoiceId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
}

/// The invoices with these numbers, as they stand in references.
///
/// # Errors
/// The engine's.
pub async fn named(tx: &mut Tx, plain: &[&str]) -> Result<Vec<Named>, StoreError> {
    let text = "select replace(replace(replace(replace(replace(
             upper(number), '-', ''), '/', ''), '.', ''), '_', ''), ' ', '') as plain,
             id as invoice_id, account_id from invoice
         where replace(replace(replace(replace(replace(
             upper(number), '-', ''), '/', ''), '.', ''), '_', ''), ' ', '') in ({keys})
         order by id";
    by_keys!(tx, Named, text, plain)
}

/// An invoice of which something is open.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Its currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// What is open of it, above zero, in minor units.
    pub open_minor: i64,
    /// When it is due.
    #[sqlx(try_from = "String")]
    pub due_on: Date,
    /// Whether a payment of it is in flight.
    pub in_flight: bool,
}

macro_rules! open_where {
    ($condition:literal) => {
        concat!(
            "select s.invoice_id as id, i.number, s.account_id, s.currency, s.open_minor, s.due_on,
                 s.in_flight
             from invoice_standing s join invoice i on i.id = s.invoice_id
             where s.open_minor > 0 and ",
            $condition
        )
    };
}

/// Which of these invoices are open.
///
/// # Errors
/// The engine's.
pub async fn open_of(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<Open>, StoreError> {
    let text = open_where!("s.invoice_id in ({keys}) order by s.invoice_id");
    by_keys!(tx, Open, text, invoices)
}

/// What is open of an account, or of all (none), in a currency: exactly so much, two at most.
///
/// # Errors
/// The engine's.
pub async fn open_exactly(
    tx: &mut Tx,
    account: Option<&AccountId>,
    (currency, minor): (Currency, i64),
) -> Result<Vec<Open>, StoreError> {
    let text = open_where!(
        "s.open_minor = $1 and s.currency = $2 and not s.in_flight
             and ($3 is null or s.account_id = $3) order by s.invoice_id limit 2"
    );
    on!(tx, c => sqlx::query_as(text)
        .bind(minor).bind(currency.code()).bind(account.map(AccountId::as_str))
        .fetch_all(c).await)
}

/// All that is open of an account in a currency.
///
/// # Errors
/// The engine's.
pub async fn open_of_account(
    tx: &mut Tx,
    account: &AccountId,
    currency: Currency,
) -> Result<Vec<Open>, StoreError> {
    let text = open_where!("s.account_id = $1 and s.currency = $2 order by s.due_on, s.invoice_id");
    on!(tx, c => sqlx::query_as(text)
        .bind(account.as_str()).bind(currency.code()).fetch_all(c).await)
}

/// The id and the time zone of an account, by the provider's own id for it or by its own.
///
/// # Errors
/// The engine's.
pub async fn account(
    tx: &mut Tx,
    name: &str,
) -> Result<Option<(As<AccountId>, String)>, StoreError> {
    on!(tx, c => sqlx::query_as("select id, time_zone from account where ref = $1 or id = $1")
        .bind(name).fetch_optional(c).await)
}

/// An invoice as the provider names it: by his own id for it, or by its own.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: InvoiceId,
    /// The provider's own id for it.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its number.
    pub number: String,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Its currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
}

/// Invoices by their ids, or by the provider's own.
///
/// # Errors
/// The engine's.
pub async fn invoices(tx: &mut Tx, names: &[&str]) -> Result<Vec<Known>, StoreError> {
    let text = "select id, ref, number, account_id, currency from invoice where ref in ({keys})";
    let mut found = by_keys!(tx, Known, text, names)?;
    let text = "select id, ref, number, account_id, currency from invoice where id in ({keys})";
    for known in by_keys!(tx, Known, text, names)? {
        if !found.contains(&known) {
            found.push(known);
        }
    }
    Ok(found)
}

/// What of money that came in is nobody's, in minor units.
///
/// # Errors
/// The engine's.
pub async fn nobodys(tx: &mut Tx, id: &str) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select cast(coalesce(-sum(amount_minor), 0) as bigint) from ledger_entry
         where payment_ref = $1 and book = 'unapplied' and account_id is null")
        .bind(id).fetch_one(c).await)
}

/// Money that stands on `unapplied`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unapplied {
    /// Of which payment order or transfer.
    pub payment: String,
    /// Whose it is, by the provider's own id.
    pub account: Option<String>,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, above zero, in minor units.
    pub amount_minor: i64,
    /// What of that is on its way back, in minor units.
    pub going_minor: i64,
    /// The number of the invoice that it names, if it names one.
    pub invoice: Option<String>,
    /// Whether something else was captured than was asked.
    pub quarantined: bool,
    /// What came with a transfer.
    pub reference: Option<String>,
    /// Its payer's name.
    pub party: Option<String>,
    /// Its payer's bank account.
    pub iban: Option<String>,
    /// When it was booked, µs.
    pub at: i64,
}

/// What stands on `unapplied` after a payment, in the order of payments: all of it, or what is in
/// quarantine.
///
/// # Errors
/// The engine's.
pub async fn unapplied(
    tx: &mut Tx,
    after: &str,
    (quarantined, most): (bool, i64),
) -> Result<Vec<Unapplied>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select u.payment, a.ref as account, u.currency, u.amount_minor,
             cast(coalesce((select sum(r.amount_minor) from refund r
                 where r.payment_id = u.payment and r.book = 'unapplied'
                     and r.currency = u.currency
                     and r.next_look_at is not null), 0) as bigint) as going_minor,
             i.number as invoice, coalesce(p.quarantined, false) as quarantined,
             f.reference, f.party, f.iban, u.at
         from (select e.payment_ref as payment, e.account_id, e.currency,
                 cast(-sum(e.amount_minor) as bigint) as amount_minor,
                 case when count(e.invoice_id) = count(*) and min(e.invoice_id) = max(e.invoice_id)
                     then min(e.invoice_id) end as invoice_id, min(t.at) as at
             from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
             where e.book = 'unapplied' and e.payment_ref > $1
             group by e.payment_ref, e.account_id, e.currency
             having sum(e.amount_minor) < 0) u
         left join account a on a.id = u.account_id
         left join invoice i on i.id = u.invoice_id
         left join payment p on p.id = u.payment
         left join transfer f on f.id = u.payment
         where not $2 or p.quarantined
         order by u.payment, u.currency limit $3")
        .bind(after).bind(quarantined).bind(most).fetch_all(c).await)
}

/// How much stands on `unapplied` and is nobody's, counted up to `most`.
///
/// # Errors
/// The engine's.
pub async fn nobodys_up_to(tx: &mut Tx, most: i64) -> Result<i64, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select count(*) from (select e.payment_ref from ledger_entry e
             where e.book = 'unapplied' and e.account_id is null
             group by e.payment_ref having sum(e.amount_minor) < 0 limit $1) n")
        .bind(most).fetch_one(c).await)
}

/// Takes the row of money that is nobody's; false if it is somebody's.
///
/// # Errors
/// The engine's.
pub async fn lock(tx: &mut Tx, id: &TransferId) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query("update transfer set rule = rule where id = $1 and account_id is null")
            .bind(id.as_str())
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}
