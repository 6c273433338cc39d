//! Credit that customers withdraw.

use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, LotId, PersonId, RefundId, WithdrawalId};
use model::refund::RefundState;
use model::time::Date;
use model::withdrawal::TransferState;

use crate::bulk::{Table, by_keys, row};
use crate::column::{As, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What a customer withdraws. Amounts are minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Withdrawal {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: WithdrawalId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Who asked for it.
    #[sqlx(try_from = "String")]
    pub person_id: PersonId,
    /// The key of the request.
    pub key: String,
    /// The fingerprint of what it held.
    pub digest: String,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// How much in all, above zero.
    pub amount_minor: i64,
    /// What of it goes by a transfer of the provider's.
    pub transfer_minor: i64,
    /// Whose bank account the transfer goes to.
    pub holder: Option<String>,
    /// Which.
    pub iban: Option<String>,
    /// What has become of the transfer.
    pub state: Word<TransferState>,
    /// What the bank says of it.
    pub reference: Option<String>,
    /// What the customer is told of it.
    pub note: Option<String>,
    /// When it was asked for, µs.
    pub created_at: i64,
    /// When it ended, as far as it is a transfer, µs.
    pub ended_at: Option<i64>,
}

const WITHDRAWAL: Table = Table {
    name: "withdrawal",
    columns: &[
        "id",
        "account_id",
        "person_id",
        "key",
        "digest",
        "currency",
        "amount_minor",
        "transfer_minor",
        "holder",
        "iban",
        "state",
        "reference",
        "note",
        "created_at",
        "ended_at",
    ],
    key: 1,
};

/// What of it changes once it is there.
const CHANGES: [&str; 4] = ["state", "reference", "note", "ended_at"];

fn cells(it: &Withdrawal) -> Vec<crate::bulk::Cell> {
    row![
        it.id.as_str(),
        it.account_id.as_str(),
        it.person_id.as_str(),
        it.key.as_str(),
        it.digest.as_str(),
        it.currency.code(),
        it.amount_minor,
        it.transfer_minor,
        it.holder.as_deref(),
        it.iban.as_deref(),
        it.state.0.as_str(),
        it.reference.as_deref(),
        it.note.as_deref(),
        it.created_at,
        it.ended_at,
    ]
}

/// Adds a withdrawal.
///
/// # Errors
/// `Unique` when its key is taken, `Check` when amounts and bank account do not fit.
pub async fn add(tx: &mut Tx, it: &Withdrawal) -> Result<(), StoreError> {
    WITHDRAWAL.add(tx, std::slice::from_ref(it), cells).await
}

/// Writes what has become of the transfer.
///
/// # Errors
/// `Check` when it had ended before.
pub async fn change(tx: &mut Tx, it: &Withdrawal) -> Result<(), StoreError> {
    WITHDRAWAL.change(tx, cells(it), &CHANGES).await
}

macro_rules! withdrawals_where {
    ($condition:literal) => {
        concat!(
            "select id, account_id, person_id, key, digest, currency, amount_minor,
            transfer_minor, holder, iban, state, reference, note, created_at, ended_at
            from withdrawal where ",
            $condition
        )
    };
}

/// One by its id.
///
/// # Errors
/// The engine's.
pub async fn one(tx: &mut Tx, id: &WithdrawalId) -> Result<Option<Withdrawal>, StoreError> {
    on!(tx, c => sqlx::query_as(withdrawals_where!("id = $1"))
        .bind(id.as_str()).fetch_optional(c).await)
}

/// One of an account by the key of its request.
///
/// # Errors
/// The engine's.
pub async fn by_key(
    tx: &mut Tx,
    (account, key): (&AccountId, &str),
) -> Result<Option<Withdrawal>, StoreError> {
    on!(tx, c => sqlx::query_as(withdrawals_where!("account_id = $1 and key = $2"))
        .bind(account.as_str()).bind(key).fetch_optional(c).await)
}

/// Some of an account before one of them, or from the newest; the newest first.
///
/// # Errors
/// The engine's.
pub async fn of_account(
    tx: &mut Tx,
    (account, before): (&AccountId, Option<&WithdrawalId>),
    most: i64,
) -> Result<Vec<Withdrawal>, StoreError> {
    let text =
        withdrawals_where!("account_id = $1 and ($2 is null or id < $2) order by id desc limit $3");
    on!(tx, c => sqlx::query_as(text)
        .bind(account.as_str()).bind(before.map(WithdrawalId::as_str)).bind(most)
        .fetch_all(c).await)
}

/// Some that wait for the provider's transfer behind one of them, or from the start.
///
/// # Errors
/// The engine's.
pub async fn waiting(
    tx: &mut Tx,
    (after, most): (&str, i64),
) -> Result<Vec<Withdrawal>, StoreError> {
    let text = withdrawals_where!("state = 'waiting' and id > $1 order by id limit $2");
    on!(tx, c => sqlx::query_as(text).bind(after).bind(most).fetch_all(c).await)
}

const PART: Table = Table {
    name: "withdrawal_refund",
    columns: &["refund_id", "withdrawal_id"],
    key: 1,
};

/// Notes of which withdrawal refunds are.
///
/// # Errors
/// `ForeignKey` when one of them is not there.
pub async fn add_refunds(
    tx: &mut Tx,
    id: &WithdrawalId,
    refunds: &[RefundId],
) -> Result<(), StoreError> {
    let parts: Vec<_> = refunds.iter().map(|refund| (refund, id)).collect();
    PART.add(tx, &parts, |(refund, id)| {
        row![refund.as_str(), id.as_str()]
    })
    .await
}

/// A part of a withdrawal that goes back to where it was taken.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// Of which withdrawal.
    #[sqlx(try_from = "String")]
    pub withdrawal_id: WithdrawalId,
    /// From which billing account it was taken.
    pub billing_account_id: Option<As<BillingAccountId>>,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// What has become of it.
    pub state: Word<RefundState>,
    /// The gateway's code where it failed.
    pub code: Option<String>,
}

