use model::id::{AccountId, BillingAccountId, SellerId};
use model::time::Date;

use crate::bulk::by_keys;
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Who issues.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seller {
    /// The seller.
    #[sqlx(try_from = "String")]
    pub id: SellerId,
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
    /// How it invoices, as JSON.
    pub policy: String,
}

/// All sellers.
///
/// # Errors
/// The engine's.
pub async fn sellers(tx: &mut Tx) -> Result<Vec<Seller>, StoreError> {
    on!(tx, c => {
        sqlx::query_as(
            "select id, ref, name, address, vat_id, tax_number, time_zone, invoice_template,
                credit_note_template, policy from seller order by id",
        )
        .fetch_all(c)
        .await
    })
}

/// A tax zone.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TaxZone {
    /// Its id.
    pub id: String,
    /// The only seller.
    pub seller_id: Option<String>,
    /// The country, `*` for any other.
    pub country: String,
    /// The only region.
    pub region: Option<String>,
    /// Percent.
    pub rate: String,
    /// The category.
    pub category: Option<String>,
    /// The first day.
    #[sqlx(try_from = "String")]
    pub valid_from: Date,
    /// The last day.
    pub valid_to: Option<As<Date>>,
    /// Whether catalogue prices contain the tax.
    pub inclusive: bool,
}

/// All tax zones.
///
/// # Errors
/// The engine's.
pub async fn zones(tx: &mut Tx) -> Result<Vec<TaxZone>, StoreError> {
    on!(tx, c => {
        sqlx::query_as(
            "select id, seller_id, country, region, rate, category, valid_from, valid_to,
                inclusive from tax_zone order by id",
        )
        .fetch_all(c)
        .await
    })
}

/// The terms of a plan or an add-on, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Terms {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// All of it.
    pub terms: String,
}

/// All plans.
///
/// # Errors
/// The engine's.
pub async fn plan_terms(tx: &mut Tx) -> Result<Vec<Terms>, StoreError> {
    on!(tx, c => sqlx::query_as("select id, ref, terms from plan order by id").fetch_all(c).await)
}

/// All add-ons.
///
/// # Errors
/// The engine's.
pub async fn addon_terms(tx: &mut Tx) -> Result<Vec<Terms>, StoreError> {
    on!(tx, c => sqlx::query_as("select id, ref, terms from addon order by id").fetch_all(c).await)
}

/// A customer, as its invoices name it and are taxed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    /// The account.
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    /// Who issues its invoices.
    #[sqlx(try_from = "String")]
    pub seller_id: SellerId,
    /// Its name.
    pub name: String,
    /// The company.
    pub company: Option<String>,
    /// Where it is, as JSON.
    pub address: String,
    /// Its time zone.
    pub time_zone: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// What the service said of it, as JSON.
    pub vat_check: Option<String>,
    /// The assigned tax zone.
    pub tax_zone_id: Option<String>,
    /// Why it is exempt.
    pub tax_exempt: Option<String>,
    /// Its own reference.
    pub own_reference: Option<String>,
    /// Anniversary, or the fixed day, as JSON.
    pub billing: String,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// The payer of what has no other.
    pub default_payer: Option<As<BillingAccountId>>,
}

