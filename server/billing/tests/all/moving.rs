//! Prices that move for those who have a thing, and the days on which things begin again.

use billing::charge::{
    Announced, House, Listed, Scheduled, Slice, Subscription, Target, charges, moves,
};
use billing::period::Begin;
use model::time::{Date, Period};
use serde_json::json;

use crate::house::{addon_id, customer, day, eur, held, house, plan, plan_id, subscription};

/// The first plan costs 10.00 and, for those who have it, 12.00 from the first of June.
fn dearer() -> House {
    let mut house = house();
    let prices = json!([
        {"currency": "EUR", "period": "month", "amount": "10.00"},
        {"currency": "EUR", "period": "month", "amount": "12.00", "valid_from": "2026-06-01",
         "existing": "from_renewal"},
    ]);
    let plan = plan("S", "hosting", prices);
    house.catalogue.plans.insert(plan_id(1), plan);
    let addon = house.catalogue.addons.get_mut(&addon_id(1)).unwrap();
    addon.terms.prices = serde_json::from_value(json!([
        {"currency": "EUR", "period": "month", "amount": "3.00"},
        {"currency": "EUR", "period": "month", "amount": "4.00", "valid_from": "2026-06-01",
         "existing": "from_renewal"},
    ]))
    .unwrap();
    house
}

fn told(subscription: &Subscription, on: &str) -> (usize, Option<Date>) {
    let found = moves(&dearer().catalogue, subscription, day(on)).unwrap();
    (found.0.len(), found.1)
}

#[test]
fn a_new_price_is_told_of_thirty_days_before() {
    let holder = subscription(1, "2026-01-01");
    assert_eq!(told(&holder, "2026-05-01"), (0, Some(day("2026-05-02"))));
    assert_eq!(told(&holder, "2026-05-02"), (1, None));
    let house = dearer();
    let (found, _) = moves(&house.catalogue, &holder, day("2026-05-20")).unwrap();
    assert_eq!((found[0].from, found[0].to), (eur("10.00"), eur("12.00")));
    assert_eq!(found[0].valid_from, day("2026-06-01"));
    // Once is enough, and who bought it at the new price is told nothing.
    let mut knows = holder.clone();
    knows.announced.push(Announced {
        addon: None,
        valid_from: day("2026-06-01"),
        sent_on: day("2026-05-02"),
    });
    assert_eq!(told(&knows, "2026-05-20"), (0, None));
    assert_eq!(told(&knows, "2026-05-01"), (0, None));
    let mut later = holder;
    later.priced_on = day("2026-06-01");
    assert_eq!(told(&later, "2026-06-02"), (0, None));
}

#[test]
fn an_addon_that_is_gone_or_has_a_price_of_its_own_moves_nothing() {
    let mut holder = subscription(1, "2026-01-01");
    holder.addons = vec![held("2026-01-01")];
    assert_eq!(told(&holder, "2026-05-20").0, 2);
    holder.addons[0].to = Some(day("2026-05-20"));
    assert_eq!(told(&holder, "2026-05-20").0, 2);
    holder.addons[0].to = Some(day("2026-05-19"));
    assert_eq!(told(&holder, "2026-05-20").0, 1);
    holder.addons = vec![held("2026-01-01")];
    holder.addons[0].own = Some(eur("1.00"));
    assert_eq!(told(&holder, "2026-05-20").0, 1);
}

#[test]
fn a_change_forgets_what_was_told_of_prices_before_it() {
    let mut holder = subscription(1, "2026-01-01");
    for valid_from in ["2026-03-01", "2026-06-01", "2026-06-02"] {
        holder.announced.push(Announced {
            addon: None,
            valid_from: day(valid_from),
            sent_on: day("2026-01-15"),
        });
    }
    holder.switch(&Scheduled {
        on: day("2026-07-01"),
        to: Target::Plan(plan_id(2)),
        priced_on: day("2026-06-01"),
    });
    let left: Vec<Date> = holder.announced.iter().map(|it| it.valid_from).collect();
    assert_eq!(left, [day("2026-06-02")]);
}

#[test]
fn what_was_billed_elsewhere_renews_on_its_first_day_here() {
    let customer = customer();
    let new = subscription(1, "2026-01-15");
    let mut old = new.clone();
    old.begin = Begin {
        next_renewal_on: Some(day("2026-03-15")),
        ..old.begin
    };
    let after = |it: &Subscription, on| it.grid(&customer).renewal_after(day(on));
    assert_eq!(after(&new, "2026-01-01"), day("2026-02-15"));
    assert_eq!(after(&new, "2026-01-15"), day("2026-02-15"));
    assert_eq!(after(&old, "2026-01-01"), day("2026-03-15"));
    assert_eq!(after(&old, "2026-03-15"), day("2026-04-15"));
}

#[test]
fn further_names_cost_what_they_cost_in_that_cycle() {
    let mut house = house();
    let terms = json!({
        "name": "Wildcard", "kind": "certificate",
        "prices": [{"currency": "EUR", "period": "month", "amount": "5.00"}],
        "certificate": {"authority": "ca", "level": "dv", "wildcard": true, "names_included": 1,
            "names_max": 5, "name_prices": [
                {"currency": "EUR", "period": "year", "amount": "12.00"},
                {"currency": "USD", "period": "month", "amount": "3.00"},
                {"currency": "EUR", "period": "month", "amount": "2.00"},
            ]},
    });
    let plan = Listed {
        reference: "W".to_owned(),
        terms: serde_json::from_value(terms).unwrap(),
    };
    house.catalogue.plans.insert(plan_id(1), plan);
    let mut holder = subscription(1, "2026-01-01");
    holder.begin.next_renewal_on = Some(day("2026-02-01"));
    let month = Period {
        from: day("2026-02-01"),
        to: day("2026-03-01"),
    };
    let slice = Slice {
        period: month,
        whole_days: month.days(),
        issue_on: month.from,
        revision: 0,
    };
    let nets = |holder: &Subscription| -> Vec<i64> {
        let lines = charges(&house, &customer(), holder, slice).unwrap();
        lines.iter().map(|line| line.worth.amount.minor).collect()
    };
    assert_eq!(nets(&holder), [500]);
    holder.further_names = 2;
    assert_eq!(nets(&holder), [500, 400]);
}
