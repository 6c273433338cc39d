use std::sync::Arc;

use model::time::{Date, Instant};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::transfer::Known;

use super::find::{before, invoice};
use crate::desk::Desk;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};

/// When an invoice is due instead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueLater {
    /// The day, later than the one on which it is due.
    pub due_on: Date,
}

/// When an invoice is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The invoice (`ref`).
    pub invoice: String,
    /// Its number.
    pub number: String,
    /// On which day it was due.
    pub was_due_on: Date,
    /// On which day it is due now.
    pub due_on: Date,
}

impl Desk {
    /// Gives a customer more time: an open invoice is due later. The document stays as it is.
    ///
    /// # Errors
    /// When there is no such invoice, nothing is open of it, or the day is not later.
    pub async fn due_later(
        &self,
        id: &str,
        later: DueLater,
        action: Action,
    ) -> Result<Due, Denied> {
        let of = Arc::new((id.to_owned(), later, action));
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { put_off(tx, (&of.0, &of.1), &of.2, now).await })
            })
            .await
    }
}

async fn put_off(
    tx: &mut Tx,
    (name, later): (&str, &DueLater),
    action: &Action,
    now: Instant,
) -> Result<Due, Denied> {
    let it = invoice(tx, name).await?;
    let asks = Asks::new(
        "invoice.due_later",
        &format!("invoice {}", it.id),
        json!(later),
    );
    if let Some(before) = before(tx, &it, (action, &asks)).await? {
        return Ok(before);
    }
    let was_due_on = moved(tx, &it, later.due_on).await?;
    store::run::wake(tx, &it.account_id).await?;
    store::run::look_again(tx, &it.id).await?;
    let due = Due {
        invoice: it.reference,
        number: it.number,
        was_due_on,
        due_on: later.due_on,
    };
    provider::after(tx, action, (&asks, Some(&it.account_id)), &due, now).await?;
    Ok(due)
}

/// Moves the day, and says which it was.
async fn moved(tx: &mut Tx, it: &Known, to: Date) -> Result<Date, Denied> {
    let found = store::booking::standings(tx, &[it.id.as_str()]).await?;
    let (_, mut standing) = found.into_iter().next().ok_or(Denied::Unknown)?;
    if standing.open_minor <= 0 {
        return Err(Denied::Useless("Nothing is open of the invoice"));
    }
    let was = standing.due_on;
    if to <= was {
        return Err(Denied::Unfit(
            "due_on: is not later than the day on which it is due",
        ));
    }
    standing.due_on = to;
    store::booking::keep_standings(tx, &[standing]).await?;
    Ok(was)
}
