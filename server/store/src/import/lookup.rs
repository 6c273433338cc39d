//! What rows of an import refer to.

use std::collections::HashMap;

use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A seller, as its documents name it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SellerFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Where it is, as JSON.
    pub address: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// National tax number.
    pub tax_number: Option<String>,
    /// Its time zone.
    pub time_zone: String,
    /// How invoices are numbered.
    pub invoice_template: String,
    /// How credit notes are numbered.
    pub credit_note_template: String,
}

/// A plan or an add-on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Terms {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// All of it, as JSON.
    pub terms: String,
}

/// A customer, as documents and checks need it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AccountFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Who issues its invoices.
    pub seller_id: String,
    /// Its name.
    pub name: String,
    /// The company.
    pub company: Option<String>,
    /// Where it is, as JSON.
    pub address: String,
    /// Its own currency.
    pub currency: String,
    /// Its time zone.
    pub time_zone: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// Its own reference.
    pub own_reference: Option<String>,
    /// Whether credit is used first.
    pub credit_first: bool,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The address.
    pub email: String,
}

/// A billing account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BillingAccountFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// Its gateway.
    pub gateway: String,
    /// Whether it is the account's default.
    pub is_default: bool,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SubscriptionFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// The DNS name.
    pub domain: Option<String>,
    /// Its currency.
    pub currency: String,
    /// Whether credit is used first.
    pub credit_first: Option<bool>,
}

/// An invoice, as credit notes need it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct InvoiceFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// Who issued it.
    pub seller_id: String,
    /// Its number.
    pub number: String,
    /// Its currency.
    pub currency: String,
    /// The date on it.
    pub issued_on: String,
    /// How many lines it has.
    pub line_count: i64,
    /// The seller as JSON.
    pub seller: String,
    /// The buyer as JSON.
    pub buyer: String,
}

/// By the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn accounts(
    tx: &mut Tx,
    references: &[&str],
) -> Result<HashMap<String, AccountFacts>, StoreError> {
    let text = "select id, ref, seller_id, name, company, address, currency, time_zone, vat_id,
        own_reference, credit_first
        from account where ref in ({keys})";
    let found = by_keys!(tx, AccountFacts, text, references)?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// By the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn persons(
    tx: &mut Tx,
    references: &[&str],
) -> Result<HashMap<String, PersonFacts>, StoreError> {
    let text = "select id, ref, email
        from person where ref in ({keys})";
    let found = by_keys!(tx, PersonFacts, text, references)?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// By the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn billing_accounts(
    tx: &mut Tx,
    references: &[&str],
) -> Result<HashMap<String, BillingAccountFacts>, StoreError> {
    let text = "select id, ref, account_id, gateway, is_default
        from billing_account where ref in ({keys})";
    let found = by_keys!(tx, BillingAccountFacts, text, references)?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// By the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn subscriptions(
    tx: &mut Tx,
    references: &[&str],
) -> Result<HashMap<String, SubscriptionFacts>, StoreError> {
    let text = "select id, ref, account_id, name, domain, currency, credit_first
        from subscription where ref in ({keys})";
    let found = by_keys!(tx, SubscriptionFacts, text, references)?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// By the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn invoices(
    tx: &mut Tx,
    references: &[&str],
) -> Result<HashMap<String, InvoiceFacts>, StoreError> {
    let text = "select id, ref, account_id, seller_id, number, currency, issued_on, line_count,
        seller, buyer
        from invoice where ref in ({keys})";
    let found = by_keys!(tx, InvoiceFacts, text, references)?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// All of them, by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn sellers(tx: &mut Tx) -> Result<HashMap<String, SellerFacts>, StoreError> {
    let found: Vec<SellerFacts> = on!(tx, c => {
        sqlx::query_as(
            "select id, ref, name, address, vat_id, tax_number, time_zone, invoice_template,
            credit_note_template from seller",
        )
        .fetch_all(c)
        .await
    })?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// All of them, by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn plans(tx: &mut Tx) -> Result<HashMap<String, Terms>, StoreError> {
    let found: Vec<Terms> = on!(tx, c => {
        sqlx::query_as(
            "select id, ref, terms from plan",
        )
        .fetch_all(c)
        .await
    })?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// All of them, by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn addons(tx: &mut Tx) -> Result<HashMap<String, Terms>, StoreError> {
    let found: Vec<Terms> = on!(tx, c => {
        sqlx::query_as(
            "select id, ref, terms from addon",
        )
        .fetch_all(c)
        .await
    })?;
    Ok(found
        .into_iter()
        .map(|it| (it.reference.clone(), it))
        .collect())
}

