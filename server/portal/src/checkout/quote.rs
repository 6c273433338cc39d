use billing::checkout::{Left, Order, Plan};
use model::caller::Caller;
use model::fault::Fault;
use model::id::InvoiceId;
use model::money::Money;
use model::payment::{LeftOpen, Quote, QuoteItem, QuoteOrder, Wish};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::account::read::frame;
use store::invoice::list::Row;

use super::facts::{Facts, admitted};
use super::till::{Gateways, Till};
use crate::failure::Failure;
use crate::payers::{Known, Payers};
use crate::zone::date_in;

impl Till {
    /// What a wish would come to now: what is shown before it is confirmed.
    ///
    /// # Errors
    /// `Forbidden` without the right to pay, `NotFound` for an invoice that is not the caller's to
    /// see.
    pub async fn quote(&self, caller: &Caller, wish: &Wish) -> Result<Quote, Failure> {
        admitted(caller, wish)?;
        let mut tx = self.db.read().await?;
        let frame = frame(&mut tx, &caller.account).await?;
        let today = date_in(&frame.ok_or(Fault::NotFound)?.time_zone, self.clock.now());
        let mut facts = Facts::load(&mut tx, caller, today).await?;
        if wish.invoices.is_some() {
            facts.ask_for_parts(&mut tx, caller).await?;
        }
        facts.look_for_apart(&mut tx).await?;
        let newest = store::payment::newest(&mut tx, &caller.account).await?;
        facts.know(&mut tx, caller, wish).await?;
        drop(tx);
        let (plan, wrong) = match facts.plan(wish, &self.gateways) {
            Ok(plan) => (plan, None),
            Err(failure) => (Plan::default(), Some(about_amount(failure)?)),
        };
        let mut quote = facts.shown(caller, wish, (&plan, &self.gateways));
        quote.wrong = wrong;
        quote.key = key(caller, (wish, &quote.shown), newest.as_ref());
        Ok(quote)
    }
}

/// The key of the checkout that this would be (a UUID of version 8, RFC 9562): as long as nothing
/// else was confirmed, two tabs, a page that is loaded again and the way back have the same.
pub(crate) fn key(
    caller: &Caller,
    (wish, shown): (&impl Serialize, &str),
    newest: Option<&impl Serialize>,
) -> String {
    let of = (&caller.account, &caller.person, wish, shown, newest);
    let digest = Sha256::digest(serde_json::json!(of).to_string());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
    let (a, b, c, d) = (part(0, 8), part(8, 12), part(12, 15), part(15, 18));
    format!("{a}-{b}-8{c}-8{d}-{}", part(18, 30))
}

impl Facts {
    fn shown(&self, caller: &Caller, wish: &Wish, (plan, gateways): (&Plan, &Gateways)) -> Quote {
        let summary = |row: &Row| crate::invoice::summary(row.clone(), self.today);
        let items = self.wanted(wish).map(|row| self.row(caller, row, plan));
        let currencies: Vec<_> = self.wanted(wish).map(|row| row.currency).collect();
        let chosen = |known: &&Known| {
            let takes = |currency| self.charges(known, currency, gateways);
            currencies.iter().any(|currency| takes(*currency))
        };
        let choices = self.payers.shown().filter(chosen);
        let credit = self.credit.iter();
        Quote {
            today: self.today,
            items: items.collect(),
            orders: plan
                .orders
                .iter()
                .map(|it| self.order(caller, it))
                .collect(),
            credit: credit
                .filter(|(currency, minor)| **minor > 0 && currencies.contains(currency))
                .map(|(currency, minor)| Money::new(*minor, *currency))
                .collect(),
            choices: choices
                .map(|known| self.payers.view(known, caller, None))
                .collect(),
            in_flight: self.flying.iter().map(summary).collect(),
            more: self.more,
            parts: self.takes_part(wish),
            wrong: None,
            shown: plan.shown(),
            key: String::new(),
            test: plan
                .orders
                .iter()
                .any(|order| is_test(&self.payers, order, gateways)),
        }
    }

    fn row(&self, caller: &Caller, row: &Row, plan: &Plan) -> QuoteItem {
        let of = |invoice: &InvoiceId| *invoice == row.id;
        let orders = plan.orders.iter();
        let mut parts = orders.flat_map(|it| it.parts.iter().map(move |part| (it, part)));
        let part = parts.find(|(_, part)| of(&part.invoice));
        let payer = part.and_then(|(order, _)| order.payer.as_ref());
        let payer = payer.and_then(|id| self.payers.find(id));
        let money = |minor: Option<i64>| Money::new(minor.unwrap_or_default(), row.currency);
        let left = plan.left.iter().find(|(invoice, ..)| of(invoice));
        let paid = part.map(|(_, part)| part.from_credit.saturating_add(part.captured));
        let due = match (paid, left) {
            (None, None) => row.open_minor,
            (paid, left) => paid.unwrap_or_default() + left.map_or(0, |(_, rest, _)| *rest),
        };
        QuoteItem {
            invoice: crate::invoice::summary(row.clone(), self.today),
            due: money(Some(due)),
            from_credit: money(part.map(|(_, part)| part.from_credit)),
            captured: money(part.map(|(_, part)| part.captured)),
            payer: payer.map(|known| self.payers.view(known, caller, None)),
            left: left.map(|(_, _, why)| match why {
                Left::ByHand => LeftOpen::ByHand,
                Left::Small => LeftOpen::Small,
            }),
            apart: self.apart.contains(&row.id),
        }
    }

    fn order(&self, caller: &Caller, order: &Order) -> QuoteOrder {
        let payer = order.payer.as_ref().and_then(|id| self.payers.find(id));
        QuoteOrder {
            payer: payer.map(|known| self.payers.view(known, caller, None)),
            credit: Money::new(order.credit(), order.currency),
            captured: Money::new(order.captured(), order.currency),
        }
    }
}

/// What is wrong with the part that is wished, if it is that.
fn about_amount(failure: Failure) -> Result<Fault, Failure> {
    match failure.fault().of_field("amount") {
        Some(_) => Ok(failure.fault().clone()),
        None => Err(failure),
    }
}

/// Whether a test gateway would be asked.
pub(super) fn is_test(payers: &Payers, order: &Order, gateways: &Gateways) -> bool {
    let payer = order.payer.as_ref().and_then(|id| payers.find(id));
    let gateway = payer.and_then(|known| gateways.named(&known.row.gateway));
    gateway.is_some_and(|gateway| gateway.name() == "sandbox")
}
