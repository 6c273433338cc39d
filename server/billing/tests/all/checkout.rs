use std::collections::BTreeMap;

use billing::checkout::{Bounds, Item, Left, Plan, plan};
use model::currency::Currency;
use model::id::{BillingAccountId, InvoiceId};
use model::money::Money;
use proptest::prelude::*;

use crate::house::day;

fn payer(n: u8) -> BillingAccountId {
    BillingAccountId::make(0, [n; 10])
}

fn invoice(n: u8) -> InvoiceId {
    InvoiceId::make(0, [n; 10])
}

/// An invoice that is due `n` days after the first of November.
fn item(n: u8, minor: i64, by: Option<u8>) -> Item {
    Item {
        invoice: invoice(n),
        number: format!("INV-{n:03}"),
        due_on: day("2026-11-01").plus_days(n.into()),
        open: Money::new(minor, Currency::EUR),
        credit: true,
        payers: by.map(payer).into_iter().collect(),
    }
}

fn of(items: &[Item], credit: i64, minimum: i64) -> Plan {
    let credit = BTreeMap::from([(Currency::EUR, credit)]);
    plan(items, &credit, |_, _| takes(minimum))
}

fn takes(least: i64) -> Bounds {
    Bounds { least, most: None }
}

fn parts(plan: &Plan) -> Vec<Vec<(InvoiceId, i64, i64)>> {
    let part = |it: &billing::checkout::Part| (it.invoice.clone(), it.from_credit, it.captured);
    let orders = plan.orders.iter();
    orders
        .map(|order| order.parts.iter().map(part).collect())
        .collect()
}

#[test]
fn credit_goes_to_the_oldest_and_each_payer_is_asked_once() {
    // The picture of the page *Pay all*.
    let items = [
        item(14, 2_368, Some(1)),
        item(3, 1_097, Some(1)),
        item(1, 1_071, None),
        item(5, 6_545, Some(1)),
        item(12, 3_511, Some(2)),
    ];
    let plan = of(&items, 4_420, 50);
    let expected = vec![
        vec![(invoice(1), 1_071, 0)],
        vec![
            (invoice(3), 1_097, 0),
            (invoice(5), 2_252, 4_293),
            (invoice(14), 0, 2_368),
        ],
        vec![(invoice(12), 0, 3_511)],
    ];
    assert_eq!(parts(&plan), expected);
    assert!(plan.left.is_empty());
    let (one, two) = (payer(1), payer(2));
    let shown = format!("EUR - 1071 0, EUR {one} 3349 6661, EUR {two} 0 3511");
    assert_eq!(plan.shown(), shown);
}

#[test]
fn by_hand_credit_pays_what_it_can_and_the_rest_stays() {
    let plan = of(&[item(1, 1_000, None)], 400, 50);
    assert_eq!(parts(&plan), [vec![(invoice(1), 400, 0)]]);
    assert_eq!(plan.left, [(invoice(1), 600, Left::ByHand)]);
}

#[test]
fn a_small_rest_is_not_stranded() {
    // Credit 14.90 on an invoice of 15.00 with a method minimum of 0.50: 14.50 and 0.50.
    let plan = of(&[item(1, 1_500, Some(1))], 1_490, 50);
    assert_eq!(parts(&plan), [vec![(invoice(1), 1_450, 50)]]);
    // So much less credit is used from the last allocation back.
    let two = [item(1, 30, Some(1)), item(2, 30, Some(1))];
    let plan = of(&two, 55, 50);
    assert_eq!(
        parts(&plan),
        [vec![(invoice(1), 10, 20), (invoice(2), 0, 30)]]
    );
    // What is below the minimum as a whole waits for the payer's next order.
    let plan = of(&[item(1, 40, Some(1))], 10, 50);
    assert_eq!(parts(&plan), Vec::<Vec<_>>::new());
    assert_eq!(plan.left, [(invoice(1), 40, Left::Small)]);
}

#[test]
fn currencies_are_never_netted() {
    let mut other = item(2, 900, Some(1));
    other.open.currency = "USD".parse().unwrap();
    let plan = of(&[item(1, 1_000, Some(1)), other], 1_500, 50);
    assert_eq!(
        parts(&plan),
        [vec![(invoice(1), 1_000, 0)], vec![(invoice(2), 0, 900)]]
    );
}

#[test]
fn of_two_that_are_due_together_the_lower_number_comes_first() {
    let mut first = item(2, 1_000, Some(1));
    first.due_on = day("2026-11-09");
    let mut second = item(1, 1_000, Some(1));
    second.due_on = first.due_on;
    let plan = of(&[first, second], 1_200, 0);
    assert_eq!(
        parts(&plan),
        [vec![(invoice(1), 1_000, 0), (invoice(2), 200, 800)]]
    );
}

#[test]
fn credit_that_a_small_rest_frees_goes_to_the_next() {
    // The first order cannot be collected: its credit pays the second.
    let items = [
        item(1, 40, Some(1)),
        item(2, 900, Some(2)),
        item(3, 70, None),
    ];
    let plan = of(&items, 30, 50);
    assert_eq!(parts(&plan), [vec![(invoice(2), 30, 870)]]);
    assert_eq!(
        plan.left,
        [
            (invoice(1), 40, Left::Small),
            (invoice(3), 70, Left::ByHand)
        ]
    );
    // 14.50 and 0.50 as before, and the 0.40 are taken off what is paid by hand.
    let plan = of(&[item(1, 1_500, Some(1)), item(2, 70, None)], 1_490, 50);
    assert_eq!(
        parts(&plan),
        [vec![(invoice(1), 1_450, 50)], vec![(invoice(2), 40, 0)]]
    );
    // What is freed later pays what was too small before.
    let mut first = item(1, 40, Some(1));
    let items = [first.clone(), item(2, 60, Some(2))];
    assert_eq!(of(&items, 55, 50).left, []);
    first.credit = false;
    let plan = of(&[first, item(2, 60, Some(2))], 55, 50);
    assert_eq!(parts(&plan), [vec![(invoice(2), 10, 50)]]);
}

