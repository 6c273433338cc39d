use billing::policy::{Policy, TimeOfDay};

#[test]
fn what_is_absent_is_the_default_of_the_specification() {
    let policy: Policy = serde_json::from_str("{}").unwrap();
    assert_eq!(policy, Policy::default());
    let written = serde_json::to_value(&policy).unwrap();
    assert_eq!(written["charge_at"], "09:00");
    assert_eq!(
        written["reminder_days"],
        serde_json::json!([-7, -1, 1, 5, 10])
    );
    assert_eq!(written["on_termination"], "credit_from_suspension");
    assert_eq!(written["capture_brake"][0]["amount"], "500.00");
    assert_eq!(written["late_fee"], serde_json::Value::Null);
    assert_eq!(serde_json::from_value::<Policy>(written).unwrap(), policy);
    assert!(policy.check().is_empty());
}

#[test]
fn what_does_not_fit_is_refused() {
    for text in [
        r#"{"invoice_lead_day":14}"#,
        r#"{"invoice_lead_days":-1}"#,
        r#"{"charge_at":"9:00"}"#,
        r#"{"charge_at":"24:00"}"#,
        r#"{"charge_at":"+9:00"}"#,
        r#"{"cancel_now":"all"}"#,
        r#"{"holidays":["2026-02-30"]}"#,
        r#"{"late_fee":{"yearly_rate":"9","monthly":true}}"#,
    ] {
        assert!(serde_json::from_str::<Policy>(text).is_err(), "{text}");
    }
}

#[test]
fn flaws_name_their_field() {
    let policy: Policy = serde_json::from_str(
        r#"{"top_up_min":[{"currency":"JPY","amount":"0.5"}],"terminate_day":5,
            "late_fee":{"yearly_rate":"-1","minimum":[{"currency":"EUR","amount":"-1"}]}}"#,
    )
    .unwrap();
    let fields: Vec<String> = policy.check().into_iter().map(|flaw| flaw.0).collect();
    let expected = [
        "top_up_min[0].amount",
        "late_fee.minimum[0].amount",
        "late_fee.yearly_rate",
        "terminate_day",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn a_time_of_day_is_minutes_since_midnight() {
    let minutes = |text: &str| TimeOfDay::try_from(text.to_owned()).map(TimeOfDay::minutes);
    assert_eq!(minutes("00:00"), Ok(0));
    assert_eq!(minutes("00:01"), Ok(1));
    assert_eq!(minutes("09:30"), Ok(570));
    assert_eq!(minutes("23:59"), Ok(1_439));
    for text in ["09:60", "24:00", "9:00", "0900"] {
        assert!(minutes(text).is_err(), "{text}");
    }
}

#[test]
fn service_may_end_on_the_day_on_which_it_is_suspended() {
    let mut policy = Policy::default();
    policy.terminate_day = policy.suspend_day;
    assert_eq!(policy.check(), []);
}
