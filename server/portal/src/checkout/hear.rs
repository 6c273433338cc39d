use std::sync::Arc;

use gateway::payment::{Dispute, Event, EventError, Happening, Key, RefundOutcome};
use http::HeaderMap;
use model::id::AccountId;
use model::refund::RefundState;
use model::time::Instant;
use store::payment::{self, Order, Told};
use store::{StoreError, Tx, account};

use super::known::Known;
use super::method;
use super::record::record;
use super::till::Till;
use crate::chargeback;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::refund::{self, Outside, named, outside};

/// Why a webhook was not taken.
#[derive(Debug)]
pub enum Deaf {
    /// The settings have no such payment provider.
    Nobody,
    /// It is not believed, or cannot be read.
    Unbelieved(EventError),
    /// What it is about is not there yet: it is to be sent again.
    Later,
    /// It cannot be taken now, for a reason of ours: it is to be sent again.
    Failed(Failure),
}

impl From<StoreError> for Deaf {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Deaf {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What an event is about.
pub(super) enum About {
    Order(Box<Order>),
    /// A saved method.
    Method,
    /// Nothing of ours.
    Nothing,
    /// Something of ours that is not there, as after books were restored.
    Missing,
}

impl Till {
    /// Takes a webhook: `body` as it came, to the byte. The same again has no effect again.
    ///
    /// # Errors
    /// Why it was not taken. What is not about us, or of a kind that says nothing here, is taken.
    pub async fn hear(&self, name: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), Deaf> {
        let gateway = self.gateways.named(name).ok_or(Deaf::Nobody)?;
        let (now, secrets) = (self.clock.now(), self.gateways.webhook_secrets(name));
        let event = gateway.event(headers, body, now, secrets);
        let event = event.map_err(Deaf::Unbelieved)?;
        let (event, ended) = self.sure(name, event).await?;
        let of = Arc::new((name.to_owned(), event, Arc::clone(&self.ids)));
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move { take(tx, (&of.2, now), (&of.0, &of.1), ended).await })
            })
            .await
    }
}

impl Till {
    /// An event as it is taken. One that takes a last word on a refund back may only come late:
    /// the gateway is asked what holds. Beside it, how the refund had ended when it was asked.
    async fn sure(&self, name: &str, event: Event) -> Result<(Event, Option<RefundState>), Deaf> {
        let id = event.key.as_ref().and_then(named);
        let (Happening::Refund(told), Some(id)) = (&event.what, id) else {
            return Ok((event, None));
        };
        let mut tx = self.db.read().await?;
        let refund = payment::one_refund(&mut tx, &id).await?;
        drop(tx);
        let refund = refund.filter(|it| it.gateway == name && otherwise(it, told));
        let Some(refund) = refund else {
            return Ok((event, None));
        };
        let held = self.holds(&refund).await?.ok_or(Deaf::Later)?;
        let what = Happening::Refund(held);
        Ok((Event { what, ..event }, Some(refund.state.0)))
    }
}

/// Whether a refund has ended, and otherwise than is told.
fn otherwise(refund: &payment::Refund, told: &RefundOutcome) -> bool {
    refund.state.0.is_final() && told.is_succeeded() == Some(!refund.succeeded())
}

/// Whether an event says otherwise of a refund than how that has ended since the gateway was asked:
/// it has to be asked again. The account is locked.
async fn overtaken(
    tx: &mut Tx,
    event: &Event,
    ended: Option<RefundState>,
) -> Result<bool, StoreError> {
    let id = event.key.as_ref().and_then(named);
    let (Happening::Refund(told), Some(id)) = (&event.what, id) else {
        return Ok(false);
    };
    let refund = payment::one_refund(tx, &id).await?;
    Ok(refund.is_some_and(|it| otherwise(&it, told) && ended != Some(it.state.0)))
}

