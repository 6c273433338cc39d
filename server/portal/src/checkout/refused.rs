//! How often payments may be refused: whoever tries out cards meets more refusals than others
//! (rule 11 of *Payments* in the specification of money).

use billing::checkout::Plan;
use gateway::payment::Capture;
use model::fault::{Fault, Problem};
use model::id::AccountId;
use model::time::Instant;
use store::column::As;
use store::payment::Order;
use store::{StoreError, Tx};

use crate::failure::Failure;
use crate::session::limit;

/// So many refusals an account may meet in an hour.
const MOST_DECLINED: i64 = 10;
const HOUR: i64 = 3_600;

/// That neither the account nor any card that is to be charged, in whatever account it is saved,
/// met too many refusals of late.
pub(super) async fn few(
    tx: &mut Tx,
    (account, plan): (&AccountId, &Plan),
    now: Instant,
) -> Result<(), Failure> {
    let since = now.plus_seconds(-HOUR);
    let minutes = 60;
    let declined = store::payment::declined_since(tx, account, since).await?;
    refuse((declined >= MOST_DECLINED).then_some(minutes))?;
    for payer in plan.orders.iter().filter_map(|order| order.payer.as_ref()) {
        if let Some(print) = store::payment::fingerprint(tx, payer).await? {
            refuse(limit::refused(&print).over(tx, now).await?)?;
        }
    }
    Ok(())
}

fn refuse(minutes: Option<u32>) -> Result<(), Failure> {
    let fault = minutes.map(|minutes| Fault::field("tries", Problem::TooMany { minutes }));
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// Counts a refusal against the card that a customer had charged.
pub(super) async fn count(tx: &mut Tx, order: &Order, now: Instant) -> Result<(), StoreError> {
    let request = order.request.as_deref().unwrap_or_default();
    let asked = serde_json::from_str::<Capture>(request);
    let payer = order.billing_account_id.as_ref();
    if let Some(As(payer)) = payer.filter(|_| asked.is_ok_and(|it| it.present))
        && let Some(print) = store::payment::fingerprint(tx, payer).await?
    {
        limit::refused(&print).count(tx, now).await?;
    }
    Ok(())
}
