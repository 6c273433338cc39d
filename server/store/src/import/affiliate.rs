//! Affiliate programs, affiliates with their clicks, referrals and commissions.

use std::collections::HashMap;

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::tx::Tx;

/// An affiliate program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// The currency of its amounts.
    pub currency: String,
    /// All of it, as JSON.
    pub terms: String,
}

const PROGRAM: Table = Table {
    name: "affiliate_program",
    columns: &["id", "ref", "name", "currency", "terms"],
    key: 1,
};

/// Adds rows, and overwrites those that are there.
///
/// # Errors
/// `Unique` or `Check` when a row does not fit.
pub async fn put_programs(tx: &mut Tx, rows: &[Program]) -> Result<(), StoreError> {
    PROGRAM
        .put(tx, rows, |it| {
            row![
                it.id.as_str(),
                it.reference.as_str(),
                it.name.as_str(),
                it.currency.as_str(),
                it.terms.as_str(),
            ]
        })
        .await
}

/// A customer's part in a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliate {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account_id: String,
    /// In which program.
    pub program_id: String,
    /// What links and orders carry.
    pub code: String,
    /// Since when.
    pub joined_on: String,
    /// Where the money goes, as JSON.
    pub payout: Option<String>,
    /// Clicks by day.
    pub clicks: Vec<(String, i64)>,
}

const AFFILIATE: Table = Table {
    name: "affiliate",
    columns: &[
        "id",
        "ref",
        "account_id",
        "program_id",
        "code",
        "joined_on",
        "payout",
    ],
    key: 1,
};

const CLICK: Table = Table {
    name: "affiliate_click",
    columns: &["affiliate_id", "day", "n"],
    key: 2,
};

/// Adds rows with their clicks, and overwrites those that are there; days that a row does not name
/// keep their clicks.
///
/// # Errors
/// `Unique`, `ForeignKey` or `Check` when a row does not fit.
pub async fn put_affiliates(tx: &mut Tx, rows: &[Affiliate]) -> Result<(), StoreError> {
    AFFILIATE
        .put(tx, rows, |it| {
            row![
                it.id.as_str(),
                it.reference.as_str(),
                it.account_id.as_str(),
                it.program_id.as_str(),
                it.code.as_str(),
                it.joined_on.as_str(),
                it.payout.as_deref(),
            ]
        })
        .await?;
    let of = |it: &Affiliate| {
        let days = it.clicks.clone().into_iter();
        let id = it.id.clone();
        days.map(move |(day, n)| (id.clone(), day, n))
    };
    let clicks: Vec<(String, String, i64)> = rows.iter().flat_map(of).collect();
    CLICK
        .put(tx, &clicks, |(id, day, n)| {
            row![id.as_str(), day.as_str(), *n]
        })
        .await
}

const REFERRAL: Table = Table {
    name: "referral",
    columns: &["account_id", "affiliate_id", "at"],
    key: 1,
};

/// Says by whom accounts came: account, affiliate, and when in microseconds UTC.
///
/// # Errors
/// `ForeignKey` when a row does not fit.
pub async fn put_referrals(tx: &mut Tx, rows: &[(String, String, i64)]) -> Result<(), StoreError> {
    REFERRAL
        .put(tx, rows, |(account, affiliate, at)| {
            row![account.as_str(), affiliate.as_str(), *at]
        })
        .await
}

/// Forgets by whom accounts (ids) came.
///
/// # Errors
/// The engine's.
pub async fn clear_referrals(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "delete from referral where account_id in ({keys}) returning account_id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// What an affiliate gets, with the state in which it came.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Commission {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The affiliate.
    pub affiliate_id: String,
    /// Whose account that is.
    pub account_id: String,
    /// Who bought.
    pub customer_id: String,
    /// What was paid.
    pub invoice_id: Option<String>,
    /// When, in microseconds UTC.
    pub at: i64,
    /// The day of that in the affiliate's zone.
    pub on_day: String,
    /// The currency of its amounts.
    pub currency: String,
    /// What it is reckoned from, in minor units.
    pub base_minor: i64,
    /// How much, in minor units; below zero it takes something back.
    pub amount_minor: i64,
    /// Its state.
    pub state: String,
    /// Until when it is pending.
    pub until: Option<String>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// When it was paid.
    pub paid_on: Option<String>,
}

const COMMISSION: Table = Table {
    name: "commission",
    columns: &[
        "id",
        "ref",
        "affiliate_id",
        "account_id",
        "customer_id",
        "invoice_id",
        "at",
        "on_day",
        "currency",
        "base_minor",
        "amount_minor",
        "state",
        "until",
        "reason",
        "paid_on",
    ],
    key: 1,
};

const STEP: Table = Table {
    name: "commission_step",
    columns: &["commission_id", "n", "at", "state"],
    key: 2,
};

/// Adds commissions, each with its first state; `affiliate::recount` follows.
///
/// # Errors
/// `Unique` or `ForeignKey` when a row does not fit.
pub async fn add_commissions(tx: &mut Tx, rows: &[Commission]) -> Result<(), StoreError> {
    COMMISSION
        .add(tx, rows, |it| {
            row![
                it.id.as_str(),
                it.reference.as_str(),
                it.affiliate_id.as_str(),
                it.account_id.as_str(),
                it.customer_id.as_str(),
                it.invoice_id.as_deref(),
                it.at,
                it.on_day.as_str(),
                it.currency.as_str(),
                it.base_minor,
                it.amount_minor,
                it.state.as_str(),
                it.until.as_deref(),
                it.reason.as_deref(),
                it.paid_on.as_deref(),
            ]
        })
        .await?;
    STEP.add(tx, rows, |it| {
        row![it.id.as_str(), 1_i64, it.at, it.state.as_str()]
    })
    .await
}

/// All programs: their ids by the provider's own.
///
/// # Errors
/// The engine's.
pub async fn programs(tx: &mut Tx) -> Result<HashMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = crate::on!(tx, c => sqlx::query_as(
        "select ref, id from affiliate_program").fetch_all(c).await)?;
    Ok(rows.into_iter().collect())
}

/// An affiliate, as other rows name it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AffiliateFacts {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its code.
    pub code: String,
    /// Its program, by the provider's own id.
    pub program: String,
    /// Whose.
    pub account_id: String,
    /// The zone of that account.
    pub time_zone: String,
}

macro_rules! affiliates {
    ($column:literal) => {
        concat!(
            "select f.id, f.ref, f.code, p.ref as program, f.account_id, a.time_zone
             from affiliate f join affiliate_program p on p.id = f.program_id
             join account a on a.id = f.account_id where ",
            $column,
            " in ({keys})"
        )
    };
}

/// By the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn affiliates(
    tx: &mut Tx,
    references: &[&str],
) -> Result<HashMap<String, AffiliateFacts>, StoreError> {
    let found = by_keys!(tx, AffiliateFacts, affiliates!("f.ref"), references)?;
    let by_ref = found.into_iter().map(|it| (it.reference.clone(), it));
    Ok(by_ref.collect())
}

/// By their codes in lower case.
///
/// # Errors
/// The engine's.
pub async fn affiliates_by_code(
    tx: &mut Tx,
    codes: &[&str],
) -> Result<HashMap<String, AffiliateFacts>, StoreError> {
    let found = by_keys!(tx, AffiliateFacts, affiliates!("lower(f.code)"), codes)?;
    let by_code = found.into_iter().map(|it| (it.code.to_lowercase(), it));
    Ok(by_code.collect())
}
