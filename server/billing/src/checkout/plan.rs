use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{BillingAccountId, InvoiceId};
use model::money::Money;
use model::time::Date;

use super::share::{Share, share_out};

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
    /// Who may pay the rest, the first first; none: by hand.
    pub payers: Vec<BillingAccountId>,
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

/// What a billing account takes in one currency, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least so much at once.
    pub least: i64,
    /// At most so much, where it has a cap: what is left of it this month.
    pub most: Option<i64>,
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
    /// What of the capture becomes credit, in minor units.
    pub bought: i64,
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
        let parts: i64 = self.parts.iter().map(|part| part.captured).sum();
        parts.saturating_add(self.bought)
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
/// A capture beyond what is left of a cap goes to the next payers of its invoices, whole. `credit`
/// is what is available by currency.
#[must_use]
pub fn plan(
    items: &[Item],
    credit: &BTreeMap<Currency, i64>,
    bounds: impl Fn(&BillingAccountId, Currency) -> Bounds,
) -> Plan {
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| (item.due_on, &item.number, &item.invoice));
    let mut shares: Vec<Share<'_>> = sorted.into_iter().map(Share::new).collect();
    // Each time round some invoice goes on to its next payer.
    while let Some((payer, currency)) = share_out(&mut shares, credit.clone(), &bounds) {
        let mine = shares.iter_mut().filter(|it| it.is(payer, currency));
        mine.for_each(|it| it.at += 1);
    }
    told(shares)
}

fn told(shares: Vec<Share<'_>>) -> Plan {
    let mut plan = Plan::default();
    for share in shares {
        let (invoice, rest) = (share.item.invoice.clone(), share.rest());
        let payer = share.payer();
        if share.small || payer.is_none() && rest > 0 {
            let why = if share.small {
                Left::Small
            } else {
                Left::ByHand
            };
            plan.left.push((invoice.clone(), rest, why));
        }
        let captured = if share.small || payer.is_none() {
            0
        } else {
            rest
        };
        if share.credit > 0 || captured > 0 {
            let part = Part {
                invoice,
                from_credit: share.credit,
                captured,
            };
            plan.add(payer, share.item.open.currency, part);
        }
    }
    plan
}

impl Plan {
    fn add(&mut self, payer: Option<&BillingAccountId>, currency: Currency, part: Part) {
        let same = |it: &&mut Order| it.payer.as_ref() == payer && it.currency == currency;
        match self.orders.iter_mut().find(same) {
            Some(order) => order.parts.push(part),
            None => self.orders.push(Order {
                payer: payer.cloned(),
                currency,
                parts: vec![part],
                bought: 0,
            }),
        }
    }
}
