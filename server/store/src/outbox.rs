//! Messages that wait to be sent: queued with their cause in one transaction, claimed for a while
//! by whoever sends them, and marked once they are gone.

use model::id::{AccountId, MessageId, PersonId};
use model::time::Instant;

use crate::bulk::{Table, by_keys, row};
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A message to be queued.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Its identifier, under which it is sent however often that is tried.
    pub id: MessageId,
    /// What it says: the name of a template.
    pub kind: &'static str,
    /// The account that it is about.
    pub account: Option<AccountId>,
    /// The person it is for, if it is known.
    pub person: Option<PersonId>,
    /// The address.
    pub recipient: String,
    /// What the template needs, as JSON; never a secret.
    pub payload: String,
    /// When it is queued.
    pub at: Instant,
}

const OUTBOX: Table = Table {
    name: "outbox",
    columns: &[
        "id",
        "kind",
        "account_id",
        "person_id",
        "recipient",
        "payload",
        "queued_at",
        "next_at",
        "attempts",
        "lease_until",
    ],
    key: 1,
};

/// Queues a message.
///
/// # Errors
/// The engine's.
pub async fn queue(tx: &mut Tx, new: &NewMessage) -> Result<(), StoreError> {
    queue_all(tx, std::slice::from_ref(new)).await
}

/// Queues many messages.
///
/// # Errors
/// The engine's.
pub async fn queue_all(tx: &mut Tx, all: &[NewMessage]) -> Result<(), StoreError> {
    OUTBOX
        .add(tx, all, |new| {
            row![
                new.id.as_str(),
                new.kind,
                new.account.as_ref().map(AccountId::as_str),
                new.person.as_ref().map(PersonId::as_str),
                new.recipient.as_str(),
                new.payload.as_str(),
                new.at.0,
                new.at.0,
                0,
                0,
            ]
        })
        .await
}

/// A message that was claimed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Message {
    /// Its identifier.
    pub id: As<MessageId>,
    /// The name of its template.
    pub kind: String,
    /// The account that it is about.
    pub account_id: Option<As<AccountId>>,
    /// The person it is for.
    pub person_id: Option<As<PersonId>>,
    /// The address.
    pub recipient: String,
    /// What the template needs, as JSON.
    pub payload: String,
    /// When it was queued, µs.
    pub queued_at: i64,
    /// How often it was claimed, this time included.
    pub attempts: i64,
}

/// Whether any message is due.
///
/// # Errors
/// The engine's.
pub async fn due(tx: &mut Tx, now: Instant) -> Result<bool, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, i64>(
            "select next_at from outbox
            where sent_at is null and next_at <= $1 and lease_until <= $1 limit 1",
        )
        .bind(now.0)
        .fetch_optional(c)
        .await
    })?;
    Ok(found.is_some())
}

/// Claims messages that are due until `lease_until`, the oldest first; whoever claims at the same
/// time gets others. One that was claimed and never marked is due again when the lease ends.
///
/// # Errors
/// The engine's.
pub async fn claim(
    tx: &mut Tx,
    now: Instant,
    lease_until: Instant,
    most: i64,
) -> Result<Vec<Message>, StoreError> {
    // The conditions stand twice: the second time they are weighed once more when a row had to be
    // waited for.
    let mut claimed = on!(tx, c => {
        sqlx::query_as::<_, Message>(
            "update outbox set lease_until = $2, attempts = attempts + 1
            where id in (select id from outbox
                    where sent_at is null and next_at <= $1 and lease_until <= $1
                    order by next_at, id limit $3)
                and sent_at is null and next_at <= $1 and lease_until <= $1
            returning id, kind, account_id, person_id, recipient, payload, queued_at, attempts",
        )
        .bind(now.0)
        .bind(lease_until.0)
        .bind(most)
        .fetch_all(c)
        .await
    })?;
    claimed.sort_by(|a, b| a.id.0.cmp(&b.id.0));
    Ok(claimed)
}

/// Marks a message as gone; false if it was already. It is never sent again.
///
/// # Errors
/// The engine's.
pub async fn sent(tx: &mut Tx, message: &MessageId, at: Instant) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "update outbox set sent_at = $2, lease_until = 0, trouble = null
            where id = $1 and sent_at is null",
        )
        .bind(message.as_str())
        .bind(at.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Marks all that waits as gone without sending it; how much that was.
///
/// # Errors
/// The engine's.
pub async fn all_sent(tx: &mut Tx, at: Instant) -> Result<u64, StoreError> {
    on!(tx, c => {
        sqlx::query("update outbox set sent_at = $1, lease_until = 0 where sent_at is null")
            .bind(at.0)
            .execute(c)
            .await
            .map(|done| done.rows_affected())
    })
}

/// The moment at which a message is tried again that never is.
pub const NEVER: Instant = Instant(i64::MAX);

/// Gives a claimed message back after a failure; it is due again at `next`.
///
/// # Errors
/// The engine's.
pub async fn failed(
    tx: &mut Tx,
    message: &MessageId,
    next: Instant,
    trouble: &str,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query(
            "update outbox set next_at = $2, lease_until = 0, trouble = $3
            where id = $1 and sent_at is null",
        )
        .bind(message.as_str())
        .bind(next.0)
        .bind(trouble)
        .execute(c)
        .await
        .map(drop)
    })
}

/// How far a message is that was queued.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Way {
    /// The message.
    pub id: As<MessageId>,
    /// When it was handed over, µs.
    pub sent_at: Option<i64>,
    /// When it is tried again, µs; [`NEVER`] if it was given up.
    pub next_at: i64,
}

/// How far messages are; those that are gone for good are left out.
///
/// # Errors
/// The engine's.
pub async fn ways(tx: &mut Tx, messages: &[&str]) -> Result<Vec<Way>, StoreError> {
    let text = "select id, sent_at, next_at from outbox where id in ({keys})";
    by_keys!(tx, Way, text, messages)
}

/// Removes a message that is for nobody.
///
/// # Errors
/// The engine's.
pub async fn discard(tx: &mut Tx, message: &MessageId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("delete from outbox where id = $1 and sent_at is null")
            .bind(message.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}
