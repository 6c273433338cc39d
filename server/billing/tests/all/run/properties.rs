use std::collections::BTreeSet;

use billing::charge::{Charge, Scheduled, Subscription, Target, Uses};
use billing::draft::Draft;
use billing::run::{Today, next_invoice};
use billing::tax;
use billing::zone::PriceHolds;
use model::invoice::LineKind;
use model::subscription::{Cycle, Status};
use model::time::{Date, Period};
use proptest::prelude::*;
use serde_json::json;

use super::step::{on, step};
use crate::house::{coupon, customer, day, held, house, plan_id, subscription, used, zone};

const BEGIN: &str = "2026-01-01";

fn after(days: i32) -> Date {
    day(BEGIN).plus_days(days)
}

prop_compose! {
    fn any_subscription()(
        n in 1..4_u8, began in 0..60_i32, year in any::<bool>(),
        addon in proptest::option::of(0..200),
        covered in any::<bool>(), waits in any::<bool>(), lasts in proptest::option::of(1..400_i32),
        auto_renew in any::<bool>(),
        change in proptest::option::of((any::<bool>(), 1..6_i32)),
    ) -> Subscription {
        let mut one = subscription(n, &after(began).to_string());
        if year {
            one.begin.cycle = (Cycle::Year, 1);
        }
        if let Some(days) = addon {
            one.addons = vec![held(&after(days).to_string())];
        }
        one.coupon = covered.then(|| used(0));
        if let Some(coupon) = one.coupon.as_mut().filter(|_| waits) {
            coupon.uses = Some(Uses::default());
        }
        one.auto_renew = auto_renew;
        if let Some(days) = lasts {
            one.ends_on = Some(after(began + days));
            one.status = Status::Cancelling;
        }
        if let Some((plan, periods)) = change {
            let to = if plan { Target::Plan(plan_id(2)) } else { Target::Cycle(Cycle::Year, 1) };
            let on = one.grid(&customer()).begin(periods);
            one.scheduled = Some(Scheduled { on, to, priced_on: one.priced_on });
        }
        one
    }
}

/// Distinct subscriptions of one account.
fn any_account() -> impl Strategy<Value = Vec<Subscription>> {
    proptest::collection::vec(any_subscription(), 1..4).prop_map(|mut all| {
        let mut known = BTreeSet::new();
        all.retain(|one| known.insert(one.id.clone()));
        all
    })
}

fn terms() -> billing::charge::House {
    let mut house = house();
    let terms = coupon(json!({"percent": "15", "cycles": 2}));
    house.catalogue.coupons.insert("C".to_owned(), terms);
    house
}

/// All that is made up to a day, in steps of so many days.
fn run(
    house: &billing::charge::House,
    facts: &mut [Subscription],
    until: i32,
    steps: &[i32],
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut done = 0;
    for step in steps.iter().chain([&until]) {
        done = (done + step).min(until);
        drafts.extend(on(house, facts, after(done)).drafts);
    }
    drafts.sort_by_key(|draft| draft.planned);
    drafts
}

/// What does not depend on the day on which it was really made.
fn content(drafts: &[Draft]) -> Vec<(billing::period::Planned, &billing::charge::Sums)> {
    drafts.iter().map(|it| (it.planned, &it.sums)).collect()
}

fn plan_periods(drafts: &[Draft], one: &Subscription) -> Vec<Period> {
    let lines = drafts.iter().flat_map(|draft| &draft.sums.lines);
    let own = lines.filter(|line| line.charge.subscription.as_ref() == Some(&one.id));
    let plans = own.filter(|line| line.charge.kind == LineKind::Plan);
    plans.filter_map(|line| line.charge.period).collect()
}

type Key = (String, String, String, Date, u32);