async fn take(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (gateway, event): (&str, &Event),
    ended: Option<RefundState>,
) -> Result<(), Deaf> {
    let Some(kind) = kind(&event.what) else {
        return Ok(());
    };
    if payment::heard(tx, (gateway, &event.id)).await? {
        return Ok(());
    }
    let order = match about(tx, (gateway, event)).await? {
        About::Order(order) => Some(order),
        About::Method => None,
        About::Nothing => return Ok(()),
        About::Missing => return Err(Deaf::Later),
    };
    if let Some(order) = &order
        && (chargeback(event, order).is_some() || matches!(event.what, Happening::Refund(_)))
        && payment::captured(tx, &order.id).await?.is_empty()
    {
        // That it was captured is still to be heard.
        return Err(Deaf::Later);
    }
    if overtaken(tx, event, ended).await? {
        return Err(Deaf::Later);
    }
    let told = Told {
        gateway,
        id: &event.id,
        kind,
        payment: order.as_deref().map(|order| &order.id),
        at: at.1,
    };
    if payment::hear(tx, &told).await? {
        effect(tx, at, (gateway, order.as_deref()), (event, ended)).await?;
    }
    Ok(())
}

/// What an event does, once.
async fn effect(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (gateway, order): (&str, Option<&Order>),
    (event, ended): (&Event, Option<RefundState>),
) -> Result<(), Failure> {
    match (&event.what, order) {
        (Happening::Payment(outcome), Some(order)) => {
            let known = Known::Told(outcome.clone());
            record(tx, (ids, now), &order.id, &known).await?;
        }
        (Happening::Refund(outcome), Some(order)) => {
            refunded(tx, (ids, now), (order, event, ended), outcome).await?;
        }
        (Happening::Returned { .. } | Happening::Dispute { .. }, Some(order)) => {
            if let Some(told) = chargeback(event, order) {
                chargeback::heard(tx, (ids, now), &told).await?;
            }
        }
        (Happening::MethodChanged(saved), _) => method::changed(tx, (gateway, saved), now).await?,
        (Happening::MethodGone { token }, _) => method::gone(tx, (gateway, token), now).await?,
        (
            Happening::Payment(_)
            | Happening::Refund(_)
            | Happening::Returned { .. }
            | Happening::Dispute { .. }
            | Happening::SetUp
            | Happening::Other { .. },
            _,
        ) => {}
    }
    Ok(())
}

/// What kind of event has an effect here. What was set up is asked for when the customer returns.
const fn kind(what: &Happening) -> Option<&'static str> {
    match what {
        Happening::Payment(_) => Some("payment"),
        Happening::Refund(_) => Some("refund"),
        Happening::Returned { .. } => Some("returned"),
        Happening::Dispute { .. } => Some("dispute"),
        Happening::MethodChanged(_) | Happening::MethodGone { .. } => Some("method"),
        Happening::SetUp | Happening::Other { .. } => None,
    }
}

/// The order that an event is about; its account is locked. One of another gateway is none.
async fn about(tx: &mut Tx, (gateway, event): (&str, &Event)) -> Result<About, StoreError> {
    match event.what {
        Happening::MethodChanged(_) | Happening::MethodGone { .. } => return Ok(About::Method),
        Happening::Refund(_) if event.key.as_ref().is_some_and(|key| named(key).is_some()) => {
            return refund_of(tx, (gateway, event)).await;
        }
        Happening::Payment(_)
        | Happening::Refund(_)
        | Happening::Returned { .. }
        | Happening::Dispute { .. }
        | Happening::SetUp
        | Happening::Other { .. } => {}
    }
    let named = event.key.as_ref().and_then(order_of);
    if let Some(named) = named {
        return of_key(tx, gateway, named).await;
    }
    let Some(reference) = &event.reference else {
        return Ok(About::Nothing);
    };
    let Some(order) = payment::by_reference(tx, (gateway, reference)).await? else {
        return Ok(About::Nothing);
    };
    account::lock(tx, &order.account_id).await?;
    let order = payment::one(tx, &order.id).await?;
    Ok(order.map_or(About::Missing, |it| About::Order(Box::new(it))))
}

