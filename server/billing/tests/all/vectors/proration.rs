use billing::catalogue::ChangeFee;
use billing::change::{Facts, Wish, change};
use billing::charge::Sums;
use model::currency::Currency;
use model::explain::{Plain, Rule};
use model::invoice::LineKind;
use model::subscription::Cycle;
use model::time::Date;
use serde::Deserialize;

use super::changes::{line, shop};
use crate::house::{customer, eur, plan_id, subscription};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    old: String,
    new: String,
    period: (Date, Date),
    on: Date,
    fee: String,
    days_left: u32,
    days: u32,
    credit: String,
    charge: String,
    due: String,
}

impl Case {
    fn sums(&self) -> Sums {
        let mut house = shop(&self.old, &self.new);
        let terms = &mut house.catalogue.plans.get_mut(&plan_id(1)).unwrap().terms;
        terms.change_fees = vec![ChangeFee {
            currency: Currency::EUR,
            upgrade: Some(Plain(self.fee.parse().unwrap())),
            downgrade: None,
        }];
        let mut one = subscription(1, &self.period.0.to_string());
        if self.days > 31 {
            one.begin.cycle = (Cycle::Year, 1);
        }
        one.begins_on = Some(self.period.1);
        let facts = Facts {
            house: &house,
            customer: &customer(),
            subscription: &one,
            invoiced: &[line(1, self.period, eur(&self.old).minor, "0")],
            overdue: None,
            change: "change",
            today: (self.on, self.on),
        };
        let made = change(facts, &Wish::Plan(plan_id(2))).unwrap();
        made.document.unwrap().sums
    }
}

#[test]
fn proration() {
    let text = include_str!("../../vectors/proration.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for case in cases {
        let sums = case.sums();
        let of = |kind| -> i64 {
            let lines = sums.lines.iter().filter(|line| line.charge.kind == kind);
            lines.map(|line| line.net).sum()
        };
        let expected = [&case.credit, &case.charge, &case.fee, &case.due];
        let found = [
            -of(LineKind::ProrationCredit),
            of(LineKind::ProrationCharge),
            of(LineKind::Fee),
            sums.net,
        ];
        assert_eq!(found, expected.map(|text| eur(text).minor), "{}", case.case);
        let days = sums
            .lines
            .iter()
            .find_map(|line| match line.derivation.rule {
                Rule::Proration {
                    days_left, days, ..
                } => Some((days_left, days)),
                _ => None,
            });
        assert_eq!(days, Some((case.days_left, case.days)), "{}", case.case);
    }
}
