use billing::checkout::{WAITS_SECONDS, look_after};
use billing::dunning::REST_DAYS;
use gateway::payment::{GatewayError, Heard, Outcome};
use model::id::PaymentId;
use model::payment::OrderState;
use model::time::Instant;
use store::payment::Order;
use store::run::Parked;
use store::{StoreError, Tx};

use super::known::Known;
use super::send::{inquiry, known};
use super::till::Till;
use crate::failure::Failure;

/// Whoever looks at a payment has its gateway asked, at most once in so many seconds: a page may be
/// loaded as often as one likes.
const ASKED_SECONDS: i64 = 3;

/// How many orders are looked at in one go.
const BATCH: i64 = 16;

/// For so long after its confirmation a customer's order is sent again if the gateway has never
/// heard of it: nobody is to be surprised by it later.
const SENT_AGAIN_SECONDS: i64 = 15 * 60;

/// For so long an order of the run is: gateways forget keys after a day.
const RUN_AGAIN_SECONDS: i64 = 23 * 60 * 60;

/// So long after that it is cancelled: longer than anybody waits for an answer, so that what was
/// sent at the last moment has arrived.
const ARRIVED_SECONDS: i64 = 5 * 60;

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
                // What one order meets holds up no other.
                if let Err(failure) = self.ask(&order, now).await {
                    let _ = failure.told("look");
                }
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
        let Some(order) = order.filter(open) else {
            return Ok(());
        };
        let now = self.clock.now();
        if self.asks(payment, now).await? {
            self.ask(&order, now).await?;
        }
        Ok(())
    }

    /// Takes an order for whoever looks at it now.
    async fn asks(&self, payment: &PaymentId, now: Instant) -> Result<bool, Failure> {
        let (id, since) = (payment.clone(), now.plus_seconds(-ASKED_SECONDS));
        let asks = self.db.write(move |tx| {
            let id = id.clone();
            Box::pin(async move { store::payment::asks(tx, &id, (now, since)).await })
        });
        let asks: Result<bool, StoreError> = asks.await;
        Ok(asks?)
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
                    if lost(&order, now) && store::payment::tells(tx, &id, now).await? {
                        tell(tx, &order, now).await?;
                    }
                    order.looks += 1;
                    order.next_look_at = Some(now.plus_seconds(look_after(order.looks)).0);
                    store::payment::change(tx, &order).await?;
                    Ok(Some(order))
                })
            })
            .await
    }

    /// Gives an order up that waits for the customer; what its gateway refuses to stop goes on.
    pub(super) async fn cancel(&self, order: &Order) -> Result<(), Failure> {
        let (gateway, request) = self.request(order)?;
        let inquiry = inquiry(order, request, (self.clock.now(), false));
        let told = cancelled(gateway.cancel(&inquiry).await);
        self.record(&order.id, told).await.map(drop)
    }

    pub(super) async fn ask(&self, order: &Order, now: Instant) -> Result<(), Failure> {
        let (gateway, request) = self.request(order)?;
        let age = now.since(Instant(order.created_at));
        let (state, present) = (order.state.0, request.present);
        let waits = state == OrderState::RequiresAction;
        let fresh = !waits && state != OrderState::Processing && age <= again(present);
        let inquiry = inquiry(order, request, (now, fresh));
        let told = if waits && age >= WAITS_SECONDS {
            cancelled(gateway.cancel(&inquiry).await)
        } else {
            match gateway.look_up(&inquiry).await {
                Ok(Heard::Found(outcome)) => Known::Told(outcome),
                Ok(Heard::Never) if fresh => known(gateway.capture(&inquiry.request).await),
                Ok(Heard::Never) if age >= again(present) + ARRIVED_SECONDS => {
                    cancelled(gateway.cancel(&inquiry).await)
                }
                Ok(Heard::Never) => Known::NotSent,
                Err(error) => cancelled(Err(error)),
            }
        };
        self.record(&order.id, told).await.map(drop)
    }
}

/// Whether dunning has stopped resting for an order that nobody but its gateway can end.
fn lost(order: &Order, now: Instant) -> bool {
    let since = Instant(order.created_at).plus_seconds(i64::from(REST_DAYS) * 86_400);
    let waits = match order.state.0 {
        OrderState::Submitted | OrderState::Processing | OrderState::Unknown => true,
        OrderState::Created
        | OrderState::RequiresAction
        | OrderState::Succeeded
        | OrderState::Declined
        | OrderState::Cancelled => false,
    };
    waits && since <= now
}

/// Tells the provider of an order of which nobody knows what became of it.
async fn tell(tx: &mut Tx, order: &Order, now: Instant) -> Result<(), StoreError> {
    tracing::error!(payment = %order.id, "in flight for {REST_DAYS} days");
    let state = order.state.0.as_str();
    let parked = Parked {
        account: order.account_id.clone(),
        subject: order.id.to_string(),
        cause: format!("{state} for {REST_DAYS} days: ask the gateway; dunning goes on"),
        planned_on: Instant(order.created_at).utc_date(),
        at: now,
    };
    store::run::park(tx, &[parked]).await?;
    // Dunning rests no longer.
    store::run::wake(tx, &order.account_id).await
}

/// How old an order may be that is sent again.
pub(super) const fn again(present: bool) -> i64 {
    if present {
        SENT_AGAIN_SECONDS
    } else {
        RUN_AGAIN_SECONDS
    }
}

/// What is known after an order was given up or asked for. What cannot be stopped or asked stays
/// as it is: only a gateway's own word ends an order.
fn cancelled(answer: Result<Outcome, GatewayError>) -> Known<Outcome> {
    answer.map_or_else(
        |error| {
            tracing::warn!(%error, "a gateway did not say what became of an order");
            Known::NotSent
        },
        Known::Told,
    )
}