/// The order of a gateway whose capture has a key of ours; its account is locked.
pub(super) async fn of_key(
    tx: &mut Tx,
    gateway: &str,
    (owner, checkout, n): (AccountId, &str, i64),
) -> Result<About, StoreError> {
    if !account::lock(tx, &owner).await? {
        return Ok(About::Nothing);
    }
    let order = payment::numbered(tx, &owner, (checkout, n)).await?;
    let own = order.filter(|it| it.gateway.as_deref() == Some(gateway));
    Ok(own.map_or(About::Missing, |it| About::Order(Box::new(it))))
}

/// What an event says of an order's money that is taken back; a returned debit has no name, and is
/// known by its capture.
fn chargeback<'a>(event: &'a Event, order: &'a Order) -> Option<chargeback::Told<'a>> {
    let own = order.reference.as_deref();
    let capture = event.reference.as_deref().or(own).unwrap_or_default();
    let (name, amount, reason, state) = match &event.what {
        Happening::Returned { amount, code } => {
            let name = format!("returned:{capture}");
            (name, *amount, code.as_str(), Dispute::Lost)
        }
        Happening::Dispute {
            dispute,
            amount,
            reason,
            state,
        } => (dispute.clone(), *amount, reason.as_str(), *state),
        Happening::Payment(_)
        | Happening::Refund(_)
        | Happening::SetUp
        | Happening::MethodChanged(_)
        | Happening::MethodGone { .. }
        | Happening::Other { .. } => return None,
    };
    if amount.minor <= 0 {
        return None;
    }
    Some(chargeback::Told {
        order,
        name,
        capture,
        amount,
        reason,
        state,
    })
}

/// The order that a refund of ours gives back. That of an account that is none of ours is foreign:
/// several may share an account at the provider.
async fn refund_of(tx: &mut Tx, (gateway, event): (&str, &Event)) -> Result<About, StoreError> {
    let key = event.key.as_ref();
    let owner = key.and_then(|key| key.as_str().split_once('/')?.0.parse().ok());
    let (Some(owner), Some(id)) = (owner, key.and_then(named)) else {
        return Ok(About::Nothing);
    };
    let owner: AccountId = owner;
    if !account::lock(tx, &owner).await? {
        return Ok(About::Nothing);
    }
    let refund = payment::one_refund(tx, &id).await?;
    let Some(refund) = refund.filter(|it| it.account_id == owner) else {
        return Ok(About::Missing);
    };
    let order = payment::one(tx, &refund.payment_id).await?;
    let own = order.filter(|it| it.gateway.as_deref() == Some(gateway));
    Ok(own.map_or(About::Missing, |it| About::Order(Box::new(it))))
}

/// What became of a refund: of one of ours, or of one that was made outside.
async fn refunded(
    tx: &mut Tx,
    at: (&Ids, Instant),
    (order, event, ended): (&Order, &Event, Option<RefundState>),
    outcome: &RefundOutcome,
) -> Result<(), Failure> {
    if let Some(id) = event.key.as_ref().and_then(named) {
        let known = Known::Told(outcome.clone());
        refund::record(tx, at, (&id, ended), &known).await?;
    } else if let (RefundOutcome::Succeeded(refunded), Some(capture)) = (outcome, &event.reference)
    {
        let it = Outside {
            order,
            capture,
            refunded,
        };
        outside(tx, at, &it).await?;
    }
    Ok(())
}

/// The order whose capture has a key: `<account>/<checkout's key>/<n>`.
pub(super) fn order_of(key: &Key) -> Option<(AccountId, &str, i64)> {
    let (account, rest) = key.as_str().split_once('/')?;
    let (checkout, n) = rest.rsplit_once('/')?;
    Some((account.parse().ok()?, checkout, n.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_whose_order_it_is() {
        let account = AccountId::make(1, [1; 10]);
        let key = |text: &str| Key::new(text).unwrap();
        let own = key(&format!("{account}/0190d5c2-7a3b/2"));
        assert_eq!(order_of(&own), Some((account, "0190d5c2-7a3b", 2)));
        for other in ["order-17", "a/b/1", "acc_1/b/1", "/b/1"] {
            assert_eq!(order_of(&key(other)), None, "{other}");
        }
    }
}
