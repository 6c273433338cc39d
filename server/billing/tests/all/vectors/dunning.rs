use billing::dunning::termination_credit;
use billing::policy::{OnTermination, Policy};
use model::currency::Currency;
use model::time::Date;
use serde::Deserialize;

use super::changes::line;
use crate::house::eur;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    period: (Date, Date),
    net: String,
    due_on: Date,
    suspended_on: Date,
    on_termination: OnTermination,
    days_left: i32,
    days: i32,
    credit_note: String,
    stays_due: String,
}

#[test]
fn dunning() {
    let text = include_str!("../../vectors/dunning.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for case in cases {
        let policy = Policy {
            on_termination: case.on_termination,
            ..Policy::default()
        };
        let net = eur(&case.net).minor;
        let lines = [line(1, case.period, net, "0")];
        assert_eq!(case.due_on, case.period.0);
        let credits =
            termination_credit(&policy, Currency::EUR, &lines, case.suspended_on).unwrap();
        let credit: i64 = credits.iter().map(|(_, worth)| worth.amount.minor).sum();
        let expected = [&case.credit_note, &case.stays_due].map(|text| eur(text).minor);
        assert_eq!([credit, net - credit], expected, "{}", case.case);
        assert_eq!(case.period.1.since(case.suspended_on), case.days_left);
        assert_eq!(case.period.1.since(case.period.0), case.days);
    }
}
