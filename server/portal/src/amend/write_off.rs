use std::sync::Arc;

use model::id::TransactionId;
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

use super::find::{before, book, invoice, stamp};
use crate::booking::{BookingError, Clerk, flush};
use crate::desk::Desk;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};

/// What was given up of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenOff {
    /// The invoice (`ref`).
    pub invoice: String,
    /// Its number.
    pub number: String,
    /// How much, in major units.
    pub amount: String,
}

impl Desk {
    /// Gives up what is open of an invoice.
    ///
    /// # Errors
    /// When there is no such invoice, or nothing is open of it.
    pub async fn write_off(&self, id: &str, action: Action) -> Result<WrittenOff, Denied> {
        let of = Arc::new((id.to_owned(), action, Arc::clone(&self.reception.ids)));
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { give_up(tx, (&of.2, now), &of.0, &of.1).await })
            })
            .await
    }
}

async fn give_up(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    name: &str,
    action: &Action,
) -> Result<WrittenOff, Denied> {
    let it = invoice(tx, name).await?;
    let asks = Asks::new(
        "invoice.written_off",
        &format!("invoice {}", it.id),
        json!({}),
    );
    if let Some(before) = before(tx, &it, (action, &asks)).await? {
        return Ok(before);
    }
    let clerk = Clerk { ids, now };
    let mut book = book(tx, clerk, &it).await?;
    let open = Money::new(book.standing(&it.id)?.open_minor, it.currency);
    let reference = format!("write_off:{}", ids.next(now, TransactionId::make));
    let stamp = stamp(tx, &it.account_id, (clerk, reference)).await?;
    book.write_off(&it.id, &stamp).map_err(settled)?;
    flush(tx, vec![book]).await?;
    store::run::wake(tx, &it.account_id).await?;
    let done = WrittenOff {
        invoice: it.reference,
        number: it.number,
        amount: open.plain(),
    };
    provider::after(tx, action, (&asks, Some(&it.account_id)), &done, now).await?;
    Ok(done)
}

fn settled(error: BookingError) -> Denied {
    match error {
        BookingError::Beyond(_) => Denied::Useless("Nothing is open of the invoice"),
        other => other.into(),
    }
}
