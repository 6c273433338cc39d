use std::sync::Arc;

use billing::checkout::look_after;
use gateway::payment::{Gateway, GatewayError, Heard, Inquiry, Refund as Request, RefundOutcome};
use model::id::RefundId;
use model::refund::RefundState;
use model::time::Instant;
use store::payment::{self, Refund};

use super::record::record;
use crate::checkout::{Known, Till};
use crate::failure::Failure;

/// How many refunds are looked at in one go.
const BATCH: i64 = 16;

/// For so long a refund is sent again if the gateway has never heard of it: gateways forget keys
/// after a day.
const AGAIN_SECONDS: i64 = 23 * 60 * 60;

/// So long after that it has failed: whatever was sent at the last moment has arrived.
const ARRIVED_SECONDS: i64 = 5 * 60;

impl Till {
    /// Sends refunds that were decided, and records what came of them. What one meets holds up no
    /// other, and is found by [`Till::look_back`].
    pub async fn send_back(&self, refunds: &[RefundId]) {
        for id in refunds {
            if let Err(failure) = self.send_one_back(id).await {
                let _ = failure.told("send_back");
            }
        }
    }

    async fn send_one_back(&self, id: &RefundId) -> Result<(), Failure> {
        let mut tx = self.db.read().await?;
        let refund = payment::one_refund(&mut tx, id).await?;
        drop(tx);
        let submitted = |it: &Refund| it.state.0 == RefundState::Submitted;
        let Some(refund) = refund.filter(submitted) else {
            return Ok(());
        };
        let now = self.clock.now();
        if now.since(Instant(refund.created_at)) > AGAIN_SECONDS {
            return self.ask_back(&refund, now).await;
        }
        let (gateway, request) = self.refund_request(&refund)?;
        let known = known(gateway.refund(&request).await);
        self.record_back(id, known).await
    }

    /// Asks the gateways what became of refunds that are not final and are to be looked at now; how
    /// many that were. May run in several processes at once.
    ///
    /// # Errors
    /// The store's.
    pub async fn look_back(&self) -> Result<usize, Failure> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let refunds = payment::refunds_to_look_at(&mut tx, now, BATCH).await?;
        drop(tx);
        let mut looked = 0;
        for refund in refunds {
            if let Some(refund) = self.claim_back(&refund.id, now).await? {
                if let Err(failure) = self.ask_back(&refund, now).await {
                    let _ = failure.told("look_back");
                }
                looked += 1;
            }
        }
        Ok(looked)
    }

    /// Takes a refund for this process: its next look moves on before its gateway is asked.
    async fn claim_back(&self, id: &RefundId, now: Instant) -> Result<Option<Refund>, Failure> {
        let id = id.clone();
        self.db
            .write(move |tx| {
                let id = id.clone();
                Box::pin(async move {
                    let account = payment::one_refund(tx, &id).await?.map(|it| it.account_id);
                    if let Some(account) = account {
                        store::account::lock(tx, &account).await?;
                    }
                    let due = |it: &Refund| it.next_look_at.is_some_and(|at| at <= now.0);
                    let refund = payment::one_refund(tx, &id).await?;
                    let Some(mut refund) = refund.filter(due) else {
                        return Ok(None);
                    };
                    refund.looks += 1;
                    refund.next_look_at = Some(now.plus_seconds(look_after(refund.looks)).0);
                    payment::change_refund(tx, &refund).await?;
                    Ok(Some(refund))
                })
            })
            .await
    }

    async fn ask_back(&self, refund: &Refund, now: Instant) -> Result<(), Failure> {
        let (gateway, request) = self.refund_request(refund)?;
        let age = now.since(Instant(refund.created_at));
        let fresh = refund.state.0 != RefundState::Processing && age <= AGAIN_SECONDS;
        let inquiry = Inquiry {
            request,
            reference: refund.reference.clone(),
            first_tried_at: Instant(refund.created_at),
            now,
            may_send: fresh,
        };
        let told = match gateway.look_up_refund(&inquiry).await {
            Ok(Heard::Found(outcome)) => Known::Told(outcome),
            Ok(Heard::Never) if fresh => known(gateway.refund(&inquiry.request).await),
            Ok(Heard::Never) if age >= AGAIN_SECONDS + ARRIVED_SECONDS => {
                Known::Told(failed("never_arrived"))
            }
            Ok(Heard::Never) => Known::NotSent,
            Err(error) => {
                tracing::warn!(%error, "a gateway did not say what became of a refund");
                Known::NotSent
            }
        };
        self.record_back(&refund.id, told).await
    }

    /// What a gateway says of a refund now; nothing if it does not say.
    pub(crate) async fn holds(&self, refund: &Refund) -> Result<Option<RefundOutcome>, Failure> {
        let (gateway, request) = self.refund_request(refund)?;
        let inquiry = Inquiry {
            request,
            reference: refund.reference.clone(),
            first_tried_at: Instant(refund.created_at),
            now: self.clock.now(),
            may_send: false,
        };
        match gateway.look_up_refund(&inquiry).await {
            Ok(Heard::Found(outcome)) => Ok(Some(outcome)),
            Ok(Heard::Never) => Ok(None),
            Err(error) => {
                tracing::warn!(%error, "a gateway did not say what became of a refund");
                Ok(None)
            }
        }
    }

    fn refund_request(&self, refund: &Refund) -> Result<(&dyn Gateway, Request), Failure> {
        let gateway = self.gateways.named(&refund.gateway);
        let gateway = gateway.ok_or_else(|| Failure::internal("the gateway is not configured"))?;
        let request = refund.request.as_deref().unwrap_or_default();
        let request = serde_json::from_str(request).map_err(Failure::internal)?;
        Ok((gateway.as_ref(), request))
    }

    async fn record_back(&self, id: &RefundId, known: Known<RefundOutcome>) -> Result<(), Failure> {
        let of = Arc::new((id.clone(), known));
        let (ids, now) = (Arc::clone(&self.ids), self.clock.now());
        let done = self.db.write(move |tx| {
            let (of, ids) = (Arc::clone(&of), Arc::clone(&ids));
            Box::pin(async move { record(tx, (&ids, now), (&of.0, None), &of.1).await })
        });
        done.await.map(drop)
    }
}

/// What an answer of a gateway says of a refund.
fn known(answer: Result<RefundOutcome, GatewayError>) -> Known<RefundOutcome> {
    Known::of(answer, ("missing", failed))
}

fn failed(code: &str) -> RefundOutcome {
    RefundOutcome::Failed {
        reference: None,
        code: code.to_owned(),
    }
}
