//! What the provider says of withdrawals that go by a transfer of his.

use std::sync::Arc;

use billing::ledger::Book;
use model::id::{LotId, PaymentId, WithdrawalId};
use model::money::Money;
use model::time::{Date, Instant};
use model::withdrawal::TransferState;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::column::Word;
use store::credit::withdrawal::{self, Withdrawal};
use store::{Tx, account};

use super::facts::is_disputed;
use super::tell::tell;
use super::view::masked;
use crate::booking::{AccountBook, Clerk, Stamp, flush, load_one, unhold};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::mail::WithdrawnHow;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::zone::today_of;

/// How many are on a page.
const PAGE: i64 = 50;

/// The transfer was sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// When; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What the bank says of it.
    #[serde(default)]
    pub reference: Option<String>,
}

/// The transfer is not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// What the customer is told of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A withdrawal of which a transfer is to be sent, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Which.
    pub id: WithdrawalId,
    /// Whose (`ref`).
    pub account: String,
    /// How much is to be transferred, in major units.
    pub amount: String,
    /// The currency.
    pub currency: String,
    /// To whose bank account; not said of what was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// To which; with its middle left out of what was decided.
    pub iban: String,
    /// When it was asked for.
    pub at: String,
    /// What has become of it.
    pub state: TransferState,
}

/// A part of what waits for a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPage {
    /// In the order in which it was asked for.
    pub withdrawals: Vec<Waiting>,
    /// What the next page comes after; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What is done.
#[derive(Clone)]
enum Doing {
    Approve(Approval),
    Reject(Rejection),
}

impl Desk {
    /// The withdrawals that wait for a transfer, after an id.
    ///
    /// # Errors
    /// The store's.
    pub async fn waiting_withdrawals(&self, after: Option<&str>) -> Result<WaitingPage, Failure> {
        let mut tx = self.db.read().await?;
        let after = (after.unwrap_or_default(), PAGE + 1);
        let mut rows = withdrawal::waiting(&mut tx, after).await?;
        let more = rows.len() as i64 > PAGE;
        rows.truncate(usize::try_from(PAGE).unwrap_or_default());
        let mut withdrawals = Vec::with_capacity(rows.len());
        for row in &rows {
            withdrawals.push(told(&mut tx, row).await?);
        }
        let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
        Ok(WaitingPage { withdrawals, next })
    }

    /// Books that the transfer of a withdrawal was sent. The same request again, by its own key, is
    /// answered as it was.
    ///
    /// # Errors
    /// When none of that id waits.
    pub async fn approve_withdrawal(
        &self,
        id: &str,
        approval: Approval,
        action: Action,
    ) -> Result<Waiting, Denied> {
        self.settle(id, Doing::Approve(approval), action).await
    }

    /// Gives a withdrawal up, as far as it is to be transferred: it is credit again.
    ///
    /// # Errors
    /// When none of that id waits.
    pub async fn reject_withdrawal(
        &self,
        id: &str,
        rejection: Rejection,
        action: Action,
    ) -> Result<Waiting, Denied> {
        self.settle(id, Doing::Reject(rejection), action).await
    }

    async fn settle(&self, id: &str, doing: Doing, action: Action) -> Result<Waiting, Denied> {
        let id: WithdrawalId = id.parse().map_err(|_| Denied::Unknown)?;
        let of = Arc::new((id, doing, action, Arc::clone(&self.reception.ids)));
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { settle(tx, (&of.3, now), (&of.0, &of.1), &of.2).await })
            })
            .await
    }
}

