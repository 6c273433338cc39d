//! What the run has set aside, for the provider: seen, tried again, dismissed.

use model::id::{AccountId, DisputeId, InvoiceId, PaymentId, RefundId};
use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::run::{Backlog, SetAside};
use store::{StoreError, Tx};

use crate::booking::BookingError;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::session::secret;
use crate::session::trail::{Deed, note};

/// How many are told at once.
const PAGE: i64 = 100;

/// Something that is set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// By which it is tried again or dismissed.
    pub id: String,
    /// The account (`ref`).
    pub account: String,
    /// The subscription (`ref`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
    /// The invoice, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// The payment, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// Why.
    pub cause: String,
    /// The day on which it was planned.
    pub planned_on: String,
    /// When it was set aside.
    pub at: String,
}

/// A part of what is set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedPage {
    /// In the order of their ids.
    pub parked: Vec<Parked>,
    /// What the next page comes after; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What is to be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The next run looks at it again, at once, and makes what a brake has held back.
    Retry,
    /// It is taken off the list; a subscription rests until it is touched. An account is not: as
    /// long as it rests nothing of it is billed, and nobody would see that.
    Dismiss,
}

/// An action of the provider.
#[derive(Clone, Debug)]
pub struct Action {
    /// Who: `key:key_…`, `command line`.
    pub actor: String,
    /// The request's own key.
    pub once: Option<String>,
    /// Why, for the audit trail.
    pub reason: String,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum Denied {
    /// Nothing of that id is set aside.
    Unknown,
    /// It is no use, and why.
    Useless(&'static str),
    /// What is asked for does not fit, and why: the field, and what is wrong with it.
    Unfit(&'static str),
    /// The key of the request was used for another one before.
    KeyReused,
    /// It cannot be done, for a reason of ours.
    Failed(Failure),
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<BookingError> for Denied {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::InFlight => Self::Useless("A payment of the invoice is in flight"),
            other => Self::Failed(other.into()),
        }
    }
}

/// The usage of a subscription, the charge of an invoice, or the top-up of an account, has words
/// before it that belong in no address.
const WORDS: [(&str, &str); 3] = [
    ("usage of ", "usage-"),
    ("charge of ", "charge-"),
    ("top-up of ", "top-up-"),
];

fn id(subject: &str) -> String {
    let words = WORDS.iter().find(|(words, _)| subject.starts_with(words));
    words.map_or_else(
        || subject.to_owned(),
        |(words, short)| subject.replacen(words, short, 1),
    )
}

fn subject(id: &str) -> String {
    let words = WORDS.iter().find(|(_, short)| id.starts_with(short));
    words.map_or_else(
        || id.to_owned(),
        |(words, short)| id.replacen(short, words, 1),
    )
}

impl Doing {
    const fn action(self) -> &'static str {
        match self {
            Self::Retry => "parked.retried",
            Self::Dismiss => "parked.dismissed",
        }
    }

    /// Why that would do no good.
    fn useless(self, subject: &str) -> Option<&'static str> {
        let begins = |prefix: &str| subject.starts_with(&format!("{prefix}_"));
        match self {
            Self::Retry if begins(InvoiceId::PREFIX) => {
                Some("The run credits an invoice once: credit it by hand, and dismiss this")
            }
            Self::Retry if begins(PaymentId::PREFIX) => Some(
                "The gateway is asked every day until it is known what became of it; what \
                     stands apart is given back by a refund of the payment, or dismissed",
            ),
            Self::Retry if begins(RefundId::PREFIX) => {
                Some("A refund has one end: give the money back another way, and dismiss this")
            }
            Self::Retry if begins(DisputeId::PREFIX) => {
                Some("It is booked: answer it at the payment provider, and dismiss this")
            }
            Self::Dismiss if begins(AccountId::PREFIX) => Some(
                "Nothing of an account is billed as long as it is set aside: mend it, and retry",
            ),
            Self::Retry | Self::Dismiss => None,
        }
    }
}

impl Desk {
    /// What is set aside, after an id.
    ///
    /// # Errors
    /// The store's.
    pub async fn parked(&self, after: Option<&str>) -> Result<ParkedPage, Failure> {
        let after = after.map(subject).unwrap_or_default();
        let mut tx = self.db.read().await?;
        let mut rows = store::run::set_aside(&mut tx, &after, PAGE + 1).await?;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or_default();
        rows.truncate(usize::try_from(PAGE).unwrap_or_default());
        let parked: Vec<Parked> = rows.into_iter().map(told).collect();
        let next = parked.last().filter(|_| more).map(|it| it.id.clone());
        Ok(ParkedPage { parked, next })
    }

    /// Tries again what is set aside, or dismisses it. The same request again, by its own key, is
    /// answered as it was.
    ///
    /// # Errors
    /// When there is no such thing, or it cannot be done.
    pub async fn unpark(&self, id: &str, doing: Doing, action: Action) -> Result<(), Denied> {
        let (subject, now) = (subject(id), self.clock.now());
        self.db
            .write(move |tx| {
                let (subject, action) = (subject.clone(), action.clone());
                Box::pin(async move { unpark(tx, &subject, (doing, &action), now).await })
            })
            .await
    }

    /// How much is set aside, counted up to `most`.
    ///
    /// # Errors
    /// The store's.
    pub async fn parked_up_to(&self, most: i64) -> Result<i64, Failure> {
        let mut tx = self.db.read().await?;
        Ok(store::run::parked_up_to(&mut tx, most).await?)
    }

    /// How far the work beside the requests is behind.
    ///
    /// # Errors
    /// The store's.
    pub async fn backlog(&self) -> Result<Backlog, Failure> {
        let mut tx = self.db.read().await?;
        Ok(store::run::backlog(&mut tx, self.clock.now()).await?)
    }
}

fn told(row: SetAside) -> Parked {
    let subject = &row.subject;
    Parked {
        id: id(subject),
        invoice: subject.parse::<InvoiceId>().ok().map(String::from),
        payment: subject.parse::<PaymentId>().ok().map(String::from),
        account: row.account,
        subscription: row.subscription,
        cause: row.cause,
        planned_on: row.planned_on.0.to_string(),
        at: Instant(row.at).to_string(),
    }
}

async fn unpark(
    tx: &mut Tx,
    subject: &str,
    (doing, action): (Doing, &Action),
    now: Instant,
) -> Result<(), Denied> {
    let digest = secret::digest(format!("{} {subject}", doing.action()).as_bytes());
    let owner = action.actor.as_str();
    if let Some(once) = &action.once
        && let Some(before) = store::idempotency::answered(tx, (owner, once)).await?
    {
        return if before.digest == digest {
            Ok(())
        } else {
            Err(Denied::KeyReused)
        };
    }
    let account = store::run::set_aside_of(tx, subject).await?;
    let account = account.ok_or(Denied::Unknown)?;
    store::account::lock(tx, &account).await?;
    if let Some(why) = doing.useless(subject) {
        return Err(Denied::Useless(why));
    }
    match doing {
        Doing::Retry => {
            store::run::touch(tx, &[account.as_str()]).await?;
            store::run::release(tx, &account, subject).await?;
        }
        Doing::Dismiss => store::run::unpark(tx, &[subject]).await?,
    }
    let deed = Deed {
        at: now,
        actor: action.actor.clone(),
        address: String::new(),
        action: doing.action(),
        subject: subject.to_owned(),
        detail: json!({ "reason": action.reason }),
    };
    note(tx, &[account], &deed).await?;
    if let Some(once) = &action.once {
        store::idempotency::keep(tx, (owner, once), (&digest, "{}"), now).await?;
    }
    Ok(())
}