/// At most so much of the first billing account this month.
fn capped(items: &[Item], credit: i64, most: i64) -> Plan {
    let credit = BTreeMap::from([(Currency::EUR, credit)]);
    plan(items, &credit, |id, _| Bounds {
        least: 50,
        most: (*id == payer(1)).then_some(most),
    })
}

#[test]
fn an_order_beyond_a_cap_goes_to_the_next_payer_whole() {
    let mut items = [item(1, 600, Some(1)), item(2, 500, Some(1))];
    // Each invoice by itself would fit.
    items[0].payers.push(payer(2));
    let plan = capped(&items, 0, 1_000);
    assert_eq!(parts(&plan), [vec![(invoice(1), 0, 600)]]);
    assert_eq!(plan.orders[0].payer, Some(payer(2)));
    assert_eq!(plan.left, [(invoice(2), 500, Left::ByHand)]);
    // What counts is what is captured, after credit.
    let plan = capped(&items, 100, 1_000);
    assert_eq!(
        parts(&plan),
        [vec![(invoice(1), 100, 500), (invoice(2), 0, 500)]]
    );
    assert_eq!(plan.orders[0].payer, Some(payer(1)));
}

prop_compose! {
    fn any_items()(
        rows in proptest::collection::vec(
            (1..5_000_i64, proptest::option::of(0..3_u8), any::<bool>(), any::<bool>()), 0..12,
        ),
    ) -> Vec<Item> {
        let numbered = (1_u8..).zip(rows);
        let item = |(n, (minor, by, credit, euro)): (u8, (i64, Option<u8>, bool, bool))| {
            let mut item = item(n, minor, by);
            item.credit = credit;
            if !euro {
                item.open.currency = "USD".parse().unwrap();
            }
            item
        };
        numbered.map(item).collect()
    }
}

/// Credit that is left is wanted by nobody, except where a capture would be too small then.
fn unwanted(
    plan: &Plan,
    items: &[Item],
    (currency, unused, least): (Currency, i64, i64),
) -> Result<(), TestCaseError> {
    let wants = |it: &InvoiceId| items.iter().any(|item| item.invoice == *it && item.credit);
    for order in plan.orders.iter().filter(|it| it.currency == currency) {
        let parts = order.parts.iter().filter(|it| wants(&it.invoice));
        let wanted: i64 = parts.map(|it| it.captured).sum();
        prop_assert!(wanted == 0 || order.captured() == least && unused.min(wanted) < least);
    }
    let left = plan.left.iter().filter(|(invoice, _, _)| {
        let mut own = items.iter();
        own.any(|it| it.invoice == *invoice && it.open.currency == currency && it.credit)
    });
    for (_, _, why) in left {
        prop_assert_eq!(*why, Left::Small);
    }
    Ok(())
}

proptest! {
    /// A cap is never passed, and whoever is passed over has nothing of that order.
    #[test]
    fn no_order_passes_a_cap(
        mut items in any_items(), credit in 0..3_000_i64, most in 0..6_000_i64,
    ) {
        for item in &mut items {
            item.payers.push(payer(9));
        }
        let plan = capped(&items, credit, most);
        for order in &plan.orders {
            prop_assert!(order.payer != Some(payer(1)) || order.captured() <= most);
        }
    }

    /// Each invoice is paid once and wholly, or it is said what is left of it and why; no more
    /// credit is used than there is; nothing is captured that a method does not take.
    #[test]
    fn a_plan_adds_up(
        items in any_items(), euros in 0..9_000_i64, dollars in 0..9_000_i64, least in 0..200_i64,
    ) {
        let dollar: Currency = "USD".parse().unwrap();
        let credit = BTreeMap::from([(Currency::EUR, euros), (dollar, dollars)]);
        let plan = plan(&items, &credit, |_, _| takes(least));
        for item in &items {
            let orders = plan.orders.iter();
            let found = orders.flat_map(|order| order.parts.iter().map(move |it| (order, it)));
            let mine: Vec<_> = found.filter(|(_, it)| it.invoice == item.invoice).collect();
            prop_assert!(mine.len() <= 1);
            let paid: i64 = mine.iter().map(|(_, it)| it.from_credit + it.captured).sum();
            let left = plan.left.iter().filter(|(invoice, ..)| *invoice == item.invoice);
            let left: i64 = left.map(|(_, minor, _)| minor).sum();
            prop_assert_eq!(paid + left, item.open.minor);
            for (order, part) in mine {
                prop_assert_eq!(order.currency, item.open.currency);
                prop_assert_eq!(order.payer.as_ref(), item.payers.first());
                prop_assert!(part.from_credit == 0 || item.credit);
                prop_assert!(part.from_credit >= 0 && part.captured >= 0);
            }
        }
        for (currency, all) in credit {
            let mine = plan.orders.iter().filter(|order| order.currency == currency);
            let used: i64 = mine.map(billing::checkout::Order::credit).sum();
            prop_assert!(used <= all);
            if used < all {
                unwanted(&plan, &items, (currency, all - used, least))?;
            }
        }
        for order in &plan.orders {
            let captured = order.captured();
            prop_assert!(captured == 0 || captured >= least && order.payer.is_some());
            let same = |it: &&billing::checkout::Order|
                (&it.payer, it.currency) == (&order.payer, order.currency);
            prop_assert_eq!(plan.orders.iter().filter(same).count(), 1);
        }
    }
}
