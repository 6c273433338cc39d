//! What goes on with payment methods when nobody waits for it: what is being verified, and tokens
//! that gateways are to forget.

use std::sync::Arc;

use gateway::payment::SetUpOutcome;
use model::id::{BillingAccountId, SetUpId};
use model::time::Instant;
use serde_json::json;
use store::StoreError;
use store::billing_account::{detail, set_up};
use store::column::As;

use super::finish::LOOK;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::session::trail;

/// How many are tended at once.
const BATCH: i64 = 20;
/// Seconds until a gateway that did not answer is asked again.
const AGAIN: i64 = 3600;
/// Seconds after which what is verified slowly is asked for once an hour only.
const SOON: i64 = 600;

/// Asks what has become of methods that are being verified, and lets gateways forget tokens; how
/// many that were. Nothing is written where nothing is due.
///
/// # Errors
/// The store's.
pub async fn tend(desk: &Desk) -> Result<usize, Failure> {
    let now = desk.clock.now();
    let mut tx = desk.db.read().await?;
    let verifying = set_up::due(&mut tx, now, BATCH).await?;
    let forgotten = set_up::forgotten(&mut tx, now, BATCH).await?;
    drop(tx);
    let count = verifying.len() + forgotten.len();
    for row in verifying {
        if row.outcome.is_none() {
            lapse(desk, row, now).await?;
        } else {
            verify(desk, row, now).await?;
        }
    }
    for it in forgotten {
        forget(desk, it, now).await?;
    }
    Ok(count)
}

/// Ends what nobody has finished; its gateway forgets what was saved there.
async fn lapse(desk: &Desk, row: set_up::SetUp, now: Instant) -> Result<(), Failure> {
    let gateway = desk.till.gateways.named(&row.gateway);
    let outcome = match (gateway, &row.reference) {
        (Some(gateway), Some(reference)) => gateway.saved(reference).await.ok(),
        _ => None,
    };
    let token = match outcome {
        Some(SetUpOutcome::Saved(saved) | SetUpOutcome::Verifying(saved)) => Some(saved.token),
        Some(
            SetUpOutcome::Waiting
            | SetUpOutcome::RequiresAction(_)
            | SetUpOutcome::Declined(_)
            | SetUpOutcome::Cancelled,
        )
        | None => None,
    };
    let work = Arc::new((row, token));
    let done: Result<(), StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (row, token) = &*work;
                if let (true, Some(token)) = (set_up::lapse(tx, &row.id).await?, token) {
                    set_up::forget(tx, (&row.gateway, token), now).await?;
                }
                Ok(())
            })
        })
        .await;
    Ok(done?)
}

async fn verify(desk: &Desk, row: set_up::SetUp, now: Instant) -> Result<(), Failure> {
    let gateway = desk.till.gateways.named(&row.gateway);
    let outcome = match (gateway, &row.reference) {
        (Some(gateway), Some(reference)) => gateway.saved(reference).await.ok(),
        _ => None,
    };
    let status = match outcome {
        Some(SetUpOutcome::Saved(_)) => Some("active"),
        Some(SetUpOutcome::Declined(_) | SetUpOutcome::Cancelled) => Some("failing"),
        Some(
            SetUpOutcome::Waiting | SetUpOutcome::RequiresAction(_) | SetUpOutcome::Verifying(_),
        )
        | None => None,
    };
    let young = now.seconds() - Instant(row.created_at).seconds() < SOON;
    let next = now.plus_seconds(if young { LOOK } else { AGAIN });
    let work = Arc::new((row, status, next));
    let done: Result<(), StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (row, status, next) = &*work;
                let id: &SetUpId = &row.id;
                let saved_for = row.billing_account_id.as_ref().map(|As(id)| id);
                store::account::lock(tx, &row.account_id).await?;
                if !set_up::looked_at(tx, id).await? {
                    // Something else was saved meanwhile: what became of this says nothing of it.
                    return Ok(());
                }
                let (Some(status), Some(payer)) = (status, saved_for) else {
                    return set_up::end(tx, id, ("verifying", None), Some(*next)).await;
                };
                detail::verified(tx, payer, status).await?;
                let account = std::slice::from_ref(&row.account_id);
                trail::note(tx, account, &deed(now, payer, status)).await?;
                store::run::wake(tx, &row.account_id).await?;
                set_up::end(tx, id, ("saved", None), None).await
            })
        })
        .await;
    Ok(done?)
}

/// What the gateway told, in the trail.
fn deed(now: Instant, payer: &BillingAccountId, status: &str) -> trail::Deed {
    trail::Deed {
        at: now,
        actor: "job:methods".to_owned(),
        address: String::new(),
        action: "billing_account.verified",
        subject: format!("billing_account {payer}"),
        detail: json!({ "status": status }),
    }
}

async fn forget(desk: &Desk, it: set_up::Forgotten, now: Instant) -> Result<(), Failure> {
    let gateway = desk.till.gateways.named(&it.gateway);
    let done = match gateway {
        // Another billing account is charged by it: it stays.
        _ if it.in_use => true,
        // What is under way may have to be sent again.
        _ if it.in_flight => false,
        Some(gateway) => match gateway.detach(&it.token).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, gateway = it.gateway, "a token could not be given up");
                false
            }
        },
        None => false,
    };
    let next = (!done).then(|| now.plus_seconds(AGAIN));
    let work = Arc::new((it, next));
    let told: Result<(), StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (it, next) = &*work;
                set_up::told(tx, (&it.gateway, &it.token), *next).await
            })
        })
        .await;
    Ok(told?)
}
