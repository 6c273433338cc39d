//! A small provider with one customer, to bill.

use std::collections::BTreeMap;

use billing::catalogue::{AddonTerms, PlanTerms};
use billing::charge::{
    Catalogue, CouponTerms, CouponUse, Customer, HeldAddon, House, Listed, Subscription,
};
use billing::period::Begin;
use billing::policy::Policy;
use billing::tax::Category;
use billing::zone::Zone;
use model::currency::Currency;
use model::id::{AccountId, AddonId, PlanId, SellerId, SubscriptionId};
use model::money::Money;
use model::subscription::{Cycle, PlanKind, Status};
use model::time::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn eur(text: &str) -> Money {
    Money::parse(text, Currency::EUR).unwrap()
}

pub fn plan_id(n: u8) -> PlanId {
    PlanId::make(0, [n; 10])
}

pub fn addon_id(n: u8) -> AddonId {
    AddonId::make(0, [n; 10])
}

/// A plan by its fields; the name is its `ref` too.
pub fn plan(name: &str, kind: &str, prices: Value) -> Listed<PlanTerms> {
    let terms = json!({"name": name, "kind": kind, "prices": prices});
    Listed {
        reference: name.to_owned(),
        terms: serde_json::from_value(terms).unwrap(),
    }
}

/// A price in euro.
pub fn price(period: &str, amount: &str) -> Value {
    json!({"currency": "EUR", "period": period, "amount": amount})
}

pub fn coupon(fields: Value) -> CouponTerms {
    let mut terms = json!({"code": "C", "valid_from": "2020-01-01"});
    let given = fields.as_object().unwrap().clone();
    terms.as_object_mut().unwrap().extend(given);
    serde_json::from_value(terms).unwrap()
}

/// Three plans (10, 20 and 30 a month, ten times as much a year), an add-on (3 and 30), no tax.
pub fn house() -> House {
    let prices = |month: &str, year: &str| json!([price("month", month), price("year", year)]);
    let plans = [
        ("S", "10.00", "100.00"),
        ("M", "20.00", "200.00"),
        ("L", "30.00", "300.00"),
    ];
    let plans = (1..)
        .zip(plans)
        .map(|(n, (name, month, year))| (plan_id(n), plan(name, "hosting", prices(month, year))));
    let addon: AddonTerms =
        serde_json::from_value(json!({"name": "Backup", "plans": ["S", "M", "L"],
            "prices": prices("3.00", "30.00")}))
        .unwrap();
    let addon = Listed {
        reference: "B".to_owned(),
        terms: addon,
    };
    House {
        seller: SellerId::make(0, [1; 10]),
        country: "DE".to_owned(),
        policy: Policy::default(),
        zones: Vec::new(),
        catalogue: Catalogue {
            plans: plans.collect(),
            addons: BTreeMap::from([(addon_id(1), addon)]),
            coupons: BTreeMap::new(),
        },
    }
}

pub fn zone(rate: &str, inclusive: bool) -> Zone {
    Zone {
        id: "z".to_owned(),
        seller: None,
        country: "*".to_owned(),
        region: None,
        rate: rate.parse::<Decimal>().unwrap(),
        category: Category::S,
        from: day("2000-01-01"),
        to: None,
        inclusive,
    }
}

pub fn customer() -> Customer {
    Customer {
        id: AccountId::make(0, [1; 10]),
        country: "DE".to_owned(),
        region: None,
        zone: None,
        exempt: false,
        vat_number: false,
        fixed: None,
        credit_first: true,
    }
}

/// A monthly subscription to the first plan that began on a day.
pub fn subscription(n: u8, started_on: &str) -> Subscription {
    let started_on = day(started_on);
    Subscription {
        id: SubscriptionId::make(0, [n; 10]),
        plan: plan_id(1),
        kind: PlanKind::Hosting,
        currency: Currency::EUR,
        begin: Begin {
            started_on,
            next_renewal_on: None,
            anchor_day: None,
            cycle: (Cycle::Month, 1),
        },
        priced_on: started_on,
        own: None,
        addons: Vec::new(),
        further_names: 0,
        coupon: None,
        payers: Vec::new(),
        credit_first: None,
        status: Status::Active,
        suspension: None,
        ends_on: None,
        auto_renew: true,
        scheduled: None,
        announced: Vec::new(),
        begins_on: Some(started_on),
        revision: 0,
        released: false,
    }
}

pub fn held(from: &str) -> HeldAddon {
    HeldAddon {
        id: addon_id(1),
        from: day(from),
        to: None,
        own: None,
        priced_on: day(from),
    }
}

pub fn used(cycles_used: u32) -> CouponUse {
    CouponUse {
        code: "C".to_owned(),
        cycles_used,
        uses: None,
    }
}
