use std::collections::BTreeMap;

use model::credit::{MovementReason, Origin};
use model::currency::Currency;
use model::id::{AccountId, CreditMovementId, HoldId, InvoiceId, LotId};
use model::money::Money;
use model::time::{Date, Instant};

use crate::bulk::{Table, by_keys, row};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A lot of credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// Its id.
    pub id: LotId,
    /// The provider's own id.
    pub reference: String,
    /// Whose.
    pub account: AccountId,
    /// Where it came from.
    pub origin: Origin,
    /// What it began with.
    pub amount: Money,
    /// What is left of it, in minor units.
    pub remaining: i64,
    /// What of that is set aside, in minor units.
    pub held: i64,
    /// The day of the grant.
    pub granted_on: Date,
    /// The last good day.
    pub expires_on: Option<Date>,
    /// The provider's note.
    pub note: String,
    /// The payment that brought it.
    pub payment: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LotRow {
    #[sqlx(try_from = "String")]
    id: LotId,
    #[sqlx(rename = "ref")]
    reference: String,
    #[sqlx(try_from = "String")]
    account_id: AccountId,
    #[sqlx(try_from = "String")]
    currency: Currency,
    origin: String,
    amount_minor: i64,
    remaining_minor: i64,
    held_minor: i64,
    #[sqlx(try_from = "String")]
    granted_on: Date,
    expires_on: Option<String>,
    note: String,
    payment_ref: Option<String>,
}

impl TryFrom<LotRow> for Lot {
    type Error = StoreError;

    fn try_from(row: LotRow) -> Result<Self, StoreError> {
        let origin = serde_json::from_value(row.origin.into())
            .map_err(|error| StoreError::unreadable("credit_lot.origin", error))?;
        let expires_on = row.expires_on.map(|day| day.parse()).transpose();
        Ok(Self {
            id: row.id,
            reference: row.reference,
            account: row.account_id,
            origin,
            amount: Money::new(row.amount_minor, row.currency),
            remaining: row.remaining_minor,
            held: row.held_minor,
            granted_on: row.granted_on,
            expires_on: expires_on
                .map_err(|error| StoreError::unreadable("credit_lot.expires_on", error))?,
            note: row.note,
            payment: row.payment_ref,
        })
    }
}

const LOT: Table = Table {
    name: "credit_lot",
    columns: &[
        "id",
        "ref",
        "account_id",
        "currency",
        "origin",
        "amount_minor",
        "remaining_minor",
        "held_minor",
        "granted_on",
        "expires_on",
        "note",
        "payment_ref",
    ],
    key: 1,
};

fn cells(lot: &Lot) -> Vec<crate::bulk::Cell> {
    row![
        lot.id.as_str(),
        lot.reference.as_str(),
        lot.account.as_str(),
        lot.amount.currency.code(),
        lot.origin.as_str(),
        lot.amount.minor,
        lot.remaining,
        lot.held,
        lot.granted_on.to_string(),
        lot.expires_on.map(|day| day.to_string()),
        lot.note.as_str(),
        lot.payment.as_deref(),
    ]
}

/// Keeps lots: new ones, and what became of known ones.
///
/// # Errors
/// `Check` when more is held than is left, or more is left than it began with.
pub async fn keep_lots(tx: &mut Tx, lots: &[Lot]) -> Result<(), StoreError> {
    LOT.put(tx, lots, cells).await
}

macro_rules! lots_where {
    ($condition:literal) => {
        concat!(
            "select id, ref, account_id, currency, origin, amount_minor, remaining_minor,
            held_minor, granted_on, expires_on, note, payment_ref from credit_lot where ",
            $condition
        )
    };
}

