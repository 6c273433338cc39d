use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::BillingAccountId;

use super::plan::{Bounds, Item};
use crate::credit::{Collection, collect};

/// An invoice, and what of it comes from where.
pub(super) struct Share<'a> {
    pub item: &'a Item,
    /// The place of the payer that is asked.
    pub at: usize,
    /// From credit.
    pub credit: i64,
    /// Whether it waits for its payer's next order.
    pub small: bool,
}

impl<'a> Share<'a> {
    pub const fn new(item: &'a Item) -> Self {
        Self {
            item,
            at: 0,
            credit: 0,
            small: false,
        }
    }

    pub fn payer(&self) -> Option<&'a BillingAccountId> {
        self.item.payers.get(self.at)
    }

    /// What credit does not pay.
    pub const fn rest(&self) -> i64 {
        self.item.open.minor.saturating_sub(self.credit)
    }

    pub fn is(&self, payer: &BillingAccountId, currency: Currency) -> bool {
        self.payer() == Some(payer) && self.item.open.currency == currency
    }

    /// Takes as much credit as it may have.
    fn take(&mut self, available: &mut i64) {
        if self.item.credit {
            let more = self.rest().min(*available).max(0);
            self.credit += more;
            *available -= more;
        }
    }
}

/// An order while it is worked out: who pays, and in which currency.
type Key<'a> = (Option<&'a BillingAccountId>, Currency);

/// Shares credit out, and says of which billing account more than its cap would be captured.
pub(super) fn share_out<'a>(
    shares: &mut [Share<'a>],
    mut available: BTreeMap<Currency, i64>,
    bounds: &impl Fn(&BillingAccountId, Currency) -> Bounds,
) -> Option<(&'a BillingAccountId, Currency)> {
    for share in &mut *shares {
        (share.credit, share.small) = (0, false);
        if let Some(available) = available.get_mut(&share.item.open.currency) {
            share.take(available);
        }
    }
    let orders = orders(shares);
    for (payer, currency) in &orders {
        if let Some(payer) = *payer {
            let least = bounds(payer, *currency).least;
            let freed = settle_small(shares, (payer, *currency), least);
            *available.entry(*currency).or_default() += freed;
        }
    }
    for key in &orders {
        let least = key.0.map_or(0, |payer| bounds(payer, key.1).least);
        if let Some(available) = available.get_mut(&key.1) {
            offer(shares, *key, (least, available));
        }
    }
    let beyond = |(payer, currency): Key<'a>| {
        let payer = payer?;
        let most = bounds(payer, currency).most?;
        let mine = shares
            .iter()
            .filter(|it| it.is(payer, currency) && !it.small);
        let captured: i64 = mine.map(Share::rest).sum();
        (captured > 0 && captured > most).then_some((payer, currency))
    };
    orders.into_iter().find_map(beyond)
}

/// The orders, that of the oldest invoice first.
fn orders<'a>(shares: &[Share<'a>]) -> Vec<Key<'a>> {
    let mut orders = Vec::new();
    for share in shares {
        let key = (share.payer(), share.item.open.currency);
        if !orders.contains(&key) {
            orders.push(key);
        }
    }
    orders
}

/// Small rests: no capture is below what the payer's method takes. How much credit that frees.
fn settle_small(
    shares: &mut [Share<'_>],
    (payer, currency): (&BillingAccountId, Currency),
    least: i64,
) -> i64 {
    let mut mine: Vec<_> = shares
        .iter_mut()
        .filter(|it| it.is(payer, currency))
        .collect();
    let credit: i64 = mine.iter().map(|it| it.credit).sum();
    let due: i64 = mine.iter().map(|it| it.item.open.minor).sum();
    let Collection {
        from_credit,
        captured,
    } = collect(credit, due, least);
    let small = from_credit == 0 && captured == 0;
    let mut less = credit - from_credit;
    for share in mine.iter_mut().rev() {
        share.small = small;
        let back = share.credit.min(less);
        share.credit -= back;
        less -= back;
    }
    credit - from_credit
}

/// Offers credit that another order has not used: as much is taken as leaves nothing, or enough
/// for the payer's method. Later there is less to offer, so once round is enough.
fn offer(shares: &mut [Share<'_>], key: Key<'_>, (least, available): (i64, &mut i64)) {
    let mine = |it: &Share<'_>| (it.payer(), it.item.open.currency) == key;
    let own = || shares.iter().filter(|it| mine(it));
    let wanted: i64 = own().filter(|it| it.item.credit).map(Share::rest).sum();
    let rest: i64 = own().map(Share::rest).sum();
    let small = own().any(|it| it.small);
    let mut taken = wanted.min(*available);
    let left = rest - taken;
    if key.0.is_some() && left > 0 && left < least {
        taken = if small { 0 } else { (rest - least).max(0) };
    }
    let mut given = taken;
    for share in shares.iter_mut().filter(|it| mine(it)) {
        share.small = small && left > 0;
        share.take(&mut given);
    }
    *available -= taken;
}
