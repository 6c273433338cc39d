use model::id::AddonId;
use model::money::Money;
use model::time::Date;

use super::{Catalogue, Cause, HeldAddon, Subscription, Worth};
use crate::catalogue::{Existing, Price, price_in_force};

/// A notice of a new price must have been sent so many days before the first invoice with it
/// (*Prices of running subscriptions* in the specification of the provider's side).
const NOTICE_DAYS: i32 = 30;

/// A price that will move for a running subscription, to be told to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// The add-on; none: the plan.
    pub addon: Option<AddonId>,
    /// From when.
    pub valid_from: Date,
    /// From how much.
    pub from: Money,
    /// To how much.
    pub to: Money,
}

/// What a running subscription pays for its plan, or for one of its add-ons: its own price, else
/// that of the day it keeps, else a later one to which it was moved with notice. The flag says
/// whether it is the customer's own, which is net in every tax zone.
///
/// # Errors
/// When there is no such price.
pub fn period_price(
    catalogue: &Catalogue,
    subscription: &Subscription,
    addon: Option<&HeldAddon>,
    issue_on: Date,
) -> Result<(Money, bool), Cause> {
    let thing = Thing::of(catalogue, subscription, addon)?;
    if let Some(own) = thing.own {
        return if own.currency == subscription.currency {
            Ok((own, true))
        } else {
            Err(Cause::Currency(thing.name.to_owned()))
        };
    }
    let told = |from: Date| {
        let mut notices = subscription.announced.iter();
        notices.any(|it| {
            let about = it.addon.as_ref() == addon.map(|addon| &addon.id);
            about && it.valid_from == from && it.sent_on.plus_days(NOTICE_DAYS) <= issue_on
        })
    };
    let moved = thing.moving().filter(|(from, _)| *from <= issue_on);
    let moved = moved
        .filter(|(from, _)| told(*from))
        .max_by_key(|(from, _)| *from);
    let price = match moved {
        Some((_, price)) => price,
        None => thing.kept()?,
    };
    Worth::money(price.amount, price.currency).map(|money| (money, false))
}

/// The setup fee that belongs to the price of the day that is kept; none if there is none.
///
/// # Errors
/// When there is no such price.
pub(super) fn setup_fee(
    catalogue: &Catalogue,
    subscription: &Subscription,
    addon: Option<&HeldAddon>,
) -> Result<Option<Money>, Cause> {
    let thing = Thing::of(catalogue, subscription, addon)?;
    // Whoever has an own recurring price may have a plan that lists none.
    let listed = thing.kept().ok().and_then(|price| price.setup);
    let fee = listed.map(|setup| Worth::money(setup, subscription.currency));
    fee.transpose().map(|fee| fee.filter(|fee| !fee.is_zero()))
}

/// The new prices of which a subscription has not been told yet and that are near: 30 days before
/// they can hold for an invoice made on their first day; and the day on which others will be near.
///
/// # Errors
/// When a price is missing.
pub fn moves(
    catalogue: &Catalogue,
    subscription: &Subscription,
    on: Date,
) -> Result<(Vec<Moves>, Option<Date>), Cause> {
    let held = subscription.addons.iter().map(Some);
    let (mut found, mut next) = (Vec::new(), None::<Date>);
    for addon in [None].into_iter().chain(held) {
        let thing = Thing::of(catalogue, subscription, addon)?;
        let id = addon.map(|addon| addon.id.clone());
        let gone = addon.is_some_and(|addon| addon.to.is_some_and(|to| to < on));
        if thing.own.is_some() || gone {
            continue;
        }
        for (valid_from, price) in thing.moving() {
            let mut told = subscription.announced.iter();
            let told = told.any(|it| it.addon == id && it.valid_from == valid_from);
            let near = valid_from.plus_days(-NOTICE_DAYS);
            if !told && near > on {
                next = next.into_iter().chain([near]).min();
            } else if !told {
                let kept = thing.kept()?;
                found.push(Moves {
                    addon: id.clone(),
                    valid_from,
                    from: Worth::money(kept.amount, kept.currency)?,
                    to: Worth::money(price.amount, price.currency)?,
                });
            }
        }
    }
    Ok((found, next))
}

/// A plan or an add-on with the prices that concern one subscription.
struct Thing<'a> {
    name: &'a str,
    prices: &'a [Price],
    own: Option<Money>,
    priced_on: Date,
    subscription: &'a Subscription,
}

impl<'a> Thing<'a> {
    fn of(
        catalogue: &'a Catalogue,
        subscription: &'a Subscription,
        addon: Option<&'a HeldAddon>,
    ) -> Result<Self, Cause> {
        let (name, prices, own, priced_on) = match addon {
            None => {
                let terms = &catalogue.plan(&subscription.plan)?.terms;
                let (own, on) = (subscription.own, subscription.priced_on);
                (&terms.name, &terms.prices, own, on)
            }
            Some(held) => {
                let terms = &catalogue.addon(&held.id)?.terms;
                (&terms.name, &terms.prices, held.own, held.priced_on)
            }
        };
        Ok(Self {
            name,
            prices,
            own,
            priced_on,
            subscription,
        })
    }

    fn ours(&self) -> impl Iterator<Item = &'a Price> + use<'a> {
        let (currency, cycle) = (self.subscription.currency, self.subscription.begin.cycle);
        let prices = self.prices.iter();
        prices.filter(move |it| it.currency == currency && (it.period, it.every) == cycle)
    }

    /// The price of the day that is kept; where the catalogue begins later, its first.
    fn kept(&self) -> Result<&'a Price, Cause> {
        let (currency, cycle) = (self.subscription.currency, self.subscription.begin.cycle);
        price_in_force(self.prices, currency, cycle, self.priced_on)
            .or_else(|| self.ours().min_by_key(|price| price.valid_from))
            .ok_or_else(|| Cause::Price(self.name.to_owned()))
    }

    /// Later prices that hold for those who already have it.
    fn moving(&self) -> impl Iterator<Item = (Date, &'a Price)> + use<'a> {
        let kept = self.priced_on;
        self.ours().filter_map(move |price| {
            let later = price.valid_from.filter(|from| *from > kept);
            let moves = price.existing == Some(Existing::FromRenewal);
            later.filter(|_| moves).map(|from| (from, price))
        })
    }
}