fn key(charge: &Charge) -> Key {
    let subscription = charge.subscription.clone().map(String::from);
    (
        subscription.unwrap_or_default(),
        format!("{:?}", charge.kind),
        charge.item.clone(),
        charge.period.unwrap().from,
        charge.revision,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Invariant I10 where there is no store: however the days are cut, the same comes out.
    #[test]
    fn days_can_be_cut_anywhere(
        facts in any_account(), until in 0..500_i32,
        steps in proptest::collection::vec(0..40_i32, 0..14),
    ) {
        let house = terms();
        let (mut once, mut cut, mut daily) = (facts.clone(), facts.clone(), facts);
        let whole = run(&house, &mut once, until, &[]);
        let parts = run(&house, &mut cut, until, &steps);
        let days = vec![1; usize::try_from(until).unwrap()];
        let each = run(&house, &mut daily, until, &days);
        prop_assert_eq!(content(&whole), content(&parts));
        prop_assert_eq!(content(&whole), content(&each));
        prop_assert_eq!(&once, &cut);
        prop_assert_eq!(&once, &daily);
        let again = on(&house, &mut once, after(until));
        prop_assert!(again.drafts.is_empty() && again.moved.is_empty());
    }

    /// The next day with work is not late: nothing happens before it.
    #[test]
    fn nothing_happens_before_the_next_day(facts in any_account(), until in 0..500_i32) {
        let house = terms();
        let mut facts = facts;
        let next = on(&house, &mut facts, after(until)).next;
        let before = next.map_or(after(until + 400), |next| next.plus_days(-1));
        let quiet = on(&house, &mut facts, before);
        prop_assert!(quiet.drafts.is_empty() && quiet.moved.is_empty(), "{:?}", quiet);
        if let Some(next) = next {
            let busy = on(&house, &mut facts, next);
            prop_assert!(!busy.moved.is_empty());
        }
    }

    /// Invariant I9.
    #[test]
    fn plan_lines_partition_time(facts in any_account(), until in 0..500_i32) {
        let house = terms();
        let mut then = facts.clone();
        let drafts = run(&house, &mut then, until, &[]);
        for one in &facts {
            let periods = plan_periods(&drafts, one);
            let mut at = one.begin.started_on;
            for period in periods {
                prop_assert_eq!(period.from, at);
                prop_assert!(period.days() > 0);
                at = period.to;
            }
            if let Some(last) = one.ends_on {
                prop_assert!(at <= last.plus_days(1));
            }
        }
        let lines = drafts.iter().flat_map(|draft| &draft.sums.lines);
        let keys: Vec<Key> = lines.map(|line| key(&line.charge)).collect();
        let distinct: BTreeSet<&Key> = keys.iter().collect();
        prop_assert_eq!(distinct.len(), keys.len());
    }

    /// Invariant I8.
    #[test]
    fn documents_add_up(
        facts in any_account(), rate in 0..30_u32, inclusive in any::<bool>(),
        exempt in any::<bool>(),
    ) {
        let mut house = terms();
        house.zones = vec![zone(&rate.to_string(), inclusive)];
        let mut buyer = customer();
        buyer.exempt = exempt;
        let mut facts = facts;
        let outcome = step(&house, &buyer, &mut facts, Today::on(after(120)));
        for draft in &outcome.drafts {
            let sums = &draft.sums;
            let net: i64 = sums.lines.iter().map(|line| line.net).sum();
            let tax: i64 = sums.groups.iter().map(|group| group.tax).sum();
            prop_assert_eq!((sums.net, sums.tax, draft.total), (net, tax, net + tax));
            prop_assert_eq!(sums.groups.iter().map(|group| group.net).sum::<i64>(), net);
            let holds = sums.lines.iter().all(|line| line.charge.tax.price == PriceHolds::Tax);
            if holds {
                let gross = sums.lines.iter().map(|line| line.charge.worth.amount.minor);
                prop_assert_eq!(draft.total, gross.sum::<i64>());
            } else {
                let lines: Vec<tax::Line> = sums.lines.iter().map(|line| tax::Line {
                    amount: line.net,
                    rate: line.charge.tax.rate,
                    category: line.charge.tax.category,
                }).collect();
                prop_assert_eq!(&tax::groups(&lines).unwrap(), &sums.groups);
            }
        }
    }

    /// The preview of the next invoice is what the run then makes.
    #[test]
    fn a_preview_comes_true(facts in any_account(), from in 0..200_i32) {
        let house = terms();
        let buyer = customer();
        let mut facts = facts;
        on(&house, &mut facts, after(from));
        let account = billing::run::Account {
            house: &house, customer: &buyer, subscriptions: &facts.clone(), usage: &[],
        };
        let preview = next_invoice(account, after(from));
        let mut at = after(from);
        let mut made = Vec::new();
        while made.is_empty() && at < after(from + 800) {
            at = at.plus_days(1);
            made = on(&house, &mut facts, at).drafts;
        }
        prop_assert_eq!(preview, made);
    }
}
