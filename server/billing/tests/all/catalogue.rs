use billing::catalogue::{AddonTerms, Limits, PlanTerms, limits_with};
use model::currency::Currency;
use model::money::Money;
use model::subscription::Cycle;
use serde_json::{Value, json};

use crate::house::day;

fn whole_plan() -> Value {
    json!({
        "name": "Wildcard", "kind": "certificate", "description": "For every name",
        "orderable": false, "provision": "after_payment",
        "prices": [
            {"currency": "EUR", "period": "month", "every": 3, "amount": "9.90", "setup": "5"},
            {"currency": "EUR", "period": "year", "every": 1, "amount": "59.00",
             "valid_from": "2026-02-01", "existing": "from_renewal"},
        ],
        "limits": {"disk": 1_000_000_000, "mailboxes": -1}, "overuse": "not_suspend_notify",
        "addon_day": "sampled_before_purchase",
        "usage_prices": [{"resource": "disk", "currency": "EUR", "per": "GiB",
                          "amount": "0.000125", "valid_from": "2026-01-01"}],
        "upgrades": ["a"], "downgrades": ["b"],
        "upgrade_mode": "now", "downgrade_mode": "now_without_proration",
        "change_fees": [{"currency": "EUR", "upgrade": "1.00"}],
        "panel": {"server": "plesk-1", "plan_guid": "g"},
        "certificate": {"authority": "ca", "level": "dv", "wildcard": true, "names_included": 1,
                        "names_max": 5, "name_prices":
                        [{"currency": "EUR", "period": "year", "amount": "12.00"}]},
    })
}

fn plan(change: impl FnOnce(&mut Value)) -> Result<PlanTerms, serde_json::Error> {
    let mut value = whole_plan();
    change(&mut value);
    serde_json::from_value(value)
}

fn flaws(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let flaws = plan(change).unwrap().check();
    flaws.into_iter().map(|flaw| flaw.0).collect()
}

#[test]
fn terms_are_written_as_they_were_read() {
    let terms = plan(|_| {}).unwrap();
    assert!(terms.check().is_empty());
    assert_eq!(serde_json::to_value(terms).unwrap(), whole_plan());
    let addon = json!({
        "name": "Space", "plans": ["a"], "raises": {"disk": 5}, "panel": {"plan_guid": "g"},
        "prices": [{"currency": "KWD", "period": "month", "every": 1, "amount": "2.015"}],
    });
    let terms: AddonTerms = serde_json::from_value(addon.clone()).unwrap();
    assert!(terms.check().is_empty());
    let dinar = "KWD".parse().unwrap();
    let price = |every| terms.price(dinar, (Cycle::Month, every), day("2026-01-01"));
    assert_eq!(price(1), Some(Money::new(2_015, dinar)));
    assert_eq!(price(3), None);
    assert_eq!(serde_json::to_value(terms).unwrap(), addon);
}

#[test]
fn what_the_format_does_not_know_is_refused() {
    assert!(plan(|p| p["colour"] = json!("red")).is_err());
    assert!(plan(|p| p["prices"][0]["amont"] = json!("1")).is_err());
    assert!(plan(|p| p["prices"][0]["amount"] = json!(9.9)).is_err());
    assert!(plan(|p| p["prices"][0]["currency"] = json!("EURO")).is_err());
    assert!(plan(|p| p["overuse"] = json!("always")).is_err());
    assert!(plan(|p| p["usage_prices"][0]["per"] = json!("gb")).is_err());
    assert!(plan(|p| p["certificate"]["level"] = json!("xv")).is_err());
    assert!(plan(|p| drop(p.as_object_mut().unwrap().remove("prices"))).is_err());
}

#[test]
fn flaws_name_their_field() {
    assert_eq!(flaws(|p| p["name"] = json!(" ")), ["name"]);
    let price = |field: &str, value: Value| flaws(|p| p["prices"][0][field] = value);
    assert_eq!(price("amount", json!("9.905")), ["prices[0].amount"]);
    assert_eq!(price("setup", json!("-1")), ["prices[0].setup"]);
    assert_eq!(price("every", json!(0)), ["prices[0].every"]);
    assert_eq!(flaws(|p| p["limits"]["disk"] = json!(-2)), ["limits.disk"]);
    let twice = flaws(|p| p["prices"][1] = p["prices"][0].clone());
    assert_eq!(twice, ["prices[1]"]);
    let usage = flaws(|p| p["usage_prices"][0]["amount"] = json!("0.0000001"));
    assert_eq!(usage, ["usage_prices[0].amount"]);
    assert_eq!(flaws(|p| p["kind"] = json!("hosting")), ["certificate"]);
    let names = flaws(|p| p["certificate"]["names_max"] = json!(0));
    assert_eq!(names, ["certificate.names_max"]);
}

