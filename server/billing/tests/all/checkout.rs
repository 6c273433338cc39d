use std::collections::BTreeMap;

use billing::checkout::{Item, Left, Plan, plan};
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
        payer: by.map(payer),
    }
}

fn of(items: &[Item], credit: i64, minimum: i64) -> Plan {
    let credit = BTreeMap::from([(Currency::EUR, credit)]);
    plan(items, &credit, |_, _| minimum)
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

proptest! {
    /// Each invoice is paid once and wholly, or it is said what is left of it and why; no more
    /// credit is used than there is; nothing is captured that a method does not take.
    #[test]
    fn a_plan_adds_up(
        items in any_items(), euros in 0..9_000_i64, dollars in 0..9_000_i64, least in 0..200_i64,
    ) {
        let dollar: Currency = "USD".parse().unwrap();
        let credit = BTreeMap::from([(Currency::EUR, euros), (dollar, dollars)]);
        let plan = plan(&items, &credit, |_, _| least);
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
                prop_assert_eq!(&order.payer, &item.payer);
                prop_assert!(part.from_credit == 0 || item.credit);
                prop_assert!(part.from_credit >= 0 && part.captured >= 0);
            }
        }
        for (currency, all) in credit {
            let mine = plan.orders.iter().filter(|order| order.currency == currency);
            prop_assert!(mine.map(billing::checkout::Order::credit).sum::<i64>() <= all);
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
