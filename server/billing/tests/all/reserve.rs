//! Bounds of what is told of cards and of credit.

use billing::todo::{AHEAD, Facts, todos};
use model::billing_account::BillingAccountStatus;
use model::money::Money;
use model::time::Date;
use model::todo::Matter;

use crate::todo::{day, euro, paying, rules};

/// What is said of one billing account: its state and the day.
fn said(
    status: BillingAccountStatus,
    last_good: Option<i32>,
) -> Option<(BillingAccountStatus, Option<Date>)> {
    let facts = Facts {
        payers: vec![paying(1, status, last_good)],
        ..Facts::default()
    };
    let all = todos(&facts, day(0));
    let todo = all.first()?;
    let Matter::Payer(payer) = &todo.matter else {
        return None;
    };
    Some((payer.status, todo.until))
}

#[test]
fn a_card_is_told_of_before_it_ends_and_called_what_it_is() {
    use BillingAccountStatus::{Active, Expired, Expiring, Failing, Removed};
    assert_eq!(
        said(Active, Some(AHEAD)),
        Some((Expiring, Some(day(AHEAD))))
    );
    assert_eq!(said(Active, Some(AHEAD + 1)), None);
    assert_eq!(said(Active, Some(0)), Some((Expiring, Some(day(0)))));
    assert_eq!(said(Active, Some(-1)), Some((Expired, None)));
    assert_eq!(said(Failing, Some(AHEAD)), Some((Failing, None)));
    assert_eq!(said(Removed, None), None);
}

#[test]
fn credit_is_low_below_what_was_set_in_its_own_currency() {
    let low = |credit: Vec<Money>| {
        let facts = Facts {
            credit,
            credit_seen: true,
            least: vec![euro(100)],
            ..Facts::default()
        };
        rules(&facts).len()
    };
    let dollars = Money::new(5_000, "USD".parse().unwrap());
    assert_eq!(low(vec![euro(100)]), 0);
    assert_eq!(low(vec![euro(99)]), 1);
    assert_eq!(low(vec![dollars]), 1);
    assert_eq!(low(vec![dollars, euro(100)]), 0);
}
