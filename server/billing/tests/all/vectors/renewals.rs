use billing::period::{Begin, Grid};
use model::subscription::Cycle;
use model::time::Date;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    started_on: Date,
    period: Cycle,
    renewals: Vec<Date>,
}

#[test]
fn renewals() {
    let text = include_str!("../../vectors/renewals.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for case in cases {
        let begin = Begin {
            started_on: case.started_on,
            next_renewal_on: None,
            anchor_day: None,
            cycle: (case.period, 1),
        };
        let grid = Grid::new(&begin, None);
        let renewals: Vec<Date> = (1..)
            .map(|n| grid.begin(n))
            .take(case.renewals.len())
            .collect();
        assert_eq!(renewals, case.renewals, "{}", case.started_on);
        // Taken over at any renewal, it goes on as it would have done.
        for (n, next) in renewals.iter().enumerate() {
            let taken = Begin {
                next_renewal_on: Some(*next),
                ..begin
            };
            let later: Vec<Date> = (0..)
                .map(|n| Grid::new(&taken, None).begin(n))
                .take(renewals.len() - n)
                .collect();
            assert_eq!(later, renewals[n..]);
        }
    }
}