/// The lots of accounts with something left.
///
/// # Errors
/// The engine's.
pub async fn lots(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Lot>, StoreError> {
    let text = lots_where!("account_id in ({keys}) and remaining_minor > 0");
    let rows = by_keys!(tx, LotRow, text, accounts)?;
    rows.into_iter().map(Lot::try_from).collect()
}

/// Lots by the provider's own ids.
///
/// # Errors
/// The engine's.
pub async fn lots_by_ref(tx: &mut Tx, references: &[&str]) -> Result<Vec<Lot>, StoreError> {
    let text = lots_where!("ref in ({keys})");
    let rows = by_keys!(tx, LotRow, text, references)?;
    rows.into_iter().map(Lot::try_from).collect()
}

/// Lots by their ids.
///
/// # Errors
/// The engine's.
pub async fn lots_by_id(tx: &mut Tx, ids: &[&str]) -> Result<Vec<Lot>, StoreError> {
    let text = lots_where!("id in ({keys})");
    let rows = by_keys!(tx, LotRow, text, ids)?;
    rows.into_iter().map(Lot::try_from).collect()
}

/// One movement of credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Its id.
    pub id: CreditMovementId,
    /// Whose.
    pub account: AccountId,
    /// Its place among those of the account and currency, from 1.
    pub n: i64,
    /// The day.
    pub on: Date,
    /// When it was booked.
    pub at: Instant,
    /// Why.
    pub reason: MovementReason,
    /// How much, with its sign.
    pub amount: Money,
    /// What the balance came to, in minor units.
    pub balance: i64,
    /// The lot.
    pub lot: LotId,
    /// The invoice on which it was spent or from which it came.
    pub invoice: Option<InvoiceId>,
    /// The payment in which it moved.
    pub payment: Option<String>,
}

const MOVEMENT: Table = Table {
    name: "credit_movement",
    columns: &[
        "id",
        "account_id",
        "currency",
        "n",
        "on_day",
        "at",
        "reason",
        "amount_minor",
        "balance_minor",
        "lot_id",
        "invoice_id",
        "payment_ref",
    ],
    key: 1,
};

/// Adds movements.
///
/// # Errors
/// `Unique` when a place is taken, `Check` when a balance is below zero.
pub async fn add_movements(tx: &mut Tx, movements: &[Movement]) -> Result<(), StoreError> {
    MOVEMENT
        .add(tx, movements, |movement| {
            row![
                movement.id.as_str(),
                movement.account.as_str(),
                movement.amount.currency.code(),
                movement.n,
                movement.on.to_string(),
                movement.at.0,
                movement.reason.as_str(),
                movement.amount.minor,
                movement.balance,
                movement.lot.as_str(),
                movement.invoice.as_ref().map(InvoiceId::as_str),
                movement.payment.as_deref(),
            ]
        })
        .await
}

/// How many movements accounts have, by account and currency.
///
/// # Errors
/// The engine's.
pub async fn last_movements(
    tx: &mut Tx,
    accounts: &[&str],
) -> Result<BTreeMap<(String, String), i64>, StoreError> {
    let text = "select account_id, currency, max(n) from credit_movement
        where account_id in ({keys}) group by account_id, currency";
    let found = by_keys!(tx, (String, String, i64), text, accounts)?;
    let keyed = found.into_iter();
    Ok(keyed
        .map(|(account, currency, n)| ((account, currency), n))
        .collect())
}

/// Credit that is set aside for a payment order. A hold is no entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Hold {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: HoldId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Of which lot.
    #[sqlx(try_from = "String")]
    pub lot_id: LotId,
    /// For which payment order.
    pub payment_ref: String,
    /// How much, in minor units, above zero.
    pub amount_minor: i64,
    /// When, in microseconds since 1970.
    pub created_at: i64,
}

const HOLD: Table = Table {
    name: "credit_hold",
    columns: &[
        "id",
        "account_id",
        "lot_id",
        "payment_ref",
        "amount_minor",
        "created_at",
    ],
    key: 1,
};

/// Adds holds; the lots' and the position's sums are the caller's to keep.
///
/// # Errors
/// `Unique` when the order holds something of that lot, `Check` when one is of nothing or less.
pub async fn add_holds(tx: &mut Tx, holds: &[Hold]) -> Result<(), StoreError> {
    HOLD.add(tx, holds, |hold| {
        row![
            hold.id.as_str(),
            hold.account_id.as_str(),
            hold.lot_id.as_str(),
            hold.payment_ref.as_str(),
            hold.amount_minor,
            hold.created_at,
        ]
    })
    .await
}

/// The holds of a payment order.
///
/// # Errors
/// The engine's.
pub async fn holds(
    tx: &mut Tx,
    account: &AccountId,
    payment: &str,
) -> Result<Vec<Hold>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Hold>(
            "select id, account_id, lot_id, payment_ref, amount_minor, created_at
            from credit_hold where payment_ref = $1 and account_id = $2 order by id",
        )
        .bind(payment)
        .bind(account.as_str())
        .fetch_all(c)
        .await
    })
}

/// Removes the holds of a payment order: they were spent or released.
///
/// # Errors
/// The engine's.
pub async fn release_holds(
    tx: &mut Tx,
    account: &AccountId,
    payment: &str,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from credit_hold where payment_ref = $1 and account_id = $2")
            .bind(payment)
            .bind(account.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}