/// Accounts that are locked.
///
/// # Errors
/// The engine's.
pub async fn accounts(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Account>, StoreError> {
    let text = "select a.id, a.seller_id, a.name, a.company, a.address, a.time_zone, a.vat_id,
            a.vat_check, a.tax_zone_id, a.tax_exempt, a.own_reference, a.billing, a.credit_first,
            (select b.id from billing_account b
                where b.account_id = a.id and b.is_default) as default_payer
        from account a where a.id in ({keys}) order by a.id";
    by_keys!(tx, Account, text, ids)
}

/// The time zones in which accounts are.
///
/// # Errors
/// The engine's.
pub async fn time_zones(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let text = "select distinct time_zone from account order by time_zone";
    on!(tx, c => sqlx::query_scalar(text).fetch_all(c).await)
}

/// A subscription that there may be something to do with. What is in it is read by who uses it: a
/// row that cannot be read is to hold up no other.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Subscription {
    /// The subscription.
    pub id: String,
    /// Whose.
    pub account_id: String,
    /// The plan.
    pub plan_id: String,
    /// The plan's kind.
    pub plan_kind: String,
    /// The domain, else the label, else the plan's name.
    pub name: String,
    /// The currency.
    pub currency: String,
    /// Months or years.
    pub period: String,
    /// How many of them.
    pub every: i64,
    /// When it began.
    pub started_on: String,
    /// The first day of the first period here, where it was billed elsewhere before.
    pub first_on: Option<String>,
    /// When the next period begins, as pages show it.
    pub next_renewal_on: Option<String>,
    /// The day of the month on which periods begin, if it was given.
    pub anchor_day: Option<i64>,
    /// The day whose price it keeps, if not that of its beginning.
    pub priced_on: Option<String>,
    /// The customer's own net price.
    pub price_minor: Option<i64>,
    /// Whether credit is used first; the account's choice if absent.
    pub credit_first: Option<bool>,
    /// Its state.
    pub status: String,
    /// The first day of its last suspension for non-payment.
    pub suspended_on: Option<String>,
    /// The day on which that ended.
    pub restored_on: Option<String>,
    /// The last day.
    pub ends_on: Option<String>,
    /// Whether it renews itself.
    pub auto_renew: bool,
    /// A change at the end of a period, as JSON.
    pub change: Option<String>,
    /// The first day of the next period that is not billed yet.
    pub begins_on: Option<String>,
    /// The revision of the lines of that period.
    pub revision: i64,
}

macro_rules! subscriptions_where {
    ($condition:literal) => {
        concat!(
            "select id, account_id, plan_id, plan_kind, name, currency, period, every, started_on,
                first_on, next_renewal_on, anchor_day, priced_on, price_minor, credit_first, status,
                suspended_on, restored_on, ends_on, auto_renew, change, begins_on, revision
            from subscription where ",
            $condition,
            " order by account_id, sort_name, id"
        )
    };
}

/// The subscriptions of locked accounts with which there may be something to do up to a day.
///
/// # Errors
/// The engine's.
pub async fn subscriptions(
    tx: &mut Tx,
    accounts: &[&str],
    until: Date,
) -> Result<Vec<Subscription>, StoreError> {
    // The day is ours, not a reader's: a text of ten digits and dashes.
    let text = subscriptions_where!("next_on <= '{until}' and account_id in ({keys})")
        .replace("{until}", &until.to_string());
    by_keys!(tx, Subscription, text, accounts)
}

/// The subscriptions of an account that have not ended, for what lies ahead.
///
/// # Errors
/// The engine's.
pub async fn running(tx: &mut Tx, account: &AccountId) -> Result<Vec<Subscription>, StoreError> {
    let text = subscriptions_where!("next_on is not null and account_id in ({keys})");
    by_keys!(tx, Subscription, text, [account.as_str()])
}

/// An add-on of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Addon {
    /// The subscription.
    pub subscription_id: String,
    /// The add-on.
    pub addon_id: String,
    /// The first day.
    pub from_day: String,
    /// The last day.
    pub to_day: Option<String>,
    /// The day whose price it keeps, if not its first.
    pub priced_on: Option<String>,
    /// The customer's own net price.
    pub price_minor: Option<i64>,
}

/// The add-ons of subscriptions, in the order in which they were taken.
///
/// # Errors
/// The engine's.
pub async fn addons(tx: &mut Tx, subscriptions: &[&str]) -> Result<Vec<Addon>, StoreError> {
    let text = "select subscription_id, addon_id, from_day, to_day, priced_on, price_minor
        from subscription_addon where subscription_id in ({keys})
        order by subscription_id, from_day, addon_id";
    by_keys!(tx, Addon, text, subscriptions)
}

/// The own payers of subscriptions, in order.
///
/// # Errors
/// The engine's.
pub async fn payers(
    tx: &mut Tx,
    subscriptions: &[&str],
) -> Result<Vec<(String, As<BillingAccountId>)>, StoreError> {
    let text = "select subscription_id, billing_account_id from payer
        where subscription_id in ({keys}) order by subscription_id, place";
    by_keys!(tx, (String, As<BillingAccountId>), text, subscriptions)
}
