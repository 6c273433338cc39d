use billing::checkout::{WAITS_SECONDS, look_after};
use gateway::payment::{Heard, Inquiry};
use model::id::PaymentId;
use model::payment::OrderState;
use model::time::Instant;
use store::payment::Order;

use super::record::Known;
use super::send::{inquiry, known};
use super::till::Till;
use crate::failure::Failure;

/// How many orders are looked at in one go.
const BATCH: i64 = 16;

/// For so long after its confirmation a customer's order is sent again if the gateway has never
/// heard of it. Later it is cancelled: nobody is to be surprised by it.
const SENT_AGAIN_SECONDS: i64 = 15 * 60;

impl Till {
    /// Asks the gateways what became of orders that are not final and are to be looked at now; how
    /// many that were. May run in several processes at once.
    ///
    /// # Errors
    /// The store's.
    pub async fn look(&self) -> Result<usize, Failure> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let orders = store::payment::to_look_at(&mut tx, now, BATCH).await?;
        drop(tx);
        let mut looked = 0;
        for order in orders {
            if let Some(order) = self.claim(&order.id, now).await? {
                self.ask(&order, now).await?;
                looked += 1;
            }
        }
        Ok(looked)
    }

    /// Asks what became of one order, if it is not final: whoever looks at a payment wants to know.
    ///
    /// # Errors
    /// The store's.
    pub async fn look_at(&self, payment: &PaymentId) -> Result<(), Failure> {
        let mut tx = self.db.read().await?;
        let order = store::payment::one(&mut tx, payment).await?;
        drop(tx);
        let open = |order: &Order| !order.state.0.is_final();
        match order.filter(open) {
            Some(order) => self.ask(&order, self.clock.now()).await,
            None => Ok(()),
        }
    }

    /// Takes an order for this process: its next look moves on before its gateway is asked.
    async fn claim(&self, id: &PaymentId, now: Instant) -> Result<Option<Order>, Failure> {
        let id = id.clone();
        self.db
            .write(move |tx| {
                let id = id.clone();
                Box::pin(async move {
                    let account = store::payment::one(tx, &id).await?.map(|it| it.account_id);
                    if let Some(account) = account {
                        store::account::lock(tx, &account).await?;
                    }
                    let order = store::payment::one(tx, &id).await?;
                    let due = |it: &Order| it.next_look_at.is_some_and(|at| at <= now.0);
                    let Some(mut order) = order.filter(due) else {
                        return Ok(None);
                    };
                    order.looks += 1;
                    order.next_look_at = Some(now.plus_seconds(look_after(order.looks)).0);
                    store::payment::change(tx, &order).await?;
                    Ok(Some(order))
                })
            })
            .await
    }

    async fn ask(&self, order: &Order, now: Instant) -> Result<(), Failure> {
        let (gateway, request) = self.request(order)?;
        let age = (now.0 - order.created_at) / 1_000_000;
        let waits = order.state.0 == OrderState::RequiresAction;
        let sent_again = !waits
            && order.state.0 != OrderState::Processing
            && (age <= SENT_AGAIN_SECONDS || !request.present);
        let inquiry = inquiry(order, request, (now, sent_again));
        let told = if waits && age >= WAITS_SECONDS {
            known(gateway.cancel(&inquiry).await)
        } else {
            match gateway.look_up(&inquiry).await {
                Ok(Heard::Found(outcome)) => Known::Told(outcome),
                Ok(Heard::Never) if sent_again => known(gateway.capture(&inquiry.request).await),
                Ok(Heard::Never) => {
                    let inquiry = Inquiry {
                        may_send: false,
                        ..inquiry
                    };
                    known(gateway.cancel(&inquiry).await)
                }
                // What cannot be asked stays as it is.
                Err(error) => {
                    tracing::warn!(payment = %order.id, %error, "a gateway was not reached");
                    Known::NotSent
                }
            }
        };
        self.record(&order.id, told).await.map(drop)
    }
}
