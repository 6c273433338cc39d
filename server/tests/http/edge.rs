//! What every request passes, and what every answer carries.

use std::io::Write;
use std::net::TcpStream;

use crate::stage::{ANNA, Stage};

/// One address of every kind: page, guarded page, nothing, asset, file, function, health, a
/// refused method, a refused site.
fn kinds(stage: &Stage) -> Vec<(String, crate::browser::Answer)> {
    let mut visitor = stage.browser();
    let mut answers = Vec::new();
    let gets = [
        "/sign-in",
        "/invoices",
        "/nowhere",
        "/pkg/saldo.0123.css",
        "/pkg/nothing.css",
        "/favicon.svg",
        "/api/session/list",
        "/api/nothing",
        "/healthz",
        "/readyz",
        "/sign-out",
    ];
    for path in gets {
        answers.push((path.to_owned(), visitor.get(path)));
    }
    let mut customer = stage.signed_in(ANNA);
    answers.push(("/".into(), customer.get("/")));
    let mut foreign = customer.clone().with("Origin", "https://evil.example");
    answers.push(("foreign".into(), foreign.post("/sign-out", &[])));
    answers.push(("out".into(), customer.post("/sign-out", &[])));
    answers
}

/// The whole of it, but for the nonce.
const POLICY: &str = "default-src 'none'; script-src 'nonce-N' 'wasm-unsafe-eval'; \
    style-src 'self' 'nonce-N'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

#[test]
fn every_answer_carries_the_headers() {
    let stage = Stage::open();
    for (path, answer) in kinds(&stage) {
        let policy = answer.header("content-security-policy").unwrap_or_default();
        let nonce = policy.split("'nonce-").nth(1);
        let nonce = nonce.and_then(|rest| rest.split('\'').next()).unwrap();
        assert!(nonce.len() >= 22, "{path}: {nonce}");
        assert_eq!(policy.replace(nonce, "N"), POLICY, "{path}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert!(answer.header("permissions-policy").is_some(), "{path}");
        assert!(answer.header("x-request-id").is_some(), "{path}");
        // This portal is reached over plain http.
        assert_eq!(answer.header("strict-transport-security"), None, "{path}");
        let cache = answer.header("cache-control").unwrap_or_default();
        let expected = match path.as_str() {
            "/pkg/saldo.0123.css" => "public, max-age=31536000, immutable",
            "/favicon.svg" => "no-cache",
            _ => "no-store",
        };
        assert_eq!(cache, expected, "{path}");
    }
}

#[test]
fn only_pages_where_cards_are_entered_allow_what_gateways_need() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    let frames = format!("frame-src {};", stage.origin());
    for (path, allowed) in [
        ("/billing-accounts/new", true),
        ("/billing-accounts", false),
        ("/pay", false),
    ] {
        let answer = visitor.get(path);
        let policy = answer.header("content-security-policy");
        assert_eq!(policy.unwrap().contains(&frames), allowed, "{path}");
    }
    // A page of a gateway keeps a policy of its own.
    let answer = visitor.get("/sandbox/sandbox/enter/nothing");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        answer.status == 404 && !policy.contains("nonce"),
        "{policy}"
    );
}

#[test]
fn a_nonce_serves_one_answer() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    let mut policy = || {
        let answer = visitor.get("/sign-in");
        let policy = answer
            .header("content-security-policy")
            .unwrap_or_default()
            .to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next());
        let nonce = nonce.unwrap().to_owned();
        assert!(answer.has(&format!("nonce=\"{nonce}\"")));
        nonce
    };
    assert_ne!(policy(), policy());
}

#[test]
fn the_logo_is_served_and_stands_in_the_head() {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let stage = Stage::branded(picture);
    let mut visitor = stage.browser();
    let logo = visitor.get("/brand/logo");
    assert_eq!((logo.status, logo.body.as_str()), (200, picture));
    assert_eq!(logo.header("content-type"), Some("image/svg+xml"));
    assert_eq!(logo.header("x-content-type-options"), Some("nosniff"));
    let page = stage.signed_in(ANNA).get("/");
    let head = page.body.split("<header").nth(1).unwrap();
    let head = head.split("</header>").next().unwrap();
    assert!(head.contains("src=\"/brand/logo\""), "{head}");
    assert_eq!(Stage::open().browser().get("/brand/logo").status, 404);
}

#[test]
fn https_is_asked_for_once_it_was_used() {
    let stage = Stage::under("https://portal.example.com");
    let answer = stage.browser().get("/sign-in");
    assert!(answer.header("strict-transport-security").is_some());
}

