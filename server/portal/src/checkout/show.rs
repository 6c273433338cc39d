use std::time::Duration;

use gateway::payment::{Action, Decline, DeclineKind};
use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::CheckoutId;
use model::money::Money;
use model::payment::{
    CheckoutView, DeclineReason, DeclineView, OrderState, PaymentPart, PaymentView, ReceiptView,
};
use model::time::Instant;
use store::Tx;
use store::account::read::frame;
use store::column::As;
use store::payment::{Checkout, Order, Part, Receipt};

use super::till::Till;
use crate::desk::{require, require_for_one, require_proof};
use crate::failure::Failure;
use crate::payers::Payers;
use crate::zone::date_in;

/// So old an order is that nobody is sending any more, in seconds.
const SENT_SECONDS: i64 = 45;

/// So long who looks at a payment waits for the gateways; the question goes on without him.
const PATIENCE: Duration = Duration::from_secs(3);

impl Till {
    /// What has become of a checkout; asks the gateways first where that is not known.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to see.
    pub async fn show(&self, caller: &Caller, id: &CheckoutId) -> Result<CheckoutView, Failure> {
        require_proof(caller)?;
        let mut tx = self.db.read().await?;
        let checkout = visible(&mut tx, caller, id).await?;
        let orders = store::payment::of_checkout(&mut tx, id).await?;
        drop(tx);
        require_for_one(caller, about(&orders))?;
        let orders = self.touched(id, orders).await?;
        let mut tx = self.db.read().await?;
        let frame = frame(&mut tx, &caller.account).await?;
        let today = date_in(&frame.ok_or(Fault::NotFound)?.time_zone, self.clock.now());
        let parts = store::payment::checkout_parts(&mut tx, id).await?;
        let receipts = store::payment::receipts(&mut tx, id).await?;
        let payers = Payers::read(&mut tx, &caller.account, today).await?;
        let own = caller.administers() || is_of(&checkout, caller);
        let view = |order: Order| {
            let view = self.view(caller, order, (&parts, &receipts, &payers))?;
            // Whoever goes on acts for the one who confirmed it.
            let action = view.action.filter(|_| own);
            Ok(PaymentView { action, ..view })
        };
        let orders: Result<_, Failure> = orders.into_iter().map(view).collect();
        Ok(CheckoutView {
            id: checkout.id,
            at: Instant(checkout.created_at),
            age_seconds: self.clock.now().since(Instant(checkout.created_at)),
            orders: orders?,
        })
    }

    /// The orders after the gateways were asked of those that nobody is sending.
    async fn touched(&self, id: &CheckoutId, orders: Vec<Order>) -> Result<Vec<Order>, Failure> {
        let now = self.clock.now();
        let open = orders.iter().filter(|order| {
            let sent = now.since(Instant(order.created_at)) > SENT_SECONDS;
            let sending = order.state.0 == OrderState::Submitted && !sent;
            !order.state.0.is_final() && !sending
        });
        let open: Vec<_> = open.map(|order| order.id.clone()).collect();
        if open.is_empty() {
            return Ok(orders);
        }
        let till = self.clone();
        let asking = tokio::spawn(async move {
            for order in open {
                if let Err(failure) = till.look_at(&order).await {
                    let _ = failure.told("look");
                }
            }
        });
        let _ = tokio::time::timeout(PATIENCE, asking).await;
        let mut tx = self.db.read().await?;
        Ok(store::payment::of_checkout(&mut tx, id).await?)
    }

    /// Gives up the orders of a checkout that wait for the customer.
    ///
    /// # Errors
    /// `NotFound` for a checkout that is not the caller's to see, `Forbidden` for one of somebody
    /// else, but for owners and administrators.
    pub async fn give_up(&self, caller: &Caller, id: &CheckoutId) -> Result<(), Failure> {
        require_proof(caller)?;
        let mut tx = self.db.read().await?;
        let checkout = visible(&mut tx, caller, id).await?;
        let orders = store::payment::of_checkout(&mut tx, id).await?;
        drop(tx);
        require_for_one(caller, about(&orders))?;
        require(caller, Permission::Pay)?;
        if !caller.administers() && !is_of(&checkout, caller) {
            return Err(Fault::Forbidden.into());
        }
        let waits = |order: &&Order| order.state.0 == OrderState::RequiresAction;
        for order in orders.iter().filter(waits) {
            self.cancel(order).await?;
        }
        Ok(())
    }