async fn settle(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (id, doing): (&WithdrawalId, &Doing),
    action: &Action,
) -> Result<Waiting, Denied> {
    let row = withdrawal::one(tx, id).await?.ok_or(Denied::Unknown)?;
    account::lock(tx, &row.account_id).await?;
    let asks = doing.asks(id);
    if let Some(before) = provider::before(tx, action, &asks).await? {
        return Ok(before);
    }
    let mut row = withdrawal::one(tx, id).await?.ok_or(Denied::Unknown)?;
    if row.state.0 != TransferState::Waiting {
        return Err(Denied::Useless("No transfer of it waits"));
    }
    doing.book(tx, (ids, now), &mut row).await?;
    withdrawal::change(tx, &row).await?;
    store::run::unpark(tx, &[row.id.as_str()]).await?;
    store::run::wake(tx, &row.account_id).await?;
    let how = (doing.how(), row.transfer_minor);
    tell(tx, (ids, now), &row, how).await?;
    // The trail keeps no more of a bank account than its ends.
    let whole = told(tx, &row).await?;
    let done = Waiting {
        iban: masked(&whole.iban),
        holder: None,
        ..whole
    };
    provider::after(tx, action, (&asks, Some(&row.account_id)), &done, now).await?;
    Ok(done)
}

impl Doing {
    fn asks(&self, id: &WithdrawalId) -> Asks {
        let subject = format!("withdrawal {id}");
        match self {
            Self::Approve(it) => Asks::new("withdrawal.approved", &subject, json!(it)),
            Self::Reject(it) => Asks::new("withdrawal.rejected", &subject, json!(it)),
        }
    }

    const fn how(&self) -> WithdrawnHow {
        match self {
            Self::Approve(_) => WithdrawnHow::Sent,
            Self::Reject(_) => WithdrawnHow::Rejected,
        }
    }

    async fn book(
        &self,
        tx: &mut Tx,
        (ids, now): (&Ids, Instant),
        row: &mut Withdrawal,
    ) -> Result<(), Denied> {
        let mut book = load_one(tx, Clerk { ids, now }, &row.account_id, &[]).await?;
        let takes = unhold(tx, &mut book, row.id.as_str()).await?;
        row.ended_at = Some(now.0);
        match self {
            Self::Approve(it) => {
                let today = today_of(tx, &row.account_id, now).await?;
                let asked = today_of(tx, &row.account_id, Instant(row.created_at)).await?;
                match it.on {
                    Some(on) if on > today => return Err(Denied::Unfit("on: lies ahead")),
                    Some(on) if on < asked => {
                        return Err(Denied::Unfit("on: lies before it was asked for"));
                    }
                    Some(_) | None => {}
                }
                disputed(tx, &book, &takes).await?;
                let stamp = Stamp {
                    at: now,
                    on: it.on.unwrap_or(today),
                    reference: format!("withdrawal:{}", row.id),
                };
                book.withdrawn(&takes, &Book::cash("manual"), &stamp)?;
                row.state = Word(TransferState::Transferred);
                row.reference.clone_from(&it.reference);
            }
            Self::Reject(it) => {
                row.state = Word(TransferState::Rejected);
                row.note.clone_from(&it.note);
            }
        }
        Ok(flush(tx, vec![book]).await?)
    }
}

/// What a payer takes back is not paid out as well.
async fn disputed(
    tx: &mut Tx,
    book: &AccountBook<'_>,
    takes: &[(LotId, Money)],
) -> Result<(), Denied> {
    let lots = book.lots().iter();
    let lots = lots.filter(|lot| takes.iter().any(|(id, _)| *id == lot.id));
    let brought = lots.filter_map(|lot| lot.payment.as_deref()?.parse::<PaymentId>().ok());
    for payment in brought {
        if is_disputed(tx, &payment).await? {
            let why = "A payment that brought this credit is disputed, or was returned";
            return Err(Denied::Useless(why));
        }
    }
    Ok(())
}

/// As the provider sees it.
async fn told(tx: &mut Tx, row: &Withdrawal) -> Result<Waiting, Failure> {
    let frame = account::read::frame(tx, &row.account_id).await?;
    Ok(Waiting {
        id: row.id.clone(),
        account: frame.map(|frame| frame.number).unwrap_or_default(),
        amount: Money::new(row.transfer_minor, row.currency).plain(),
        currency: row.currency.code().to_owned(),
        holder: row.holder.clone(),
        iban: row.iban.clone().unwrap_or_default(),
        at: Instant(row.created_at).to_string(),
        state: row.state.0,
    })
}