#[test]
fn statuses_say_what_happened() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    for (path, status) in [
        ("/sign-in", 200),
        ("/nowhere", 404),
        ("/nowhere/at/all", 404),
        ("/api/nothing", 404),
        ("/pkg/../assets.json", 404),
        ("/assets.json", 404),
        ("/sign-out", 405),
        ("/preferences", 405),
        ("/", 302),
        ("/invoices", 302),
        ("/healthz", 200),
        ("/readyz", 200),
    ] {
        assert_eq!(visitor.get(path).status, status, "{path}");
    }
    assert_eq!(
        visitor.get("/invoices?filter=open").location(),
        "/sign-in?next=%2Finvoices%3Ffilter%3Dopen"
    );
    assert_eq!(visitor.post("/", &[]).status, 405);
    assert_eq!(visitor.send("DELETE", "/sign-in", "", "").status, 405);
    for (path, place) in [
        ("/invoices/?filter=open", "/invoices?filter=open"),
        ("/reset/", "/reset"),
        ("/favicon.ico", "/favicon.svg"),
    ] {
        let answer = visitor.get(path);
        assert_eq!((answer.status, answer.location()), (308, place));
    }
    for path in ["//evil.example/", "/\\evil.example/", "//"] {
        assert_eq!(visitor.get(path).location(), "", "{path}");
    }
    let missing = visitor.get("/nowhere");
    assert!(missing.has("<html"), "{}", missing.body);
    assert!(visitor.post("/", &[]).has("<html"));
}

#[test]
fn another_site_can_change_nothing() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    let refused = [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ];
    for (name, value) in refused {
        let mut foreign = customer.clone().with(name, value);
        for path in [
            "/sign-out",
            "/sign-in",
            "/preferences",
            "/sessions",
            "/api/session/end",
        ] {
            assert_eq!(
                foreign.post(path, &[]).status,
                403,
                "{path} {name}: {value}"
            );
        }
    }
    let mut foreign = customer.clone().with("Sec-Fetch-Site", "cross-site");
    assert_eq!(foreign.get("/api/session/list").status, 403);
    // A link from elsewhere is followed.
    assert_eq!(foreign.get("/").status, 200);
    assert_eq!(customer.get("/").status, 200);
    let own = stage.origin().to_owned();
    let mut own = customer.clone().with("Origin", &own);
    assert_eq!(own.post("/preferences", &[("theme", "dark")]).status, 303);
}

#[test]
fn a_body_has_its_limit() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    let long = "a".repeat(70_000);
    for path in ["/sign-in", "/reset", "/api/session/ask_reset"] {
        let answer = visitor.post(path, &[("email", &long)]);
        let told = (answer.status, answer.body.as_str());
        assert_eq!(told, (413, "This is too long.\n"), "{path}");
        assert_eq!(
            visitor.send("POST", path, "application/json", "{}").status,
            415,
            "{path}"
        );
        assert_eq!(
            visitor
                .send("POST", path, "multipart/form-data", "--x")
                .status,
            415,
            "{path}"
        );
    }
}

#[test]
fn files_are_served_packed_where_the_browser_takes_it() {
    let stage = Stage::open();
    let mut plain = stage.browser();
    let answer = plain.get("/pkg/saldo.0123.css");
    assert_eq!(answer.body, "body{}");
    assert_eq!(answer.header("content-type"), Some("text/css"));
    let mut packed = stage.browser().with("Accept-Encoding", "gzip, br");
    let answer = packed.get("/pkg/saldo.0123.css");
    assert_eq!(answer.header("content-encoding"), Some("br"));
    assert_eq!(answer.body, "packed");
}

#[test]
fn a_stranger_cannot_choose_an_address() {
    let stage = Stage::open();
    let forged = [
        ("X-Forwarded-For", "203.0.113.9"),
        ("Forwarded", "for=203.0.113.9"),
    ];
    let mut customer = stage.browser();
    for (name, value) in forged {
        customer = customer.with(name, value);
    }
    Stage::sign_in(&mut customer, ANNA);
    let devices = customer.get("/sessions");
    assert!(devices.has("127.0.0.1"), "{}", devices.body);
    assert!(!devices.has("203.0.113.9"));
}

#[test]
fn whoever_sends_in_drops_holds_up_nobody() {
    let stage = Stage::open();
    let half = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nemail=a";
    let senders: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut sender = TcpStream::connect(stage.address).unwrap();
            sender.write_all(half.as_bytes()).unwrap();
            sender
        })
        .collect();
    assert_eq!(stage.browser().get("/sign-in").status, 200);
    drop(senders);
}

#[test]
fn mails_are_not_shown_through_a_proxy() {
    let stage = Stage::open();
    for name in ["X-Forwarded-For", "Forwarded", "Via"] {
        let mut visitor = stage.browser().with(name, "198.51.100.7");
        assert_eq!(visitor.get("/dev/mail").status, 404, "{name}");
    }
}