/// The ids of all tax zones, by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn zones(tx: &mut Tx) -> Result<HashMap<String, String>, StoreError> {
    let found: Vec<(String, String)> = on!(tx, c => {
        sqlx::query_as("select ref, id from tax_zone")
            .fetch_all(c)
            .await
    })?;
    Ok(found.into_iter().collect())
}

/// The references of the people behind e-mail addresses (in lower case).
///
/// # Errors
/// The engine's.
pub async fn emails(tx: &mut Tx, emails: &[&str]) -> Result<HashMap<String, String>, StoreError> {
    let text = "select email, ref from person where email in ({keys})";
    let found = by_keys!(tx, (String, String), text, emails)?;
    Ok(found.into_iter().collect())
}

/// Which people (ids) belong to which accounts (ids), with their roles.
///
/// # Errors
/// The engine's.
pub async fn memberships(
    tx: &mut Tx,
    accounts: &[&str],
) -> Result<HashMap<(String, String), Option<String>>, StoreError> {
    let text = "select person_id, account_id, role from membership where account_id in ({keys})";
    let found = by_keys!(tx, (String, String, Option<String>), text, accounts)?;
    let keyed = found.into_iter();
    Ok(keyed
        .map(|(person, account, role)| ((person, account), role))
        .collect())
}

/// The default billing accounts (references) of accounts (ids).
///
/// # Errors
/// The engine's.
pub async fn defaults(
    tx: &mut Tx,
    accounts: &[&str],
) -> Result<HashMap<String, String>, StoreError> {
    let text = "select account_id, ref from billing_account
        where is_default and account_id in ({keys})";
    let found = by_keys!(tx, (String, String), text, accounts)?;
    Ok(found.into_iter().collect())
}

/// The payers (ids) of subscriptions (ids), in order.
///
/// # Errors
/// The engine's.
pub async fn payers(
    tx: &mut Tx,
    subscriptions: &[&str],
) -> Result<HashMap<String, Vec<String>>, StoreError> {
    let text = "select subscription_id, billing_account_id from payer
        where subscription_id in ({keys}) order by subscription_id, place";
    let found = by_keys!(tx, (String, String), text, subscriptions)?;
    let mut payers: HashMap<String, Vec<String>> = HashMap::new();
    for (subscription, payer) in found {
        payers.entry(subscription).or_default().push(payer);
    }
    Ok(payers)
}

/// Which numbers of invoices and credit notes are taken: (seller id, number).
///
/// # Errors
/// The engine's.
pub async fn numbers(tx: &mut Tx, numbers: &[&str]) -> Result<Vec<(String, String)>, StoreError> {
    let text = "select seller_id, number from invoice where number in ({keys})";
    let mut found = by_keys!(tx, (String, String), text, numbers)?;
    let text = "select seller_id, number from credit_note where number in ({keys})";
    found.extend(by_keys!(tx, (String, String), text, numbers)?);
    Ok(found)
}

/// Takes the rows of accounts (ids, in order) for this transaction, as `account::lock` does.
///
/// # Errors
/// The engine's.
pub async fn account_locks(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "update account set revision = revision + 1 where id in ({keys}) returning id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}