    fn view(
        &self,
        caller: &Caller,
        order: Order,
        (parts, receipts, payers): (&[Part], &[Receipt], &Payers),
    ) -> Result<PaymentView, Failure> {
        let money = |minor| Money::new(minor, order.currency);
        let parts = parts.iter().filter(|part| part.payment_id == order.id);
        let parts = parts.map(|part| PaymentPart {
            invoice: part.invoice_id.clone(),
            number: part.number.clone(),
            credit: money(part.credit_minor),
            captured: money(part.capture_minor),
        });
        // A receipt names the billing account.
        let named = caller.may(Permission::ViewBillingAccounts);
        let receipt = receipts
            .iter()
            .find(|it| named && it.payment_id == order.id);
        let payer = order.billing_account_id.as_ref();
        let payer = payer.and_then(|As(id)| payers.find(id));
        let waits = order.state.0 == OrderState::RequiresAction;
        let action = order.action.as_deref().filter(|_| waits);
        Ok(PaymentView {
            payer: payer.map(|known| payers.view(known, caller, None)),
            credit: money(order.credit_minor),
            captured: money(order.capture_minor),
            bought: money(order.bought_minor),
            state: order.state.0,
            quarantined: order.quarantined,
            ended_at: order.ended_at.map(Instant),
            action: action.map(address).transpose()?.flatten(),
            decline: order.decline.as_deref().map(decline),
            parts: parts.collect(),
            receipt: receipt.map(|it| ReceiptView {
                id: it.id.clone(),
                number: it.number.clone(),
            }),
            id: order.id,
        })
    }
}

/// A checkout of the caller's account that he confirmed himself, or that holds nothing which he
/// may not see.
pub(crate) async fn visible(
    tx: &mut Tx,
    caller: &Caller,
    id: &CheckoutId,
) -> Result<Checkout, Failure> {
    let found = store::payment::by_id(tx, &caller.account, id).await?;
    let all = caller.access.only.is_none();
    let found = found.filter(|checkout| all || is_of(checkout, caller));
    Ok(found.ok_or(Fault::NotFound)?)
}

/// The right to see what a checkout is about: credit, or invoices.
fn about(orders: &[Order]) -> Permission {
    let credit = !orders.is_empty() && orders.iter().all(|order| order.bought_minor > 0);
    purpose(credit)
}

/// The right to see what is paid for.
pub(crate) const fn purpose(credit: bool) -> Permission {
    if credit {
        Permission::ViewCredit
    } else {
        Permission::ViewInvoices
    }
}

fn is_of(checkout: &Checkout, caller: &Caller) -> bool {
    let person = checkout.person_id.as_ref();
    person.is_some_and(|As(id)| *id == caller.person)
}

/// Where the customer goes on. A secret for a script leads nowhere: no page has that script.
fn address(action: &str) -> Result<Option<String>, Failure> {
    match serde_json::from_str(action).map_err(Failure::internal)? {
        Action::Visit(url) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(Some(url))
        }
        Action::Visit(_) | Action::Script(_) => Ok(None),
    }
}

fn decline(code: &str) -> DeclineView {
    let decline = Decline::of(code);
    let reason = match decline.kind {
        DeclineKind::InsufficientFunds => DeclineReason::InsufficientFunds,
        DeclineKind::Expired => DeclineReason::Expired,
        DeclineKind::WrongEntry => DeclineReason::WrongEntry,
        // Whoever has found the card is not told that this is known.
        DeclineKind::LostOrStolen | DeclineKind::DoNotHonour => DeclineReason::DoNotHonour,
        DeclineKind::Authentication => DeclineReason::Authentication,
        DeclineKind::Limit => DeclineReason::Limit,
        DeclineKind::Unusable => DeclineReason::Unusable,
        DeclineKind::Generic => DeclineReason::Generic,
    };
    DeclineView {
        reason,
        code: decline.told().to_owned(),
        hard: decline.hard,
    }
}
