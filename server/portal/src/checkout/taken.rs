//! What gateways have taken and nobody was told of.

use std::sync::Arc;

use gateway::payment::{GatewayError, Outcome, Refusal, Taken};
use model::payment::OrderState;
use model::time::Instant;
use store::Tx;

use super::hear::{About, of_key, order_of};
use super::known::Known;
use super::record::record;
use super::till::Till;
use crate::failure::Failure;
use crate::ids::Ids;

impl Till {
    /// Reads through what a gateway has taken since a moment, and records what the books do not
    /// have, as its webhook would. One that keeps no list, or is not there any more, says nothing.
    ///
    /// # Errors
    /// The store's, and that the gateway does not answer: what was read before is recorded.
    pub(crate) async fn read_through(&self, name: &str, since: Instant) -> Result<(), Failure> {
        let Some(gateway) = self.gateways.named(name) else {
            return Ok(());
        };
        let mut after = None;
        loop {
            let page = match gateway.taken(since, after.as_deref()).await {
                Ok(page) => page,
                Err(GatewayError::Refused {
                    refusal: Refusal::Unfit,
                    ..
                }) => return Ok(()),
                Err(error) => return Err(Failure::unavailable(error)),
            };
            for taken in self.unknown(name, page.taken).await? {
                // What one order meets holds up no other.
                if let Err(failure) = self.learn(name, taken).await {
                    let _ = failure.told("read_through");
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// What of a page is ours and not that of an order that has succeeded.
    async fn unknown(&self, name: &str, page: Vec<Taken>) -> Result<Vec<Taken>, Failure> {
        let mut tx = self.db.read().await?;
        let mut unknown = Vec::new();
        for taken in page {
            if taken.key.as_ref().and_then(order_of).is_none() {
                continue;
            }
            let called = (name, taken.captured.reference.as_str());
            let order = store::payment::by_reference(&mut tx, called).await?;
            if order.is_none_or(|it| it.state.0 != OrderState::Succeeded) {
                unknown.push(taken);
            }
        }
        Ok(unknown)
    }

    async fn learn(&self, name: &str, taken: Taken) -> Result<(), Failure> {
        let of = Arc::new((name.to_owned(), taken, Arc::clone(&self.ids)));
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { learn(tx, (&of.2, now), (&of.0, &of.1)).await })
            })
            .await
    }
}

async fn learn(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (gateway, taken): (&str, &Taken),
) -> Result<(), Failure> {
    let Some(named) = taken.key.as_ref().and_then(order_of) else {
        return Ok(());
    };
    match of_key(tx, gateway, named).await? {
        About::Order(order) => {
            let known = Known::Told(Outcome::Succeeded(taken.captured.clone()));
            record(tx, at, &order.id, &known).await?;
        }
        About::Missing => {
            let reference = &taken.captured.reference;
            tracing::error!(
                gateway,
                reference,
                "captured for an order that is not there"
            );
        }
        About::Method | About::Nothing => {}
    }
    Ok(())
}
