//! One billing account: what charges it, what is told of it, what was charged.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PersonId};
use model::invoice::Address;
use model::payment::OrderState;

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::packed::RECORD;
use crate::tx::Tx;

/// What is known of one beside what lists show.
#[derive(Clone, sqlx::FromRow)]
pub struct Detail {
    /// The gateway.
    pub gateway: String,
    /// Its token there.
    pub token: String,
    /// The customer's name there.
    pub customer_token: Option<String>,
    /// The billing address.
    pub address: Option<Json<Address>>,
    /// The mandate, as JSON.
    pub mandate: Option<String>,
}

/// What is known of one.
///
/// # Errors
/// The engine's.
pub async fn detail(
    tx: &mut Tx,
    account: &AccountId,
    id: &BillingAccountId,
) -> Result<Option<Detail>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select gateway, token, customer_token, address, mandate from billing_account
         where account_id = $1 and id = $2")
        .bind(account.as_str()).bind(id.as_str()).fetch_optional(c).await)
}

/// The customer's name at a gateway, if a billing account of the account has one.
///
/// # Errors
/// The engine's.
pub async fn customer(
    tx: &mut Tx,
    account: &AccountId,
    gateway: &str,
) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar(
        "select customer_token from billing_account
         where account_id = $1 and gateway = $2 and customer_token is not null
         order by id desc limit 1")
        .bind(account.as_str()).bind(gateway).fetch_optional(c).await)
}

/// The address of an account.
///
/// # Errors
/// The engine's.
pub async fn address(tx: &mut Tx, account: &AccountId) -> Result<Option<Address>, StoreError> {
    let found: Option<Json<Address>> = on!(tx, c => sqlx::query_scalar(
        "select address from account where id = $1 and address is not null")
        .bind(account.as_str()).fetch_optional(c).await)?;
    Ok(found.map(|Json(address)| address))
}

/// The members of an account who may sign in, by name; and whether they share a billing account.
///
/// # Errors
/// The engine's.
pub async fn members(
    tx: &mut Tx,
    account: &AccountId,
    id: Option<&BillingAccountId>,
) -> Result<Vec<(As<PersonId>, String, bool)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select p.id, p.name, exists (select 1 from billing_account_share h
             where h.billing_account_id = $2 and h.person_id = p.id) as shares
         from membership m join person p on p.id = m.person_id
         where m.account_id = $1 and p.disabled_at is null order by p.name, p.id")
        .bind(account.as_str()).bind(id.map(BillingAccountId::as_str)).fetch_all(c).await)
}

/// The billing accounts of an account that a person owns, or that are shared with them.
///
/// # Errors
/// The engine's.
pub async fn own(
    tx: &mut Tx,
    account: &AccountId,
    person: &PersonId,
) -> Result<Vec<BillingAccountId>, StoreError> {
    let found: Vec<(As<BillingAccountId>,)> = on!(tx, c => sqlx::query_as(
        "select b.id from billing_account b
         where b.account_id = $1 and (b.owner_id = $2 or exists (
             select 1 from billing_account_share h
             where h.billing_account_id = b.id and h.person_id = $2))")
        .bind(account.as_str()).bind(person.as_str()).fetch_all(c).await)?;
    Ok(found.into_iter().map(|(As(id),)| id).collect())
}

/// A charge.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Charge {
    /// When it was confirmed, µs.
    pub created_at: i64,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much, in minor units.
    pub capture_minor: i64,
    /// What of it is for credit, in minor units.
    pub bought_minor: i64,
    /// What became of it.
    pub state: Word<OrderState>,
    numbers: Option<String>,
}

impl Charge {
    /// The numbers of what it was for.
    #[must_use]
    pub fn numbers(&self) -> Vec<String> {
        let numbers = self.numbers.iter().flat_map(|text| text.split(RECORD));
        numbers.map(str::to_owned).collect()
    }
}

/// The latest charges with one.
///
/// # Errors
/// The engine's.
pub async fn charges(
    tx: &mut Tx,
    account: &AccountId,
    id: &BillingAccountId,
    rows: i64,
) -> Result<Vec<Charge>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select y.created_at, y.currency, y.capture_minor, y.bought_minor, y.state,
             (select string_agg(i.number, $3 order by a.n) from payment_allocation a
                 join invoice i on i.id = a.invoice_id where a.payment_id = y.id) as numbers
         from payment y where y.account_id = $1 and y.billing_account_id = $2
             and y.capture_minor > 0
         order by y.created_at desc, y.id desc limit $4")
        .bind(account.as_str()).bind(id.as_str()).bind(RECORD).bind(rows).fetch_all(c).await)
}

/// What is changed by hand.
#[derive(Clone, Debug)]
pub struct Changed<'a> {
    /// The customer's own name for it.
    pub name: Option<&'a str>,
    /// Whose it is.
    pub owner: &'a PersonId,
    /// The billing address, as JSON.
    pub address: Option<&'a str>,
    /// The limits by currency, as JSON.
    pub monthly_cap: Option<&'a str>,
    /// Who shares it.
    pub shared: &'a [PersonId],
}

/// Changes one. Its account is locked.
///
/// # Errors
/// The engine's.
pub async fn change(
    tx: &mut Tx,
    id: &BillingAccountId,
    of: &Changed<'_>,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update billing_account set name = $2, owner_id = $3, address = $4, monthly_cap = $5
         where id = $1")
        .bind(id.as_str()).bind(of.name).bind(of.owner.as_str()).bind(of.address)
        .bind(of.monthly_cap).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query("delete from billing_account_share where billing_account_id = $1")
        .bind(id.as_str()).execute(c).await.map(drop))?;
    let shares: Vec<(String, String)> = of
        .shared
        .iter()
        .map(|person| (id.to_string(), person.to_string()))
        .collect();
    crate::import::add_shares(tx, &shares).await
}

/// A method as its gateway has saved it. Its token moves money: it is not to be shown.
#[derive(Clone, Default)]
pub struct Saved {
    /// The token that charges it.
    pub token: String,
    /// The customer's name there.
    pub customer: Option<String>,
    /// The card's brand.
    pub brand: Option<String>,
    /// Its last four digits.
    pub last4: Option<String>,
    /// `YYYY-MM`.
    pub expires: Option<String>,
    /// The masked IBAN.
    pub iban_masked: Option<String>,
    /// The mandate, as JSON.
    pub mandate: Option<String>,
    /// `active` or `pending_verification`.
    pub status: String,
}

/// Puts another card or bank account behind one. Its account is locked.
///
/// # Errors
/// The engine's.
pub async fn replace(tx: &mut Tx, id: &BillingAccountId, saved: &Saved) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update billing_account set token = $2, customer_token = $3, brand = $4, last4 = $5,
             expires = $6, iban_masked = $7, mandate = $8, status = $9 where id = $1")
        .bind(id.as_str()).bind(&saved.token).bind(&saved.customer).bind(&saved.brand)
        .bind(&saved.last4).bind(&saved.expires).bind(&saved.iban_masked).bind(&saved.mandate)
        .bind(&saved.status).execute(c).await.map(drop))
}

/// What was pending is verified, or failed to be.
///
/// # Errors
/// The engine's.
pub async fn verified(tx: &mut Tx, id: &BillingAccountId, status: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "update billing_account set status = $2 where id = $1 and status = 'pending_verification'")
        .bind(id.as_str()).bind(status).execute(c).await.map(drop))
}
