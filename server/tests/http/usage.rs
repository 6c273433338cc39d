//! Usage by the provider's API: by key, all of a batch or nothing, harmless when repeated.

use crate::browser::Answer;
use crate::stage::Stage;

const PATH: &str = "/api/provider/v1/usage";

fn post(stage: &Stage, key: &str, once: Option<&str>, body: &str) -> Answer {
    let mut machine = stage
        .browser()
        .with("Authorization", &format!("Bearer {key}"));
    if let Some(once) = once {
        machine = machine.with("Idempotency-Key", once);
    }
    machine.send("POST", PATH, "application/json", body)
}

fn row(subscription: &str, day: &str, used: i64) -> String {
    format!(r#"{{"subscription":"{subscription}","resource":"disk","day":"{day}","used":{used}}}"#)
}

fn taken(answer: &Answer, counts: [u64; 3]) {
    let [added, updated, unchanged] = counts;
    let body = format!(r#"{{"added":{added},"updated":{updated},"unchanged":{unchanged}}}"#);
    assert_eq!((answer.status, answer.body.as_str()), (200, body.as_str()));
}

#[test]
fn a_batch_is_taken_and_a_repetition_is_harmless() {
    let stage = Stage::open();
    let key = stage.key("usage");
    let list = |used| {
        format!(
            "[{},{}]",
            row("S-1", "2026-02-28", used),
            row("S-2", "2026-03-01", 5)
        )
    };
    taken(&post(&stage, &key, Some("one"), &list(5)), [2, 0, 0]);
    taken(&post(&stage, &key, Some("one"), &list(5)), [2, 0, 0]);
    taken(&post(&stage, &key, Some("two"), &list(5)), [0, 0, 2]);
    taken(&post(&stage, &key, None, &list(6)), [0, 1, 1]);
    let other = post(&stage, &key, Some("one"), &list(7));
    assert_eq!(other.status, 422);
    // Rows one a line, as the import has them, or within an object.
    let line = row("S-1", "2026-02-27", 1).replace('{', r#"{"type":"usage","#);
    taken(
        &post(&stage, &key, None, &format!("{line}\n{line}\n")),
        [1, 0, 1],
    );
    taken(
        &post(&stage, &key, None, &format!(r#"{{"usage":[{line}]}}"#)),
        [0, 0, 1],
    );
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_taken() {
    let stage = Stage::open();
    let key = stage.key("usage");
    let good = row("S-1", "2026-02-28", 5);
    let bad = row("S-9", "2026-03-09", -1);
    let answer = post(&stage, &key, None, &format!("[{good},{bad}]"));
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    for part in [
        r#"{"row":2,"field":"subscription","reason":"names \"S-9\", which is not there"}"#,
        r#"{"row":2,"field":"used","reason":"#,
    ] {
        assert!(answer.has(part), "{}", answer.body);
    }
    let answer = post(
        &stage,
        &key,
        None,
        &format!("[{}]", good.replace("used", "use")),
    );
    assert!(
        answer.has(r#""field":"use","reason":"is not a field"#),
        "{}",
        answer.body
    );
    taken(&post(&stage, &key, None, &format!("[{good}]")), [1, 0, 0]);
    for (body, status) in [("", 400), ("{", 400), ("[]", 400), ("[1]", 422)] {
        assert_eq!(post(&stage, &key, None, body).status, status, "{body}");
    }
    let many = vec![row("S-1", "2026-02-28", 5); 10_001].join(",");
    assert_eq!(post(&stage, &key, None, &format!("[{many}]")).status, 413);
}

#[test]
fn ten_thousand_rows_are_one_batch() {
    let stage = Stage::open();
    let key = stage.key("usage");
    let row = |n: usize| {
        let name = if n.is_multiple_of(2) { "S-1" } else { "S-2" };
        format!(r#"{{"subscription":"{name}","resource":"r{n}","day":"2026-02-28","used":{n}}}"#)
    };
    let rows: Vec<String> = (0..10_000).map(row).collect();
    let body = format!("[{}]", rows.join(","));
    assert!(body.len() < 1 << 20, "{}", body.len());
    taken(&post(&stage, &key, None, &body), [10_000, 0, 0]);
    taken(&post(&stage, &key, None, &body), [0, 0, 10_000]);
}

#[test]
fn only_a_key_for_usage_opens() {
    let stage = Stage::open();
    let body = format!("[{}]", row("S-1", "2026-02-28", 5));
    let other = stage.key("invoices");
    assert_eq!(post(&stage, &other, None, &body).status, 403);
    for key in ["", "x", "saldo_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let answer = post(&stage, key, None, &body);
        assert_eq!(
            (answer.status, answer.header("www-authenticate")),
            (401, Some("Bearer"))
        );
    }
    assert_eq!(stage.browser().get(PATH).status, 405);
    let guesses = (0..100).map(|_| post(&stage, "x", None, &body).status);
    assert!(guesses.into_iter().any(|status| status == 429));
    taken(&post(&stage, &stage.key("usage"), None, &body), [1, 0, 0]);
}

#[test]
fn what_is_not_there_is_told_to_machines_as_machines_read_it() {
    let stage = Stage::open();
    for path in [
        "/api/provider/v1",
        "/api/provider/v1/nope",
        "/api/provider/v1/parked/a/b",
    ] {
        let answer = stage.browser().get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.body.contains("No such path"),
            "{path}: {}",
            answer.body
        );
    }
}
