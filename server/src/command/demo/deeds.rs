use std::sync::Arc;

use model::id::{AccountId, InvoiceId};
use model::money::Money;
use model::time::{Date, Instant};
use portal::booking::{BookingError, Receipt, Way, receive};
use portal::ids::Ids;
use portal::zone::date_in;
use store::Db;
use store::booking::Payable;

use super::Trouble;

/// Whose invoices stay unpaid, by subscription: those that were due so many days ago or less.
const UNPAID: [(&str, i32); 6] = [
    ("S-04-01", 7),
    ("S-04-02", 4),
    ("S-05-01", 27),
    ("S-05-03", 72),
    ("S-17-02", 3),
    ("S-18-01", 8),
];

/// Who pays late, by subscription, and by how many days.
const LATE: [(&str, i32); 2] = [("S-10-01", 6), ("S-19-01", 3)];

/// What was paid of an open invoice before it was due: subscription, days ago, minor units and
/// reference.
const PART: (&str, i32, i64, &str) = ("S-18-10", 8, 500, "RF18 2026 0409");

/// The customers pay: what is due, and usage as soon as it is charged.
pub async fn pay(
    db: &Db,
    ids: &Arc<Ids>,
    (day, today, now): (Date, Date, Instant),
) -> Result<(), Trouble> {
    let month = day.to_string();
    let month = month.get(..7).unwrap_or_default();
    let mut tx = db.read().await?;
    let open = store::booking::payables(&mut tx, month).await?;
    drop(tx);
    let receipts = open.iter().filter_map(|it| paid(it, (today, now)));
    let (ids, receipts): (_, Arc<Vec<Receipt>>) = (Arc::clone(ids), Arc::new(receipts.collect()));
    if receipts.is_empty() {
        return Ok(());
    }
    let done: Result<(), BookingError> = db
        .write(move |tx| {
            let (ids, receipts) = (Arc::clone(&ids), Arc::clone(&receipts));
            Box::pin(async move {
                for receipt in receipts.iter() {
                    receive(tx, &ids, receipt).await?;
                }
                Ok(())
            })
        })
        .await;
    Ok(done?)
}

/// What is paid of an invoice on a day; none if nothing is.
fn paid(it: &Payable, (today, now): (Date, Instant)) -> Option<Receipt> {
    let on = date_in(&it.time_zone, now);
    let subscription = it.subscription.as_deref().unwrap_or_default();
    let (part, ago, minor, reference) = PART;
    if subscription == part && !it.usage && on == today.plus_days(-ago) {
        let way = Way::Transfer;
        return Some(receipt(it, (on, now), (minor, reference.to_owned(), way)));
    }
    let unpaid = UNPAID.iter().any(|(name, ago)| {
        *name == subscription && it.due_on.0 >= today.plus_days(-ago) && !it.usage
    });
    let late = LATE.iter().find(|(name, _)| *name == subscription);
    let due = it.due_on.0.plus_days(late.map_or(0, |(_, days)| *days));
    if unpaid || !(it.usage || due <= on) {
        return None;
    }
    let paid = match &it.payer {
        Some(payer) => {
            let reference = format!("pay-{}", it.number);
            (
                it.open_minor,
                reference,
                Way::BillingAccount(payer.0.clone()),
            )
        }
        None => (it.open_minor, it.number.clone(), Way::Transfer),
    };
    Some(receipt(it, (on, now), paid))
}

fn receipt(
    it: &Payable,
    (on, at): (Date, Instant),
    (minor, reference, way): (i64, String, Way),
) -> Receipt {
    let amount = Money::new(minor, it.currency.0);
    let (account, invoice): (AccountId, InvoiceId) =
        (it.account_id.0.clone(), it.invoice_id.0.clone());
    Receipt {
        account,
        amount,
        way,
        reference,
        said: None,
        allocations: Some(vec![(invoice, amount)]),
        on,
        at,
        actor: "demo".to_owned(),
    }
}
