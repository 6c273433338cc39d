use billing::charge::{CouponTerms, Refusal, Uses};
use serde_json::json;

use crate::house::day;

fn terms(name: Option<&str>) -> CouponTerms {
    serde_json::from_value(json!({
        "code": "SPRING", "name": name, "percent": "10", "max_uses": 3,
        "valid_from": "2026-03-01", "valid_to": "2026-05-31",
    }))
    .unwrap()
}

fn uses(all: u32, account: u32) -> Uses {
    Uses { all, account }
}

#[test]
fn it_is_good_from_its_first_to_its_last_day() {
    let terms = terms(None);
    for good in ["2026-03-01", "2026-05-31"] {
        assert_eq!(terms.redeem(day(good), uses(0, 0)), Ok(()), "{good}");
    }
    for bad in ["2026-02-28", "2026-06-01"] {
        assert_eq!(
            terms.redeem(day(bad), uses(0, 0)),
            Err(Refusal::Day),
            "{bad}"
        );
    }
}

#[test]
fn it_is_good_so_often_in_all_and_once_for_each() {
    let (terms, on) = (terms(None), day("2026-04-01"));
    assert_eq!(terms.redeem(on, uses(2, 0)), Ok(()));
    assert_eq!(terms.redeem(on, uses(3, 0)), Err(Refusal::UsedUp));
    assert_eq!(terms.redeem(on, uses(1, 1)), Err(Refusal::Account));
}

#[test]
fn lines_bear_its_name_or_its_code() {
    assert_eq!(terms(Some("Spring offer")).title(), "Spring offer");
    assert_eq!(terms(None).title(), "SPRING");
}

#[test]
fn terms_are_checked() {
    let cases = [
        (json!({"percent": "0"}), "percent"),
        (json!({"percent": "100.01"}), "percent"),
        (json!({"percent": null}), "percent"),
        (
            json!({"amounts": [{"currency": "EUR", "amount": "1.00"}]}),
            "amounts",
        ),
        (json!({"cycles": 0}), "cycles"),
        (json!({"max_uses": 0}), "max_uses"),
        (json!({"per_account": 0}), "per_account"),
        (json!({"valid_to": "2026-02-28"}), "valid_to"),
        (json!({"code": ""}), "code"),
        (json!({"code": "TEN OFF"}), "code"),
        (
            json!({"percent": null, "amounts": [{"currency": "EUR", "amount": "1.001"}]}),
            "amounts[0].amount",
        ),
        (
            json!({"percent": null, "amounts": [{"currency": "EUR", "amount": "1.00"},
                {"currency": "EUR", "amount": "2.00"}]}),
            "amounts[1].currency",
        ),
    ];
    assert_eq!(terms(None).check(), []);
    for (other, field) in cases {
        let mut fields = serde_json::to_value(terms(None)).unwrap();
        let own = other.as_object().unwrap().clone();
        fields.as_object_mut().unwrap().extend(own);
        let terms: CouponTerms = serde_json::from_value(fields).unwrap();
        let flaws = terms.check();
        let flaws: Vec<&str> = flaws.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(flaws, [field], "{other}");
    }
}
