//! Payment methods and subscriptions.

use crate::bulk::{Cell, Table, row};
use crate::error::StoreError;
use crate::on;
use crate::run::AT_ONCE;
use crate::tx::Tx;

/// A saved payment method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingAccount {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// The person who owns it.
    pub owner_id: String,
    /// The kind of method.
    pub method: String,
    /// The gateway's name in the settings.
    pub gateway: String,
    /// The gateway's token.
    pub token: String,
    /// The gateway's token of the customer.
    pub customer_token: Option<String>,
    /// The card's brand.
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// Year and month (`YYYY-MM`).
    pub expires: Option<String>,
    /// The masked IBAN.
    pub iban_masked: Option<String>,
    /// The customer's own name for it.
    pub name: Option<String>,
    /// The billing address, as JSON.
    pub address: Option<String>,
    /// Whether it is the account's default.
    pub is_default: bool,
    /// The most it pays a month by currency, as JSON.
    pub monthly_cap: Option<String>,
    /// The mandate, as JSON.
    pub mandate: Option<String>,
    /// Its standing.
    pub status: String,
    /// When it was first used.
    pub first_used_on: Option<String>,
}

const BILLING_ACCOUNT: Table = Table {
    name: "billing_account",
    columns: &[
        "id",
        "ref",
        "account_id",
        "owner_id",
        "method",
        "gateway",
        "token",
        "customer_token",
        "brand",
        "last4",
        "expires",
        "iban_masked",
        "name",
        "address",
        "is_default",
        "monthly_cap",
        "mandate",
        "status",
        "first_used_on",
    ],
    key: 1,
};

