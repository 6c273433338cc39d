//! Server functions: what the woken page calls.

use leptos::server_fn::axum::server_fn_paths;

use crate::stage::{ANNA, OTTO, Stage};

#[test]
fn every_endpoint_is_written_down_and_declared() {
    let declared: Vec<&str> = server::router::functions()
        .iter()
        .map(|function| function.path())
        .collect();
    for (path, _) in server_fn_paths() {
        let rest = path.strip_prefix("/api/").unwrap_or_default();
        let parts: Vec<&str> = rest.split('/').collect();
        // A name that nobody wrote ends in a hash of where the source lies.
        let plain = |part: &&str| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        assert!(parts.len() == 2 && parts.iter().all(plain), "{path}");
        assert!(
            declared.contains(&path),
            "{path} is not declared in the router"
        );
    }
    assert_eq!(declared.len(), server_fn_paths().count());
}

#[test]
fn nobody_is_served_unknown() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    for (path, method) in server_fn_paths() {
        let answer = match method.as_str() {
            "GET" => visitor.get(path),
            _ => visitor.post(path, &[]),
        };
        assert!(
            matches!(answer.status, 401 | 422),
            "{path}: {}",
            answer.status
        );
        assert!(
            answer.body.starts_with(['{', '"']),
            "{path}: {}",
            answer.body
        );
    }
}

#[test]
fn what_a_function_does_not_know_is_refused() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    for (path, method) in server_fn_paths() {
        let answer = match method.as_str() {
            "GET" => customer.get(&format!("{path}?role=owner")),
            _ => customer.post(path, &[("role", "owner")]),
        };
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
    }
    assert_eq!(customer.get("/").status, 200, "nothing was done");
}

#[test]
fn a_wrong_method_is_refused() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    for (path, method) in server_fn_paths() {
        let answer = match method.as_str() {
            "GET" => customer.post(path, &[]),
            _ => customer.get(path),
        };
        assert_eq!(answer.status, 405, "{path}");
    }
}

#[test]
fn a_card_number_is_refused_next_to_its_field_and_not_repeated() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    let card = "4242 4242 4242 4242";
    let answer = visitor.post("/api/session/ask_reset", &[("email", card)]);
    assert_eq!(answer.status, 422);
    assert!(
        answer.has("CardNumber") && answer.has("email"),
        "{}",
        answer.body
    );
    for path in ["/sign-in", "/reset"] {
        let answer = visitor.post(path, &[("email", card), ("next", card)]);
        assert_eq!(answer.status, 422, "{path}");
        assert!(!answer.has("4242"), "{path}");
    }
}

#[test]
fn hundreds_of_invoices_are_named_and_paid() {
    let stage = Stage::open();
    let mut otto = stage.signed_in(OTTO);
    let open = Stage::ids(&otto.get("/invoices").body, "inv_");
    let many: Vec<&str> = open.iter().map(String::as_str).cycle().take(500).collect();
    let page = otto.get(&format!("/pay?of={}", many.join(",")));
    let fields = page.hidden();
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let fields: Vec<(&str, &str)> = fields
        .filter(|(name, _)| name.starts_with("what"))
        .collect();
    assert!(
        fields
            .iter()
            .any(|(name, _)| *name == "what[wish][invoices]")
    );
    let paid = otto.post("/pay", &fields);
    assert_eq!(paid.status, 303, "{}", paid.body);
}
