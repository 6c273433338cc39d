use super::chunk::{Chunk, rows};
use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The id of an account by the provider's own.
///
/// # Errors
/// When the statement fails.
pub async fn account_id(tx: &mut Tx, reference: &str) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar("select id from account where ref = $1")
        .bind(reference).fetch_optional(c).await)
}

/// An account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its seller.
    pub seller: String,
    /// The person's name.
    pub name: String,
    /// The company's.
    pub company: Option<String>,
    /// Where mail goes.
    pub email: String,
    /// Where invoices go.
    pub invoice_email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Postal address, as JSON.
    pub address: String,
    /// Its currency.
    pub currency: String,
    /// The zone of its dates.
    pub time_zone: String,
    /// The language of its mails and documents.
    pub language: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// What the service said of it, as JSON.
    pub vat_check: Option<String>,
    /// The tax zone that it was given.
    pub tax_zone: Option<String>,
    /// Why it pays no tax.
    pub tax_exempt: Option<String>,
    /// Its own reference, printed on documents.
    pub own_reference: Option<String>,
    /// When it came.
    pub created_on: String,
    /// When it was closed.
    pub closed_on: Option<String>,
    /// When it is billed, as JSON.
    pub billing: String,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// Below what a balance is low, as JSON.
    pub credit_alert: Option<String>,
    /// Its automatic top-up, as JSON.
    pub top_up: Option<String>,
}

/// Accounts by reference.
///
/// # Errors
/// When the statement fails.
pub async fn accounts(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Account>, StoreError> {
    rows!(
        tx,
        chunk,
        "select a.id, a.ref, s.ref as seller, a.name, a.company, a.email, a.invoice_email,
             a.phone, a.address, a.currency, a.time_zone, a.language, a.vat_id, a.vat_check,
             z.ref as tax_zone, a.tax_exempt, a.own_reference, a.created_on, a.closed_on,
             a.billing, a.credit_first, a.credit_alert, a.top_up
         from account a join seller s on s.id = a.seller_id
         left join tax_zone z on z.id = a.tax_zone_id
         where a.ref > $1 and ($2 is null or a.id = $2) order by a.ref limit $3"
    )
}

/// What an account has and owes in one currency, in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Balance {
    /// Whose.
    pub account_id: String,
    /// The currency.
    pub currency: String,
    /// Credit.
    pub credit_minor: i64,
    /// Of it: set aside.
    pub held_minor: i64,
    /// Σ open of issued invoices.
    pub due_minor: i64,
    /// Of it: in flight.
    pub processing_minor: i64,
    /// Money that settles nothing yet.
    pub unapplied_minor: i64,
}

/// The balances of accounts, by currency.
///
/// # Errors
/// When the statement fails.
pub async fn balances(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Balance>, StoreError> {
    let text = "select account_id, currency, credit_minor, held_minor, due_minor,
            processing_minor, unapplied_minor
        from position where account_id in ({keys}) order by account_id, currency";
    by_keys!(tx, Balance, text, accounts)
}

/// Somebody who may sign in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Person {
    /// The id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language.
    pub language: Option<String>,
    /// The zone of what is displayed.
    pub time_zone: Option<String>,
    /// The hash of the password.
    pub password_hash: Option<String>,
    /// Whether the person may not sign in.
    pub disabled: bool,
}

/// People by reference; of an account its members.
///
/// # Errors
/// When the statement fails.
pub async fn people(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Person>, StoreError> {
    rows!(
        tx,
        chunk,
        "select p.id, p.ref, p.name, p.email, p.language, p.time_zone, p.password_hash,
             p.disabled_at is not null as disabled
         from person p
         where p.ref > $1 and ($2 is null or exists (select 1 from membership m
             where m.person_id = p.id and m.account_id = $2))
         order by p.ref limit $3"
    )
}

/// That a person belongs to an account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Membership {
    /// Who.
    pub person_id: String,
    /// The account's id.
    pub account_id: String,
    /// The account.
    pub account: String,
    /// The role.
    pub role: Option<String>,
    /// Rights that were chosen one by one, as JSON.
    pub permissions: Option<String>,
    /// The ids of the only subscriptions, as JSON.
    pub subscriptions: Option<String>,
    /// The most that may be spent, as JSON.
    pub spending_limit: Option<String>,
}

/// The memberships of people, by account.
///
/// # Errors
/// When the statement fails.
pub async fn memberships(tx: &mut Tx, people: &[&str]) -> Result<Vec<Membership>, StoreError> {
    let text = "select m.person_id, m.account_id, a.ref as account, m.role, m.permissions,
            m.subscriptions, m.spending_limit
        from membership m join account a on a.id = m.account_id
        where m.person_id in ({keys}) order by m.person_id, a.ref";
    by_keys!(tx, Membership, text, people)
}

/// The references of subscriptions by their ids.
///
/// # Errors
/// When the statement fails.
pub async fn subscription_refs(
    tx: &mut Tx,
    ids: &[&str],
) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select id, ref from subscription where id in ({keys})";
    by_keys!(tx, (String, String), text, ids)
}

/// A saved payment method.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BillingAccount {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account: String,
    /// The person who owns it.
    pub owner: String,
    /// The kind of method.
    pub method: String,
    /// The gateway's name in the settings.
    pub gateway: String,
    /// What stands for it there.
    pub token: String,
    /// What stands for the customer there.
    pub customer_token: Option<String>,
    /// The card's brand.
    pub brand: Option<String>,
    /// The card's last four digits.
    pub last4: Option<String>,
    /// Year and month at whose end it expires.
    pub expires: Option<String>,
    /// The masked IBAN.
    pub iban_masked: Option<String>,
    /// The customer's own name for it.
    pub name: Option<String>,
    /// Billing address, as JSON.
    pub address: Option<String>,
    /// Whether it is the account's default.
    pub is_default: bool,
    /// The most that it pays in a month, as JSON.
    pub monthly_cap: Option<String>,
    /// Its mandate, as JSON.
    pub mandate: Option<String>,
    /// Its state.
    pub status: String,
    /// When it was first charged.
    pub first_used_on: Option<String>,
}

/// Billing accounts by reference.
///
/// # Errors
/// When the statement fails.
pub async fn billing_accounts(
    tx: &mut Tx,
    chunk: Chunk<'_>,
) -> Result<Vec<BillingAccount>, StoreError> {
    rows!(
        tx,
        chunk,
        "select b.id, b.ref, a.ref as account, p.ref as owner, b.method, b.gateway, b.token,
             b.customer_token, b.brand, b.last4, b.expires, b.iban_masked, b.name, b.address,
             b.is_default, b.monthly_cap, b.mandate, b.status, b.first_used_on
         from billing_account b join account a on a.id = b.account_id
         join person p on p.id = b.owner_id
         where b.ref > $1 and ($2 is null or b.account_id = $2) order by b.ref limit $3"
    )
}

/// With whom billing accounts are shared: billing account and person, by reference.
///
/// # Errors
/// When the statement fails.
pub async fn shares(tx: &mut Tx, ids: &[&str]) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select s.billing_account_id, p.ref
        from billing_account_share s join person p on p.id = s.person_id
        where s.billing_account_id in ({keys}) order by s.billing_account_id, p.ref";
    by_keys!(tx, (String, String), text, ids)
}
