use std::sync::Arc;

use gateway::payment::{Capture, Decline, Gateway, GatewayError, Inquiry, Outcome};
use model::id::{CheckoutId, PaymentId};
use model::payment::OrderState;
use model::time::Instant;
use store::payment::Order;

use super::known::Known;
use super::look::again;
use super::record::record;
use super::till::Till;
use crate::failure::Failure;

impl Till {
    /// Sends the orders of a checkout that were not answered yet, one after the other, and records
    /// what came of them. It goes on when nobody waits for it any more: run it in a task.
    ///
    /// # Errors
    /// The store's; what could not be done is found again by [`Till::look`].
    pub async fn send(&self, checkout: &CheckoutId) -> Result<(), Failure> {
        let mut tx = self.db.read().await?;
        let orders = store::payment::of_checkout(&mut tx, checkout).await?;
        drop(tx);
        let submitted = |order: &&Order| order.state.0 == OrderState::Submitted;
        for order in orders.iter().filter(submitted) {
            // They stand alone: what one meets is found by the janitor.
            if let Err(failure) = self.send_one(&order.id).await {
                let _ = failure.told("send");
            }
        }
        Ok(())
    }

    /// Sends an order as it stands now; an old one is asked for instead.
    async fn send_one(&self, id: &PaymentId) -> Result<(), Failure> {
        let mut tx = self.db.read().await?;
        let order = store::payment::one(&mut tx, id).await?;
        drop(tx);
        let submitted = |order: &Order| order.state.0 == OrderState::Submitted;
        let Some(order) = order.filter(submitted) else {
            return Ok(());
        };
        let (gateway, capture) = self.request(&order)?;
        let now = self.clock.now();
        if now.since(Instant(order.created_at)) > again(capture.present) {
            return self.ask(&order, now).await;
        }
        let known = known(gateway.capture(&capture).await);
        self.record(&order.id, known).await.map(drop)
    }

    /// The gateway of an order, and what it is asked.
    pub(super) fn request(&self, order: &Order) -> Result<(&dyn Gateway, Capture), Failure> {
        let gateway = order
            .gateway
            .as_deref()
            .and_then(|it| self.gateways.named(it));
        let gateway = gateway.ok_or_else(|| Failure::internal("the gateway is not configured"))?;
        let request = order.request.as_deref().unwrap_or_default();
        let capture = serde_json::from_str(request).map_err(Failure::internal)?;
        Ok((gateway.as_ref(), capture))
    }

    /// Records what is known of an order, and says how it stands.
    pub(super) async fn record(
        &self,
        payment: &PaymentId,
        known: Known<Outcome>,
    ) -> Result<OrderState, Failure> {
        let of = Arc::new((payment.clone(), known));
        let (ids, now) = (Arc::clone(&self.ids), self.clock.now());
        self.db
            .write(move |tx| {
                let (of, ids) = (Arc::clone(&of), Arc::clone(&ids));
                Box::pin(async move { record(tx, (&ids, now), &of.0, &of.1).await })
            })
            .await
    }
}

/// What an answer of a gateway says of an order.
pub(super) fn known(answer: Result<Outcome, GatewayError>) -> Known<Outcome> {
    let declined = |code: &str| Outcome::Declined {
        reference: None,
        decline: Decline::of(code),
    };
    Known::of(answer, ("payment_method_missing", declined))
}

/// A question about an order.
pub(super) fn inquiry(
    order: &Order,
    request: Capture,
    (now, may_send): (Instant, bool),
) -> Inquiry<Capture> {
    Inquiry {
        request,
        reference: order.reference.clone(),
        first_tried_at: Instant(order.first_tried_at.unwrap_or(order.created_at)),
        now,
        may_send,
    }
}
