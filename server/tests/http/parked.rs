//! What the run has set aside, by the provider's API and the command line.

use crate::browser::Answer;
use crate::command::{BOOKS, folder, run};
use crate::stage::Stage;

const PATH: &str = "/api/provider/v1/parked";

fn get(stage: &Stage, key: &str, path: &str) -> Answer {
    let line = format!("Bearer {key}");
    stage.browser().with("Authorization", &line).get(path)
}

fn post(stage: &Stage, key: &str, path: &str, body: &str) -> Answer {
    let line = format!("Bearer {key}");
    let mut machine = stage.browser().with("Authorization", &line);
    machine.send("POST", path, "application/json", body)
}

#[test]
fn a_key_for_operation_sees_what_is_set_aside() {
    let stage = Stage::open();
    let key = stage.key("operate");
    let answer = get(&stage, &key, PATH);
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, r#"{"parked":[]}"#)
    );
    assert_eq!(get(&stage, &stage.key("usage"), PATH).status, 403);
    assert_eq!(get(&stage, "x", PATH).status, 401);
    for action in ["retry", "dismiss"] {
        let path = format!("{PATH}/sub_x/{action}");
        let reason = r#"{"reason":"looked at"}"#;
        assert_eq!(post(&stage, &key, &path, reason).status, 404);
        assert_eq!(post(&stage, "x", &path, reason).status, 401);
        for body in ["", "{}", r#"{"reason":" "}"#, r#"{"reason":"x","more":1}"#] {
            assert_eq!(post(&stage, &key, &path, body).status, 422, "{body}");
        }
    }
}

#[test]
fn metrics_are_for_operators() {
    let stage = Stage::open();
    // A browser on this machine is near, one behind a proxy is not.
    let answer = stage.browser().get("/metrics");
    assert_eq!(answer.status, 200);
    for gauge in [
        "\nsaldo_parked 0\n",
        "\nsaldo_run_lag_seconds ",
        "\nsaldo_outbox_waiting ",
    ] {
        assert!(answer.has(gauge), "{}", answer.body);
    }
    let far = |key: &str| {
        let line = format!("Bearer {key}");
        let machine = stage.browser().with("X-Forwarded-For", "203.0.113.9");
        machine.with("Authorization", &line).get("/metrics").status
    };
    assert_eq!(far("x"), 401);
    assert_eq!(far(&stage.key("usage")), 403);
    assert_eq!(far(&stage.key("operate")), 200);
}

#[test]
fn the_command_line_calls_what_the_api_has() {
    let folder = folder();
    let saldo = |arguments: &[&str]| run(folder.path(), arguments, "");
    assert_eq!(run(folder.path(), &["import", "-"], BOOKS).0, 0);
    let (code, answer, _) = saldo(&["call", "parked"]);
    assert_eq!((code, answer.trim()), (0, r#"{"parked":[]}"#));
    let row = r#"[{"subscription":"S-1","resource":"disk","day":"2026-02-28","used":5}]"#;
    let (code, answer, told) = saldo(&["call", "usage", row]);
    let taken = r#"{"added":1,"unchanged":0,"updated":0}"#;
    assert_eq!((code, answer.trim()), (0, taken), "{told}");
    let reason = r#"{"reason":"looked at"}"#;
    let (code, _, told) = saldo(&["call", "/parked/sub_x/retry", reason]);
    assert!(code == 1 && told.contains("404"), "{told}");
    let (code, _, told) = saldo(&["call", "nonsense"]);
    assert!(code == 1 && told.contains("No such path"), "{told}");
}
