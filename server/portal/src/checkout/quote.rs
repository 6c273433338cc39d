use billing::checkout::{Left, Order, Plan};
use model::caller::{Caller, Permission};
use model::fault::Fault;
use model::id::{BillingAccountId, InvoiceId};
use model::invoice::InvoiceState;
use model::money::Money;
use model::payment::{LeftOpen, Quote, QuoteItem, QuoteOrder, Wish};
use store::account::read::frame;
use store::invoice::list::Row;

use super::facts::Facts;
use super::till::{Gateways, Till};
use crate::desk::{require, require_proof};
use crate::failure::Failure;
use crate::zone::date_in;

impl Till {
    /// What a wish would come to now: what is shown before it is confirmed.
    ///
    /// # Errors
    /// `Forbidden` without the right to pay, `NotFound` for an invoice that is not the caller's to
    /// see.
    pub async fn quote(&self, caller: &Caller, wish: &Wish) -> Result<Quote, Failure> {
        require(caller, Permission::Pay)?;
        require(caller, Permission::ViewInvoices)?;
        require_proof(caller)?;
        let mut tx = self.db.read().await?;
        let frame = frame(&mut tx, &caller.account).await?;
        let today = date_in(&frame.ok_or(Fault::NotFound)?.time_zone, self.clock.now());
        let facts = Facts::load(&mut tx, caller, today).await?;
        drop(tx);
        for invoice in wish.invoices.iter().flatten() {
            if !facts.invoices.iter().any(|row| row.id == *invoice) {
                return Err(Fault::NotFound.into());
            }
        }
        let plan = facts.plan(wish, &self.gateways)?;
        Ok(facts.shown(caller, wish, (&plan, &self.gateways)))
    }
}

impl Facts {
    fn shown(&self, caller: &Caller, wish: &Wish, (plan, gateways): (&Plan, &Gateways)) -> Quote {
        let summary = |row: &Row| crate::invoice::summary(row.clone(), self.today);
        let items = self.wanted(wish).map(|row| self.row(caller, row, plan));
        let flying = self.invoices.iter();
        let flying = flying.filter(|row| row.state.0 == InvoiceState::Processing);
        let currencies: Vec<_> = self.wanted(wish).map(|row| row.currency).collect();
        let chosen = |id: &BillingAccountId| {
            let takes = |currency| self.charges(id, currency, gateways);
            currencies.iter().any(|currency| takes(*currency))
        };
        let choices = self.payers.shown().filter(|known| chosen(known.id()));
        let credit = self.credit.iter();
        let sees_credit = caller.may(Permission::ViewCredit);
        Quote {
            today: self.today,
            items: items.collect(),
            orders: plan
                .orders
                .iter()
                .map(|it| self.order(caller, it))
                .collect(),
            credit: credit
                .filter(|(currency, minor)| {
                    sees_credit && **minor > 0 && currencies.contains(currency)
                })
                .map(|(currency, minor)| Money::new(*minor, *currency))
                .collect(),
            choices: choices
                .map(|known| self.payers.view(known, caller, None))
                .collect(),
            in_flight: flying.map(summary).collect(),
            shown: plan.shown(),
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
        QuoteItem {
            invoice: crate::invoice::summary(row.clone(), self.today),
            from_credit: money(part.map(|(_, part)| part.from_credit)),
            captured: money(part.map(|(_, part)| part.captured)),
            payer: payer.map(|known| self.payers.view(known, caller, None)),
            left: left.map(|(_, _, why)| match why {
                Left::ByHand => LeftOpen::ByHand,
                Left::Small => LeftOpen::Small,
            }),
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