#[test]
fn the_latest_price_that_has_begun_is_in_force() {
    let terms = plan(|p| {
        p["prices"] = json!([
            {"currency": "EUR", "period": "month", "amount": "10.00"},
            {"currency": "EUR", "period": "month", "amount": "12.00", "valid_from": "2026-03-01"},
            {"currency": "EUR", "period": "month", "amount": "11.00", "valid_from": "2026-02-01"},
            {"currency": "JPY", "period": "month", "amount": "1500", "valid_from": "2026-02-01"},
        ]);
    })
    .unwrap();
    let price = |currency: &str, every, on: &str| {
        let cycle = (Cycle::Month, every);
        terms.price(currency.parse().unwrap(), cycle, on.parse().unwrap())
    };
    let eur = |minor| Some(Money::new(minor, Currency::EUR));
    assert_eq!(price("EUR", 1, "2026-01-31"), eur(1000));
    assert_eq!(price("EUR", 1, "2026-02-01"), eur(1100));
    assert_eq!(price("EUR", 1, "2027-01-01"), eur(1200));
    assert_eq!(price("EUR", 2, "2027-01-01"), None);
    assert_eq!(price("JPY", 1, "2026-01-31"), None);
    assert_eq!(price("USD", 1, "2026-02-01"), None);
}

#[test]
fn addons_raise_what_is_limited() {
    let limits = |pairs: &[(&str, i64)]| -> Limits {
        pairs
            .iter()
            .map(|(name, most)| ((*name).to_owned(), *most))
            .collect()
    };
    let plan = limits(&[("disk", 10), ("mailboxes", 5), ("traffic", -1)]);
    let raises = [
        limits(&[("disk", 5), ("traffic", 7), ("other", 1)]),
        limits(&[("disk", 1), ("mailboxes", -1)]),
    ];
    let sums: Vec<(String, Option<i64>)> = limits_with(&plan, &raises)
        .into_iter()
        .map(|limit| (limit.resource, limit.most))
        .collect();
    let expected = [("disk", Some(16)), ("mailboxes", None), ("traffic", None)];
    assert_eq!(sums, expected.map(|(name, most)| (name.to_owned(), most)));
}

#[test]
fn a_domain_is_registered_for_1_to_99_years() {
    let years = |years: Value| {
        flaws(|plan| {
            plan["kind"] = json!("domain");
            plan["certificate"] = Value::Null;
            plan["domain"] = json!({ "tlds": ["org"], "registrar": "r", "years": years });
        })
    };
    assert!(years(json!([1, 99])).is_empty());
    for bad in [json!([0]), json!([1, 100])] {
        assert_eq!(years(bad), ["domain.years"]);
    }
}

#[test]
fn a_plan_can_be_ordered_unless_it_says_otherwise() {
    let orderable = |value: Option<bool>| {
        let terms = plan(|p| {
            p.as_object_mut().unwrap().remove("orderable");
            if let Some(value) = value {
                p["orderable"] = json!(value);
            }
        });
        terms.unwrap().orderable
    };
    assert!(orderable(None) && orderable(Some(true)) && !orderable(Some(false)));
}

#[test]
fn bounds_of_terms_belong_to_them() {
    assert!(flaws(|p| p["prices"][0]["amount"] = json!("0.00")).is_empty());
    let as_many = flaws(|p| p["certificate"]["names_max"] = json!(1));
    assert!(as_many.is_empty());
    assert!(flaws(|p| p["limits"]["disk"] = json!(-1)).is_empty());
}

#[test]
fn what_is_wrong_with_an_addon_is_named() {
    let addon = json!({
        "name": " ", "plans": ["a"], "raises": {"disk": -2},
        "prices": [{"currency": "EUR", "period": "month", "every": 1, "amount": "-2.01"}],
    });
    let terms: AddonTerms = serde_json::from_value(addon).unwrap();
    let named: Vec<String> = terms.check().into_iter().map(|flaw| flaw.0).collect();
    assert_eq!(named, ["name", "prices[0].amount", "raises.disk"]);
}
