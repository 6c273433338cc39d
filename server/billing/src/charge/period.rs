use model::explain::Plain;
use model::invoice::LineKind;
use model::money::Money;
use model::time::{Date, Period};
use rust_decimal::Decimal;

use super::price::{period_price, setup_fee};
use super::{Cause, Charge, Customer, Discount, HeldAddon, House, Subscription, Worth};
use crate::zone::{PriceHolds, Treatment};

/// The item of a certificate's further names.
pub(super) const NAMES: &str = "names";

/// A period that is charged, whole or in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The days that are charged.
    pub period: Period,
    /// The days of the whole period.
    pub whole_days: i32,
    /// When its invoice is planned to be issued: prices that move follow it.
    pub issue_on: Date,
    /// The revision of its lines.
    pub revision: u32,
}

impl Slice {
    fn days(&self) -> (i32, i32) {
        (self.period.days(), self.whole_days)
    }
}

/// Whether a subscription's period bears setup fees: the first of all, not the first one after it
/// came from elsewhere.
#[must_use]
pub fn needs_setup(subscription: &Subscription, period: Period) -> bool {
    let begun = subscription.begin.next_renewal_on.is_none();
    begun && period.from == subscription.begin.started_on
}

/// What a subscription is charged for a period: its plan, its add-ons for their days, further
/// names, setup fees with the first, then the lines of its coupon. A period whose charges are all
/// nothing has no line.
///
/// # Errors
/// When it cannot be charged as its facts stand.
pub fn charges(
    house: &House,
    customer: &Customer,
    subscription: &Subscription,
    slice: Slice,
) -> Result<Vec<Charge>, Cause> {
    let desk = Desk {
        house,
        subscription,
        slice,
        tax: house.treatment(customer, slice.period.from),
    };
    let mut lines = vec![desk.plan()?];
    for addon in &subscription.addons {
        lines.extend(desk.addon(addon)?);
    }
    lines.extend(desk.names()?);
    if needs_setup(subscription, slice.period) {
        lines.extend(desk.setup()?);
    }
    let off = desk.coupon(&lines)?;
    lines.extend(off);
    if lines.iter().all(|line| line.worth.amount.is_zero()) {
        lines.clear();
    }
    Ok(lines)
}

struct Desk<'a> {
    house: &'a House,
    subscription: &'a Subscription,
    slice: Slice,
    tax: Treatment,
}

impl Desk<'_> {
    fn plan(&self) -> Result<Charge, Cause> {
        let catalogue = &self.house.catalogue;
        let text = &catalogue.plan(&self.subscription.plan)?.terms.name;
        let (price, own) = period_price(catalogue, self.subscription, None, self.slice.issue_on)?;
        let worth = Worth::for_days(text, price, self.slice.days())?;
        Ok(self.line(LineKind::Plan, text, worth).priced(price, own))
    }

    /// An add-on for the days of the period on which it is held.
    fn addon(&self, held: &HeldAddon) -> Result<Option<Charge>, Cause> {
        let period = Period {
            from: self.slice.period.from.max(held.from),
            to: held
                .to
                .map_or(self.slice.period.to, |last| last.plus_days(1))
                .min(self.slice.period.to),
        };
        if period.days() <= 0 {
            return Ok(None);
        }
        let catalogue = &self.house.catalogue;
        let text = &catalogue.addon(&held.id)?.terms.name;
        let issue_on = self.slice.issue_on;
        let (price, own) = period_price(catalogue, self.subscription, Some(held), issue_on)?;
        let worth = Worth::for_days(text, price, (period.days(), self.slice.whole_days))?;
        let mut line = self.line(LineKind::Addon, text, worth).priced(price, own);
        line.item = held.id.to_string();
        line.addon = Some(held.id.clone());
        line.period = Some(period);
        Ok(Some(line))
    }

    fn names(&self) -> Result<Option<Charge>, Cause> {
        let terms = &self.house.catalogue.plan(&self.subscription.plan)?.terms;
        let count = self.subscription.further_names;
        let Some(certificate) = terms.certificate.as_ref().filter(|_| count > 0) else {
            return Ok(None);
        };
        let (currency, (cycle, every)) =
            (self.subscription.currency, self.subscription.begin.cycle);
        let mut prices = certificate.name_prices.iter();
        let price = prices
            .find(|it| it.currency == currency && it.period == cycle)
            .ok_or_else(|| Cause::Price(terms.name.clone()))?;
        let unit = Worth::money(price.amount, currency)?;
        let quantity = count.saturating_mul(every);
        let worth = Worth::price(unit, quantity)?;
        let mut line = self.line(LineKind::Addon, &terms.name, worth);
        line = line.priced(unit, false);
        line.item = NAMES.to_owned();
        line.quantity = Some(Plain(Decimal::from(quantity)));
        Ok(Some(line))
    }

    fn setup(&self) -> Result<Vec<Charge>, Cause> {
        let catalogue = &self.house.catalogue;
        let mut lines = Vec::new();
        if let Some(fee) = setup_fee(catalogue, self.subscription, None)? {
            let text = &catalogue.plan(&self.subscription.plan)?.terms.name;
            let worth = Worth::price(fee, 1)?;
            lines.push(self.line(LineKind::Setup, text, worth).priced(fee, false));
        }
        let from = self.slice.period.from;
        for held in self.subscription.addons.iter().filter(|it| it.from <= from) {
            if let Some(fee) = setup_fee(catalogue, self.subscription, Some(held))? {
                let text = &catalogue.addon(&held.id)?.terms.name;
                let worth = Worth::price(fee, 1)?;
                let mut line = self.line(LineKind::Setup, text, worth).priced(fee, false);
                line.item = held.id.to_string();
                line.addon = Some(held.id.clone());
                lines.push(line);
            }
        }
        Ok(lines)
    }

    /// The coupon's lines, while it has cycles left and, where it is not redeemed yet, can be.
    fn coupon(&self, lines: &[Charge]) -> Result<Vec<Charge>, Cause> {
        let Some(held) = &self.subscription.coupon else {
            return Ok(Vec::new());
        };
        let terms = self.house.catalogue.coupon(&held.code)?;
        let refused = held
            .uses
            .is_some_and(|uses| terms.redeem(self.slice.issue_on, uses).is_err());
        if refused || !terms.has_cycles_left(held.cycles_used) {
            return Ok(Vec::new());
        }
        let discount = Discount {
            terms,
            plan: &self
                .house
                .catalogue
                .plan(&self.subscription.plan)?
                .reference,
            share: (1, 1),
        };
        discount.lines(lines)
    }

    fn line(&self, kind: LineKind, text: &str, worth: Worth) -> Charge {
        Charge {
            kind,
            item: String::new(),
            revision: self.slice.revision,
            text: text.to_owned(),
            subscription: Some(self.subscription.id.clone()),
            addon: None,
            resource: None,
            period: Some(self.slice.period),
            quantity: None,
            unit_price: None,
            corrects: None,
            worth,
            tax: self.tax,
        }
    }
}

impl Charge {
    /// Shows the price of one. The customer's own price is net, also where the catalogue's holds
    /// the tax.
    pub(crate) fn priced(mut self, price: Money, own: bool) -> Self {
        self.quantity = Some(Plain(Decimal::ONE));
        self.unit_price = Some(Plain(price.major()));
        if own {
            self.tax.price = PriceHolds::Net;
        }
        self
    }
}
