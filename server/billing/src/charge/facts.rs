use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, AddonId, BillingAccountId, PlanId, SellerId, SubscriptionId};
use model::money::Money;
use model::subscription::{Cycle, PlanKind, Status};
use model::time::Date;

use super::{Cause, CouponTerms, Uses};
use crate::catalogue::{AddonTerms, PlanTerms};
use crate::period::{Begin, FixedDay, Grid};
use crate::policy::Policy;
use crate::zone::{Parties, Treatment, Zone, treatment};

/// Terms under the provider's own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The provider's own id (`ref`).
    pub reference: String,
    /// The terms.
    pub terms: T,
}

/// What is sold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The plans.
    pub plans: BTreeMap<PlanId, Listed<PlanTerms>>,
    /// The add-ons.
    pub addons: BTreeMap<AddonId, Listed<AddonTerms>>,
    /// The coupons by code.
    pub coupons: BTreeMap<String, CouponTerms>,
}

impl Catalogue {
    /// A plan.
    ///
    /// # Errors
    /// When there is none with that id.
    pub fn plan(&self, id: &PlanId) -> Result<&Listed<PlanTerms>, Cause> {
        let found = self.plans.get(id);
        found.ok_or_else(|| Cause::Plan(id.clone()))
    }

    /// An add-on.
    ///
    /// # Errors
    /// When there is none with that id.
    pub fn addon(&self, id: &AddonId) -> Result<&Listed<AddonTerms>, Cause> {
        let found = self.addons.get(id);
        found.ok_or_else(|| Cause::Addon(id.clone()))
    }

    /// A coupon.
    ///
    /// # Errors
    /// When there is none with that code.
    pub fn coupon(&self, code: &str) -> Result<&CouponTerms, Cause> {
        let found = self.coupons.get(code);
        found.ok_or_else(|| Cause::Coupon(code.to_owned()))
    }
}

/// A seller with its rules: the same for all its customers, loaded once a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Who issues.
    pub seller: SellerId,
    /// Its country (ISO 3166-1).
    pub country: String,
    /// How it invoices.
    pub policy: Policy,
    /// All tax zones.
    pub zones: Vec<Zone>,
    /// What it sells.
    pub catalogue: Catalogue,
}

/// A customer, as far as it decides its invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The account.
    pub id: AccountId,
    /// Its country (ISO 3166-1).
    pub country: String,
    /// Its region.
    pub region: Option<String>,
    /// The tax zone that the provider has assigned.
    pub zone: Option<String>,
    /// Whether it is exempt.
    pub exempt: bool,
    /// Whether its VAT number is valid.
    pub vat_number: bool,
    /// The fixed billing day, instead of anniversaries.
    pub fixed: Option<FixedDay>,
    /// Whether credit is used first where a subscription does not say.
    pub credit_first: bool,
}

impl House {
    /// How a line with that tax point is taxed.
    #[must_use]
    pub fn treatment(&self, customer: &Customer, tax_point: Date) -> Treatment {
        let parties = Parties {
            seller: self.seller.as_str(),
            seller_country: &self.country,
            country: &customer.country,
            region: customer.region.as_deref(),
            assigned: customer.zone.as_deref(),
            exempt: customer.exempt,
            vat_number: customer.vat_number,
        };
        treatment(&self.zones, &parties, tax_point)
    }
}

/// An add-on of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAddon {
    /// Which.
    pub id: AddonId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Option<Date>,
    /// The customer's own net price.
    pub own: Option<Money>,
    /// The day whose price it keeps: that of the order, or of the last change of cycle.
    pub priced_on: Date,
}

/// The coupon of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponUse {
    /// The code.
    pub code: String,
    /// How many invoiced periods it has covered.
    pub cycles_used: u32,
    /// How often it was redeemed by others, until it is redeemed here; none from then on.
    pub uses: Option<Uses>,
}

impl CouponUse {
    /// Counts that a coupon was redeemed by another subscription, of this account or not, where it
    /// is this one and still to be redeemed here.
    pub fn count(&mut self, code: &str, this_account: bool) {
        if let Some(uses) = self.uses.as_mut().filter(|_| self.code == code) {
            uses.all = uses.all.saturating_add(1);
            uses.account = uses.account.saturating_add(u32::from(this_account));
        }
    }
}

