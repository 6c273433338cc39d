//! Customers and people.

use crate::bulk::{Cell, Table, row};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Who issues its invoices.
    pub seller_id: String,
    /// Its name.
    pub name: String,
    /// The company.
    pub company: Option<String>,
    /// Where it is written to.
    pub email: String,
    /// Where invoices go, if elsewhere.
    pub invoice_email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where it is, as JSON.
    pub address: String,
    /// Its own currency.
    pub currency: String,
    /// Its time zone (IANA).
    pub time_zone: String,
    /// Its language (BCP 47).
    pub language: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// What the VAT service answered, as JSON.
    pub vat_check: Option<String>,
    /// The tax zone, if assigned.
    pub tax_zone_id: Option<String>,
    /// Why it pays no tax.
    pub tax_exempt: Option<String>,
    /// Its own reference, printed on invoices.
    pub own_reference: Option<String>,
    /// Since when.
    pub created_on: String,
    /// Until when.
    pub closed_on: Option<String>,
    /// The billing day, as JSON; an empty object: the anniversary.
    pub billing: String,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// Below which credit it wants to be told, as JSON.
    pub credit_alert: Option<String>,
    /// The rule of automatic top-ups, as JSON.
    pub top_up: Option<String>,
    /// Counts the changes of its money.
    pub revision: i64,
}

const ACCOUNT: Table = Table {
    name: "account",
    columns: &[
        "id",
        "ref",
        "seller_id",
        "name",
        "company",
        "email",
        "invoice_email",
        "phone",
        "address",
        "currency",
        "time_zone",
        "language",
        "vat_id",
        "vat_check",
        "tax_zone_id",
        "tax_exempt",
        "own_reference",
        "created_on",
        "closed_on",
        "billing",
        "credit_first",
        "credit_alert",
        "top_up",
        "revision",
    ],
    key: 1,
};

fn account_cells(it: &Account) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.seller_id.as_str(),
        it.name.as_str(),
        it.company.as_deref(),
        it.email.as_str(),
        it.invoice_email.as_deref(),
        it.phone.as_deref(),
        it.address.as_str(),
        it.currency.as_str(),
        it.time_zone.as_str(),
        it.language.as_str(),
        it.vat_id.as_deref(),
        it.vat_check.as_deref(),
        it.tax_zone_id.as_deref(),
        it.tax_exempt.as_deref(),
        it.own_reference.as_deref(),
        it.created_on.as_str(),
        it.closed_on.as_deref(),
        it.billing.as_str(),
        it.credit_first,
        it.credit_alert.as_deref(),
        it.top_up.as_deref(),
        it.revision,
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_accounts(tx: &mut Tx, rows: &[Account]) -> Result<(), StoreError> {
    ACCOUNT.add(tx, rows, account_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_account(
    tx: &mut Tx,
    row: &Account,
    columns: &[&str],
) -> Result<(), StoreError> {
    ACCOUNT.change(tx, account_cells(row), columns).await
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// The name.
    pub name: String,
    /// The address, in lower case.
    pub email: String,
    /// The language (BCP 47).
    pub language: Option<String>,
    /// The time zone (IANA).
    pub time_zone: Option<String>,
    /// The password's hash (PHC).
    pub password_hash: Option<String>,
    /// Since when the person may not sign in, in microseconds UTC.
    pub disabled_at: Option<i64>,
}

const PERSON: Table = Table {
    name: "person",
    columns: &[
        "id",
        "ref",
        "name",
        "email",
        "language",
        "time_zone",
        "password_hash",
        "disabled_at",
    ],
    key: 1,
};

fn person_cells(it: &Person) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.name.as_str(),
        it.email.as_str(),
        it.language.as_deref(),
        it.time_zone.as_deref(),
        it.password_hash.as_deref(),
        it.disabled_at,
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_persons(tx: &mut Tx, rows: &[Person]) -> Result<(), StoreError> {
    PERSON.add(tx, rows, person_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_person(tx: &mut Tx, row: &Person, columns: &[&str]) -> Result<(), StoreError> {
    PERSON.change(tx, person_cells(row), columns).await
}

/// What a person may do in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The person.
    pub person_id: String,
    /// The account.
    pub account_id: String,
    /// The role; none where rights were chosen one by one.
    pub role: Option<String>,
    /// Those rights, as JSON.
    pub permissions: Option<String>,
    /// The only subscriptions that may be seen (ids), as JSON.
    pub subscriptions: Option<String>,
    /// The most that may be spent a month by currency, as JSON.
    pub spending_limit: Option<String>,
}

const MEMBERSHIP: Table = Table {
    name: "membership",
    columns: &[
        "person_id",
        "account_id",
        "role",
        "permissions",
        "subscriptions",
        "spending_limit",
    ],
    key: 2,
};

fn membership_cells(it: &Membership) -> Vec<Cell> {
    row![
        it.person_id.as_str(),
        it.account_id.as_str(),
        it.role.as_deref(),
        it.permissions.as_deref(),
        it.subscriptions.as_deref(),
        it.spending_limit.as_deref(),
    ]
}

/// Adds rows, or overwrites those that are there.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn put_memberships(tx: &mut Tx, rows: &[Membership]) -> Result<(), StoreError> {
    MEMBERSHIP.put(tx, rows, membership_cells).await
}

/// Ends the memberships of a person that are not written again.
///
/// # Errors
/// The engine's.
pub async fn clear_memberships(tx: &mut Tx, person: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from membership where person_id = $1")
            .bind(person)
            .execute(c)
            .await
            .map(drop)
    })
}
