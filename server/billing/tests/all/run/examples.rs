use billing::charge::{Announced, Cause, Poison, Scheduled, Subscription, Suspension, Target};
use billing::draft::Draft;
use billing::period::FixedDay;
use billing::run::{Account, Notice, Today, next_invoice};
use model::currency::Currency;
use model::id::BillingAccountId;
use model::invoice::LineKind;
use model::money::Money;
use model::subscription::{Cycle, Status};
use serde_json::json;

use super::step::{on, step};
use crate::house::{
    addon_id, coupon, customer, day, eur, held, house, plan, plan_id, price, subscription, used,
    zone,
};

fn nets(draft: &Draft) -> Vec<(LineKind, i64)> {
    let lines = draft.sums.lines.iter();
    lines.map(|line| (line.charge.kind, line.net)).collect()
}

fn totals(drafts: &[Draft]) -> Vec<i64> {
    drafts.iter().map(|draft| draft.total).collect()
}

#[test]
fn the_first_invoice_bears_setup_and_a_renewal_comes_ahead() {
    let mut house = house();
    house.zones = vec![zone("20", false)];
    let mut listed = price("month", "10.00");
    listed["setup"] = json!("5.00");
    house
        .catalogue
        .plans
        .insert(plan_id(1), plan("S", "hosting", json!([listed])));
    let mut one = subscription(1, "2026-01-31");
    one.addons = vec![held("2026-01-31")];
    let mut facts = [one];
    let outcome = on(&house, &mut facts, day("2026-01-31"));
    assert_eq!(
        nets(&outcome.drafts[0]),
        [
            (LineKind::Plan, 1000),
            (LineKind::Addon, 300),
            (LineKind::Setup, 500)
        ]
    );
    assert_eq!(outcome.drafts[0].total, 2160);
    assert_eq!(outcome.drafts[0].real.due_on, day("2026-01-31"));
    assert_eq!(outcome.next, Some(day("2026-02-14")));
    assert!(on(&house, &mut facts, day("2026-02-13")).drafts.is_empty());
    let outcome = on(&house, &mut facts, day("2026-02-14"));
    assert_eq!(totals(&outcome.drafts), [1560]);
    assert_eq!(outcome.drafts[0].real.due_on, day("2026-02-28"));
    assert_eq!(facts[0].begins_on, Some(day("2026-03-31")));
}

#[test]
fn a_fixed_day_with_a_late_order_pays_two_periods() {
    let mut house = house();
    let prices = json!([price("month", "31.00")]);
    house
        .catalogue
        .plans
        .insert(plan_id(1), plan("S", "hosting", prices));
    let mut customer = customer();
    customer.fixed = Some(FixedDay {
        day: 1,
        threshold: Some(20),
    });
    let mut facts = [subscription(1, "2026-01-25")];
    let today = Today::on(day("2026-01-25"));
    let outcome = step(&house, &customer, &mut facts, today);
    assert_eq!(
        nets(&outcome.drafts[0]),
        [(LineKind::Plan, 700), (LineKind::Plan, 3100)]
    );
    assert_eq!(facts[0].begins_on, Some(day("2026-03-01")));
}

#[test]
fn what_is_planned_alike_shares_an_invoice() {
    let house = house();
    let imported = |n: u8| {
        let mut one = subscription(n, "2025-03-15");
        one.begin.next_renewal_on = Some(day("2026-03-15"));
        one.begins_on = one.begin.next_renewal_on;
        one
    };
    let mut other_payer = imported(3);
    other_payer.payers = vec![BillingAccountId::make(0, [1; 10])];
    let mut on_request = imported(4);
    on_request.credit_first = Some(false);
    let mut dollars = imported(5);
    dollars.currency = "USD".parse().unwrap();
    dollars.own = Some(Money::new(900, dollars.currency));
    let mut facts = [imported(1), imported(2), other_payer, on_request, dollars];
    let outcome = on(&house, &mut facts, day("2026-03-01"));
    assert_eq!(totals(&outcome.drafts), [2000, 1000, 1000, 900]);
    let mut facts = [imported(1), subscription(2, "2026-03-01")];
    assert_eq!(on(&house, &mut facts, day("2026-03-01")).drafts.len(), 2);
    let mut alone = house;
    alone.policy.one_invoice_per = billing::policy::OneInvoicePer::Subscription;
    let mut facts = [imported(1), imported(2)];
    assert_eq!(on(&alone, &mut facts, day("2026-03-01")).drafts.len(), 2);
}

