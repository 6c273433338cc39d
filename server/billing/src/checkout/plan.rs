use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{BillingAccountId, InvoiceId};
use model::money::Money;
use model::time::Date;

use crate::credit::{Collection, collect};

/// An open invoice that is to be paid and is not in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub invoice: InvoiceId,
    /// Its number: of two that are due on one day the lower one comes first.
    pub number: String,
    /// When it is due.
    pub due_on: Date,
    /// What is open; above zero.
    pub open: Money,
    /// Whether credit is used for it.
    pub credit: bool,
    /// Who pays the rest; none: by hand.
    pub payer: Option<BillingAccountId>,
}

/// What an order pays of an invoice, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of which.
    pub invoice: InvoiceId,
    /// From credit.
    pub from_credit: i64,
    /// From the payer.
    pub captured: i64,
}

/// A payment order: what one billing account, or credit alone, pays in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The billing account; none where credit is all.
    pub payer: Option<BillingAccountId>,
    /// The currency.
    pub currency: Currency,
    /// What it pays, the oldest invoice first.
    pub parts: Vec<Part>,
}

/// Why something of an invoice is not collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Credit does not cover it and no billing account pays it.
    ByHand,
    /// The whole order is below the smallest amount that its payer's method takes.
    Small,
}

/// What a checkout comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The orders, that of the oldest invoice first.
    pub orders: Vec<Order>,
    /// What is left open of which invoice, in minor units, and why.
    pub left: Vec<(InvoiceId, i64, Left)>,
}

impl Order {
    /// Σ of what comes from credit, in minor units.
    #[must_use]
    pub fn credit(&self) -> i64 {
        self.parts.iter().map(|part| part.from_credit).sum()
    }

    /// What is captured, in minor units.
    #[must_use]
    pub fn captured(&self) -> i64 {
        self.parts.iter().map(|part| part.captured).sum()
    }
}

impl Plan {
    /// What was shown, to be compared when it is confirmed: currency, billing account, credit and
    /// capture of each order.
    #[must_use]
    pub fn shown(&self) -> String {
        let orders = self.orders.iter().map(|order| {
            let payer = order.payer.as_ref().map_or("-", BillingAccountId::as_str);
            let (credit, captured) = (order.credit(), order.captured());
            format!("{} {payer} {credit} {captured}", order.currency)
        });
        orders.collect::<Vec<_>>().join(", ")
    }
}

/// Which credit and which billing account pays which invoice: credit first, the oldest invoice
/// first by due date, then number; the rest in one capture for each currency and billing account.
/// `credit` is what is available by currency, `minimum` the least that a billing account takes.
#[must_use]
pub fn plan(
    items: &[Item],
    credit: &BTreeMap<Currency, i64>,
    minimum: impl Fn(&BillingAccountId, Currency) -> i64,
) -> Plan {
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| (item.due_on, &item.number, &item.invoice));
    let mut available = credit.clone();
    let mut plan = Plan::default();
    for item in sorted {
        let from_credit = take(&mut available, item);
        let rest = item.open.minor.saturating_sub(from_credit);
        if item.payer.is_none() && rest > 0 {
            plan.left.push((item.invoice.clone(), rest, Left::ByHand));
        }
        let captured = if item.payer.is_some() { rest } else { 0 };
        if from_credit > 0 || captured > 0 {
            let invoice = item.invoice.clone();
            let part = Part {
                invoice,
                from_credit,
                captured,
            };
            plan.add(item, part);
        }
    }
    plan.settle_small(minimum);
    plan
}

/// How much of what is open credit pays, which is then no longer available.
fn take(available: &mut BTreeMap<Currency, i64>, item: &Item) -> i64 {
    let left = available.get_mut(&item.open.currency);
    let Some(left) = left.filter(|_| item.credit) else {
        return 0;
    };
    let taken = item.open.minor.min(*left).max(0);
    *left = left.saturating_sub(taken);
    taken
}

impl Plan {
    fn add(&mut self, item: &Item, part: Part) {
        let (payer, currency) = (&item.payer, item.open.currency);
        let same = |it: &&mut Order| it.payer == *payer && it.currency == currency;
        match self.orders.iter_mut().find(same) {
            Some(order) => order.parts.push(part),
            None => self.orders.push(Order {
                payer: payer.clone(),
                currency,
                parts: vec![part],
            }),
        }
    }

    /// Small rests: no capture is below what the payer's method takes.
    fn settle_small(&mut self, minimum: impl Fn(&BillingAccountId, Currency) -> i64) {
        for order in &mut self.orders {
            let Some(payer) = &order.payer else { continue };
            let (credit, captured) = (order.credit(), order.captured());
            let due = credit.saturating_add(captured);
            let least = minimum(payer, order.currency);
            let Collection {
                from_credit,
                captured: taken,
            } = collect(credit, due, least);
            if from_credit == 0 && taken == 0 {
                let parts = std::mem::take(&mut order.parts).into_iter();
                let left = parts.map(|it| (it.invoice, it.from_credit + it.captured, Left::Small));
                self.left.extend(left);
                continue;
            }
            let mut less = credit - from_credit;
            for part in order.parts.iter_mut().rev() {
                let moved = part.from_credit.min(less);
                part.from_credit -= moved;
                part.captured += moved;
                less -= moved;
            }
        }
        self.orders.retain(|order| !order.parts.is_empty());
    }
}