/// What a scheduled change leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another plan.
    Plan(PlanId),
    /// Another cycle: months or years, and how many of them.
    Cycle(Cycle, u32),
}

/// A change at the end of a period; there is at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// The first day of the period with which it happens.
    pub on: Date,
    /// To what.
    pub to: Target,
    /// The day on which it was confirmed, whose price holds.
    pub priced_on: Date,
}

/// A suspension for non-payment; the last one matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Its first day.
    pub from: Date,
    /// The day of restoration.
    pub to: Option<Date>,
}

/// The notice of a new price for a running subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The add-on; none: the plan.
    pub addon: Option<AddonId>,
    /// From when the price is valid.
    pub valid_from: Date,
    /// The day on which the notice was sent.
    pub sent_on: Date,
}

/// A subscription with all that decides its invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Which.
    pub id: SubscriptionId,
    /// The plan.
    pub plan: PlanId,
    /// The plan's kind.
    pub kind: PlanKind,
    /// The currency of all its lines.
    pub currency: Currency,
    /// When its periods begin. Of a domain, `next_renewal_on` is its registry expiry.
    pub begin: Begin,
    /// The day whose price it keeps: that of the order, or of the last change of plan or cycle.
    pub priced_on: Date,
    /// The customer's own recurring net price.
    pub own: Option<Money>,
    /// Add-ons in the order in which they were taken.
    pub addons: Vec<HeldAddon>,
    /// Names of a certificate beyond those in the price.
    pub further_names: u32,
    /// Its coupon.
    pub coupon: Option<CouponUse>,
    /// Its own payers in order.
    pub payers: Vec<BillingAccountId>,
    /// Whether credit is used first; the account's choice if absent.
    pub credit_first: Option<bool>,
    /// Its state.
    pub status: Status,
    /// The last suspension for non-payment.
    pub suspension: Option<Suspension>,
    /// Its last day, where an end is set.
    pub ends_on: Option<Date>,
    /// Whether it renews itself.
    pub auto_renew: bool,
    /// A change at the end of a period.
    pub scheduled: Option<Scheduled>,
    /// Notices of new prices.
    pub announced: Vec<Announced>,
    /// The first day that is not billed yet; none if there is no further period.
    pub begins_on: Option<Date>,
    /// The revision of the lines of the period that begins then: above 0 where they were there
    /// before and were taken back.
    pub revision: u32,
    /// Whether the provider lets it have more periods in one run than the brake allows.
    pub released: bool,
}

impl Subscription {
    /// Its periods.
    #[must_use]
    pub fn grid(&self, customer: &Customer) -> Grid {
        Grid::new(&self.begin, customer.fixed)
    }

    /// Its last day, set or because it does not renew itself; none while it goes on. What has not
    /// begun has its first period also without renewal.
    #[must_use]
    pub fn last_day(&self, grid: &Grid) -> Option<Date> {
        let unrenewed = self.begins_on.filter(|next| {
            let begun = *next > grid.origin() || self.begin.next_renewal_on.is_some();
            !self.auto_renew && begun
        });
        let unrenewed = unrenewed.map(|next| next.plus_days(-1));
        self.ends_on.into_iter().chain(unrenewed).min()
    }

    /// As it is in a period that begins on that day: with the scheduled change, if that has come.
    #[must_use]
    pub fn as_of(&self, from: Date) -> Self {
        let mut then = self.clone();
        if let Some(change) = then.scheduled.take_if(|change| change.on <= from) {
            then.switch(&change);
        }
        then
    }

    /// Makes a change: own prices end with a change of plan or cycle, and the price of the day on
    /// which it was confirmed holds; a new cycle begins a new period.
    pub fn switch(&mut self, change: &Scheduled) {
        match &change.to {
            Target::Plan(plan) => self.plan = plan.clone(),
            Target::Cycle(cycle, every) => {
                self.begin = Begin {
                    started_on: self.begin.started_on,
                    next_renewal_on: Some(change.on),
                    anchor_day: Some(change.on.parts().2),
                    cycle: (*cycle, *every),
                };
                for addon in &mut self.addons {
                    addon.priced_on = change.priced_on;
                }
            }
        }
        for addon in &mut self.addons {
            if addon.own.take().is_some() {
                addon.priced_on = change.priced_on;
            }
        }
        self.own = None;
        self.priced_on = change.priced_on;
        self.announced.retain(|it| it.valid_from > change.priced_on);
    }
}