#[test]
fn own_prices_are_net_and_the_others_keep_theirs() {
    let mut house = house();
    house.zones = vec![zone("20", true)];
    let mut one = subscription(1, "2026-01-01");
    one.own = Some(eur("8.00"));
    one.addons = vec![held("2026-01-01")];
    let outcome = on(&house, &mut [one], day("2026-01-01"));
    assert_eq!(
        nets(&outcome.drafts[0]),
        [(LineKind::Plan, 800), (LineKind::Addon, 250)]
    );
    assert_eq!(outcome.drafts[0].total, 1260);
}

#[test]
fn an_addon_pays_its_own_days() {
    let house = house();
    let mut one = subscription(1, "2026-04-01");
    let mut addon = held("2026-04-11");
    addon.to = Some(day("2026-04-20"));
    one.addons = vec![addon];
    let outcome = on(&house, &mut [one], day("2026-04-01"));
    let lines = &outcome.drafts[0].sums.lines;
    assert_eq!(lines[1].net, 100);
    assert_eq!(lines[1].charge.period.unwrap().days(), 10);
    let text = serde_json::to_string(&lines[1].derivation).unwrap();
    assert!(text.contains(r#""days_left":10,"days":30},"exact":"100/1","rounded":"1.00""#));
}

#[test]
fn a_free_period_has_no_line() {
    let mut house = house();
    let prices = json!([price("month", "0.00")]);
    house
        .catalogue
        .plans
        .insert(plan_id(1), plan("S", "hosting", prices));
    let mut facts = [subscription(1, "2026-01-01")];
    let outcome = on(&house, &mut facts, day("2026-01-01"));
    assert!(outcome.drafts.is_empty());
    assert_eq!(outcome.moved[0].1.billed.len(), 1);
    assert_eq!(facts[0].begins_on, Some(day("2026-02-01")));
}

#[test]
fn coupons_cover_plan_and_addons_for_their_cycles() {
    let cases = [
        (
            json!({"percent": "33", "cycles": 1}),
            [vec![-330, -99], vec![]],
        ),
        (
            json!({"percent": "33", "addons": false, "cycles": 1}),
            [vec![-330], vec![]],
        ),
        (json!({"percent": "33", "plans": ["M"]}), [vec![], vec![]]),
        (
            json!({"amounts": [{"currency": "EUR", "amount": "11.00"}]}),
            [vec![-1000, -100], vec![-1000, -100]],
        ),
        (
            json!({"amounts": [{"currency": "EUR", "amount": "50.00"}], "cycles": 1}),
            [vec![-1000, -300], vec![]],
        ),
        (
            json!({"amounts": [{"currency": "USD", "amount": "1.00"}]}),
            [vec![], vec![]],
        ),
    ];
    for (terms, expected) in cases {
        let mut house = house();
        house
            .catalogue
            .coupons
            .insert("C".to_owned(), coupon(terms.clone()));
        let mut one = subscription(1, "2026-01-01");
        one.addons = vec![held("2026-01-01")];
        one.coupon = Some(used(0));
        let mut facts = [one];
        for (date, expected) in ["2026-01-01", "2026-01-18"].into_iter().zip(expected) {
            let outcome = on(&house, &mut facts, day(date));
            let lines = nets(&outcome.drafts[0]);
            let off = lines
                .into_iter()
                .filter(|(kind, _)| *kind == LineKind::Coupon);
            let off: Vec<i64> = off.map(|(_, net)| net).collect();
            assert_eq!(off, expected, "{terms} {date}");
        }
    }
}

#[test]
fn a_coupon_that_is_used_up_is_told() {
    let mut house = house();
    let terms = coupon(json!({"percent": "50", "max_uses": 3}));
    house.catalogue.coupons.insert("C".to_owned(), terms);
    let mut one = subscription(1, "2026-01-01");
    one.coupon = Some(used(0));
    one.coupon.as_mut().unwrap().uses = Some(billing::charge::Uses { all: 3, account: 0 });
    let outcome = on(&house, &mut [one], day("2026-01-01"));
    assert_eq!(totals(&outcome.drafts), [1000]);
    assert!(matches!(outcome.notices[..], [Notice::Coupon(..)]));
}

#[test]
fn one_account_redeems_a_coupon_so_often_whatever_the_days() {
    let waits = |n, began| {
        let mut one = subscription(n, began);
        one.coupon = Some(used(0));
        one.coupon.as_mut().unwrap().uses = Some(billing::charge::Uses::default());
        one
    };
    let mut house = house();
    let terms = coupon(json!({"percent": "50", "cycles": 1}));
    house.catalogue.coupons.insert("C".to_owned(), terms);
    // The second one begins first; on one day the first one comes first.
    for (began, first) in [("2026-01-03", 1), ("2026-01-05", 0)] {
        let mut late = [waits(1, "2026-01-05"), waits(2, began)];
        let mut daily = late.clone();
        let outcome = on(&house, &mut late, day("2026-01-09"));
        let refused: Vec<_> = outcome.notices.iter().collect();
        assert!(matches!(refused[..], [Notice::Coupon(..)]), "{refused:?}");
        for n in 3..=9 {
            on(&house, &mut daily, day(&format!("2026-01-0{n}")));
        }
        for facts in [late, daily] {
            let used = facts.map(|one| one.coupon.unwrap().cycles_used);
            assert_eq!((used[first], used[1 - first]), (1, 0), "{began}");
        }
    }
}

#[test]
fn what_does_not_renew_ends() {
    let house = house();
    let mut one = subscription(1, "2026-01-01");
    one.auto_renew = false;
    let mut cancelled = subscription(2, "2026-01-01");
    cancelled.status = Status::Cancelling;
    cancelled.ends_on = Some(day("2026-02-14"));
    let mut facts = [one, cancelled];
    let first = on(&house, &mut facts, day("2026-01-01"));
    assert_eq!(first.drafts.len(), 2);
    let outcome = on(&house, &mut facts, day("2026-01-18"));
    assert_eq!(totals(&outcome.drafts), [500]);
    assert_eq!(outcome.next, Some(day("2026-02-01")));
    on(&house, &mut facts, day("2026-02-01"));
    assert_eq!(facts[0].status, Status::Expired);
    assert_eq!(facts[0].ends_on, Some(day("2026-01-31")));
    let outcome = on(&house, &mut facts, day("2026-02-15"));
    assert_eq!(facts[1].status, Status::Cancelled);
    assert_eq!((outcome.drafts.len(), outcome.next), (0, None));
}

fn suspended(restored: Option<&str>) -> Subscription {
    let mut one = subscription(1, "2026-01-01");
    one.begins_on = Some(day("2026-02-01"));
    one.suspension = Some(Suspension {
        from: day("2026-01-11"),
        to: restored.map(day),
    });
    one
}

#[test]
fn a_suspension_for_non_payment_holds_invoices_back() {
    let house = house();
    let mut facts = [suspended(None)];
    let outcome = on(&house, &mut facts, day("2026-06-01"));
    assert_eq!((outcome.drafts.len(), outcome.next), (0, None));
    let mut facts = [suspended(Some("2026-03-20"))];
    let outcome = on(&house, &mut facts, day("2026-03-20"));
    let lines = outcome.drafts.iter().flat_map(|draft| &draft.sums.lines);
    let from: Vec<_> = lines.map(|line| line.charge.period.unwrap().from).collect();
    assert_eq!(from, [day("2026-03-01"), day("2026-04-01")]);
    let due = outcome.drafts.iter().map(|draft| draft.real.due_on);
    let due: Vec<_> = due.collect();
    assert_eq!(due, [day("2026-03-23"), day("2026-04-01")]);
}

#[test]
fn a_change_at_the_end_of_the_period_is_billed_ahead() {
    let house = house();
    let scheduled = |to| Scheduled {
        on: day("2026-02-01"),
        to,
        priced_on: day("2026-01-10"),
    };
    let mut plan = subscription(1, "2026-01-01");
    plan.scheduled = Some(scheduled(Target::Plan(plan_id(2))));
    let mut cycle = subscription(2, "2026-01-01");
    cycle.scheduled = Some(scheduled(Target::Cycle(Cycle::Year, 1)));
    let mut facts = [plan, cycle];
    on(&house, &mut facts, day("2026-01-01"));
    let outcome = on(&house, &mut facts, day("2026-01-18"));
    assert_eq!(totals(&outcome.drafts), [12000]);
    assert_eq!(facts[0].plan, plan_id(1));
    on(&house, &mut facts, day("2026-02-01"));
    assert_eq!(facts[0].plan, plan_id(2));
    assert_eq!(facts[1].begins_on, Some(day("2027-02-01")));
    assert_eq!(facts[1].begin.cycle, (Cycle::Year, 1));
}

#[test]
fn a_new_price_needs_its_notice() {
    let mut house = house();
    let mut later = price("month", "12.00");
    later["valid_from"] = json!("2026-04-01");
    later["existing"] = json!("from_renewal");
    let prices = json!([price("month", "10.00"), later]);
    house
        .catalogue
        .plans
        .insert(plan_id(1), plan("S", "hosting", prices));
    let mut one = subscription(1, "2026-01-01");
    one.begins_on = Some(day("2026-04-01"));
    let mut facts = [one.clone()];
    let early = on(&house, &mut facts, day("2026-03-01"));
    assert_eq!(
        (early.notices.len(), early.next),
        (0, Some(day("2026-03-02")))
    );
    let told = on(&house, &mut facts, day("2026-03-02"));
    assert!(matches!(told.notices[..], [Notice::Price(..)]));
    one.begins_on = Some(day("2026-05-01"));
    let total = |sent_on: &str| {
        let mut one = one.clone();
        one.announced = vec![Announced {
            addon: None,
            valid_from: day("2026-04-01"),
            sent_on: day(sent_on),
        }];
        totals(&on(&house, &mut [one], day("2026-04-17")).drafts)
    };
    assert_eq!(total("2026-03-18"), [1200]);
    assert_eq!(total("2026-03-19"), [1000]);
}

#[test]
fn a_poisoned_subscription_is_parked_and_the_others_go_on() {
    let house = house();
    let mut unknown = subscription(1, "2026-01-01");
    unknown.plan = plan_id(9);
    let mut huge = subscription(2, "2026-01-01");
    huge.own = Some(Money::new(i64::MAX, Currency::EUR));
    huge.addons = vec![held("2026-01-01")];
    let mut late = subscription(3, "2023-01-01");
    late.begins_on = Some(day("2023-01-01"));
    let mut facts = [unknown, huge, late, subscription(4, "2026-01-01")];
    let outcome = on(&house, &mut facts, day("2026-01-01"));
    assert_eq!(totals(&outcome.drafts), [1000]);
    let parked: Vec<_> = outcome.parked.iter().map(|it| &it.subscription).collect();
    assert_eq!(parked, [&facts[0].id, &facts[1].id, &facts[2].id]);
    let expected = Poison {
        subscription: facts[0].id.clone(),
        cause: Cause::Plan(plan_id(9)),
    };
    assert_eq!(outcome.parked[0], expected);
    assert_eq!(outcome.parked[2].cause, Cause::Periods(24));
    assert!(facts[0].addons.iter().all(|it| it.id != addon_id(9)));
}

#[test]
fn the_preview_is_what_the_run_makes() {
    let house = house();
    let mut one = subscription(1, "2026-01-15");
    one.scheduled = Some(Scheduled {
        on: day("2026-02-15"),
        to: Target::Plan(plan_id(2)),
        priced_on: day("2026-01-15"),
    });
    let facts = [one, subscription(2, "2026-01-20")];
    let customer = customer();
    let preview = next_invoice(
        Account {
            house: &house,
            customer: &customer,
            subscriptions: &facts[..1],
            usage: &[],
        },
        day("2026-01-16"),
    );
    assert_eq!(totals(&preview), [1000]);
}