fn billing_account_cells(it: &BillingAccount) -> Vec<Cell> {
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.account_id.as_str(),
        it.owner_id.as_str(),
        it.method.as_str(),
        it.gateway.as_str(),
        it.token.as_str(),
        it.customer_token.as_deref(),
        it.brand.as_deref(),
        it.last4.as_deref(),
        it.expires.as_deref(),
        it.iban_masked.as_deref(),
        it.name.as_deref(),
        it.address.as_deref(),
        it.is_default,
        it.monthly_cap.as_deref(),
        it.mandate.as_deref(),
        it.status.as_str(),
        it.first_used_on.as_deref(),
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_billing_accounts(tx: &mut Tx, rows: &[BillingAccount]) -> Result<(), StoreError> {
    BILLING_ACCOUNT.add(tx, rows, billing_account_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_billing_account(
    tx: &mut Tx,
    row: &BillingAccount,
    columns: &[&str],
) -> Result<(), StoreError> {
    BILLING_ACCOUNT
        .change(tx, billing_account_cells(row), columns)
        .await
}

/// A plan held by an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// The plan.
    pub plan_id: String,
    /// The plan's kind.
    pub plan_kind: String,
    /// Those it belongs to.
    pub group_id: Option<String>,
    /// The domain, else the label, else the plan's name.
    pub name: String,
    /// The same in lower case.
    pub sort_name: String,
    /// What a search looks through, in lower case.
    pub search: String,
    /// 0 needs it most.
    pub attention: i64,
    /// The customer's own label.
    pub label: Option<String>,
    /// The DNS name.
    pub domain: Option<String>,
    /// The currency.
    pub currency: String,
    /// Months or years.
    pub period: String,
    /// How many of them.
    pub every: i64,
    /// When it began.
    pub started_on: String,
    /// When the next period begins.
    pub next_renewal_on: Option<String>,
    /// The day of the month on which periods begin.
    pub anchor_day: Option<i64>,
    /// The customer's own recurring net price.
    pub price_minor: Option<i64>,
    /// Whether credit is used first; the account's choice if absent.
    pub credit_first: Option<bool>,
    /// Its state.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// The last day.
    pub ends_on: Option<String>,
    /// A change that is planned, as JSON.
    pub change: Option<String>,
    /// Where it lives at the control panel, as JSON.
    pub panel: Option<String>,
    /// Whether it renews itself.
    pub auto_renew: bool,
}

const SUBSCRIPTION: Table = Table {
    name: "subscription",
    columns: &[
        "id",
        "ref",
        "account_id",
        "plan_id",
        "plan_kind",
        "name",
        "sort_name",
        "search",
        "attention",
        "label",
        "domain",
        "currency",
        "period",
        "every",
        "started_on",
        "next_renewal_on",
        "anchor_day",
        "price_minor",
        "credit_first",
        "status",
        "reason",
        "since",
        "ends_on",
        "change",
        "panel",
        "auto_renew",
        "first_on",
        "begins_on",
        "suspended_on",
        "next_on",
        "group_id",
    ],
    key: 1,
};

fn subscription_cells(it: &Subscription) -> Vec<Cell> {
    let goes_on = !["cancelled", "expired", "terminated"].contains(&it.status.as_str());
    let begins_on = it.next_renewal_on.as_ref().unwrap_or(&it.started_on);
    let unpaid = it.status == "suspended" && it.reason.as_deref() == Some("non_payment");
    let suspended_on = it.since.as_ref().unwrap_or(&it.started_on);
    row![
        it.id.as_str(),
        it.reference.as_str(),
        it.account_id.as_str(),
        it.plan_id.as_str(),
        it.plan_kind.as_str(),
        it.name.as_str(),
        it.sort_name.as_str(),
        it.search.as_str(),
        it.attention,
        it.label.as_deref(),
        it.domain.as_deref(),
        it.currency.as_str(),
        it.period.as_str(),
        it.every,
        it.started_on.as_str(),
        it.next_renewal_on.as_deref(),
        it.anchor_day,
        it.price_minor,
        it.credit_first,
        it.status.as_str(),
        it.reason.as_deref(),
        it.since.as_deref(),
        it.ends_on.as_deref(),
        it.change.as_deref(),
        it.panel.as_deref(),
        it.auto_renew,
        it.next_renewal_on.as_deref(),
        goes_on.then_some(begins_on.as_str()),
        unpaid.then_some(suspended_on.as_str()),
        goes_on.then_some(AT_ONCE),
        it.group_id.as_deref(),
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_subscriptions(tx: &mut Tx, rows: &[Subscription]) -> Result<(), StoreError> {
    SUBSCRIPTION.add(tx, rows, subscription_cells).await
}

/// Changes some columns of a row.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn change_subscription(
    tx: &mut Tx,
    row: &Subscription,
    columns: &[&str],
) -> Result<(), StoreError> {
    SUBSCRIPTION
        .change(tx, subscription_cells(row), columns)
        .await
}

/// An add-on of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionAddon {
    /// The subscription.
    pub subscription_id: String,
    /// The add-on.
    pub addon_id: String,
    /// The first day.
    pub from_day: String,
    /// The last day.
    pub to_day: Option<String>,
    /// The customer's own recurring net price.
    pub price_minor: Option<i64>,
}

const SUBSCRIPTION_ADDON: Table = Table {
    name: "subscription_addon",
    columns: &[
        "subscription_id",
        "addon_id",
        "from_day",
        "to_day",
        "price_minor",
    ],
    key: 2,
};

fn subscription_addon_cells(it: &SubscriptionAddon) -> Vec<Cell> {
    row![
        it.subscription_id.as_str(),
        it.addon_id.as_str(),
        it.from_day.as_str(),
        it.to_day.as_deref(),
        it.price_minor,
    ]
}

/// Adds rows.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn add_subscription_addons(
    tx: &mut Tx,
    rows: &[SubscriptionAddon],
) -> Result<(), StoreError> {
    SUBSCRIPTION_ADDON
        .add(tx, rows, subscription_addon_cells)
        .await
}

const SHARE: Table = Table {
    name: "billing_account_share",
    columns: &["billing_account_id", "person_id"],
    key: 2,
};

/// Adds those who may use billing accounts beside their owners: (billing account, person).
///
/// # Errors
/// `ForeignKey` when one of them is missing.
pub async fn add_shares(tx: &mut Tx, rows: &[(String, String)]) -> Result<(), StoreError> {
    SHARE
        .add(tx, rows, |(account, person)| {
            row![account.as_str(), person.as_str()]
        })
        .await
}

/// Forgets who may use a billing account beside its owner.
///
/// # Errors
/// The engine's.
pub async fn clear_shares(tx: &mut Tx, billing_account: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from billing_account_share where billing_account_id = $1")
            .bind(billing_account)
            .execute(c)
            .await
            .map(drop)
    })
}

const PAYER: Table = Table {
    name: "payer",
    columns: &["subscription_id", "place", "billing_account_id"],
    key: 2,
};

/// Adds the payers of subscriptions in order: (subscription, billing accounts).
///
/// # Errors
/// `ForeignKey` when one of them is missing.
pub async fn add_payers(tx: &mut Tx, rows: &[(String, Vec<String>)]) -> Result<(), StoreError> {
    PAYER.add_each(tx, rows, payer_cells).await
}

fn payer_cells((subscription, payers): &(String, Vec<String>)) -> Vec<Vec<Cell>> {
    let rows = (1_i64..).zip(payers);
    rows.map(|(place, payer)| row![subscription.as_str(), place, payer.as_str()])
        .collect()
}

/// Forgets the payers of a subscription.
///
/// # Errors
/// The engine's.
pub async fn clear_payers(tx: &mut Tx, subscription: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from payer where subscription_id = $1")
            .bind(subscription)
            .execute(c)
            .await
            .map(drop)
    })
}