/// The parts of withdrawals that go back to where they were taken.
///
/// # Errors
/// The engine's.
pub async fn parts(tx: &mut Tx, withdrawals: &[&str]) -> Result<Vec<Part>, StoreError> {
    let text = "select w.withdrawal_id, p.billing_account_id, r.amount_minor, r.state, r.code
        from withdrawal_refund w join refund r on r.id = w.refund_id
        join payment p on p.id = r.payment_id
        where w.withdrawal_id in ({keys}) order by r.id";
    by_keys!(tx, Part, text, withdrawals)
}

/// Of which withdrawal a refund is, if it is of one.
///
/// # Errors
/// The engine's.
pub async fn of_refund(tx: &mut Tx, refund: &RefundId) -> Result<Option<WithdrawalId>, StoreError> {
    let found: Option<As<WithdrawalId>> = on!(tx, c => sqlx::query_scalar(
        "select withdrawal_id from withdrawal_refund where refund_id = $1")
        .bind(refund.as_str()).fetch_optional(c).await)?;
    Ok(found.map(|As(id)| id))
}

/// A lot of credit that was paid in and of which something is left.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PaidIn {
    /// The lot.
    #[sqlx(try_from = "String")]
    pub id: LotId,
    /// The day of the grant.
    pub granted_on: As<Date>,
    /// What is left of it and not set aside, in minor units.
    pub free_minor: i64,
    /// What brought it.
    pub payment_ref: Option<String>,
}

/// The newest lots of an account that were paid in, as far as they can be withdrawn.
///
/// # Errors
/// The engine's.
pub async fn paid_in(
    tx: &mut Tx,
    (account, currency): (&AccountId, Currency),
    most: i64,
) -> Result<Vec<PaidIn>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, granted_on, remaining_minor - held_minor as free_minor, payment_ref
         from credit_lot where account_id = $1 and currency = $2 and remaining_minor > held_minor
             and origin = 'paid_in' order by granted_on desc, id desc limit $3")
        .bind(account.as_str()).bind(currency.code()).bind(most).fetch_all(c).await)
}
