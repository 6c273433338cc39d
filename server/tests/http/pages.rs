//! Pages and their forms.

use leptos_router::SsrMode;

use crate::stage::{ANNA, Stage};

/// Every form of a page.
const FORMS: [&str; 5] = [
    "/sign-in",
    "/reset",
    "/reset/token",
    "/sessions",
    "/accounts",
];

#[test]
fn every_page_is_drawn_whole_before_its_headers_leave() {
    for route in app::routes::list() {
        assert_eq!(route.mode(), &SsrMode::Async, "{}", route.path());
    }
}

#[test]
fn garbage_is_refused_and_breaks_nothing() {
    let stage = Stage::open();
    let (visitor, customer) = (stage.browser(), stage.signed_in(ANNA));
    let kind = "application/x-www-form-urlencoded";
    let long = format!("{}=1", "a[".repeat(2_000));
    let many = "a=1&".repeat(5_000);
    let bodies = [
        "",
        "=",
        "&&&",
        "%",
        "%ff%fe",
        "a[b][c][d][e][f][g]=1",
        "email=a&email=b",
        "email[]=a",
        "email[x]=1&password[y]=2",
        "session_id=ses_1",
        "account=' or 1=1 --",
        "email=%00",
        "token=%2e%2e%2f&password=%00",
        &long,
        &many,
    ];
    for path in FORMS.into_iter().chain(["/preferences"]) {
        for body in bodies {
            for mut browser in [visitor.clone(), customer.clone()] {
                let answer = browser.send("POST", path, kind, body);
                let (status, there) = (answer.status, answer.location());
                // Without a session, some forms lead to sign-in; an empty choice changes nothing.
                let turned =
                    matches!(status, 302 | 303) && (there.starts_with("/sign-in") || there == "/");
                assert!(
                    (400..500).contains(&status) || turned,
                    "{path} {body}: {status}"
                );
            }
        }
    }
    assert_eq!(customer.clone().get("/").status, 200);
}

#[test]
fn pages_travel_packed_to_those_who_can_unpack_them() {
    let stage = Stage::open();
    let plain = stage.signed_in(ANNA).get("/");
    assert_eq!(plain.header("content-encoding"), None);
    let mut able = stage.signed_in(ANNA).with("Accept-Encoding", "gzip");
    let packed = able.get("/");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    // What is no text is read as a mark for each byte.
    assert!(packed.body.chars().count() * 2 < plain.body.len());
}

#[test]
fn who_refuses_every_packing_and_none_is_answered_plain() {
    let stage = Stage::open();
    for wish in [
        "identity;q=0",
        "*;q=0",
        "identity;q=0, *;q=0",
        "br, identity;q=0",
        "gzip;q=0, identity;q=0.0",
    ] {
        let mut picky = stage.browser().with("Accept-Encoding", wish);
        let page = picky.get("/sign-in");
        assert_eq!((page.status, page.has("</html>")), (200, true), "{wish}");
        assert_eq!(page.header("content-encoding"), None, "{wish}");
        // What was done is not told as an error.
        Stage::sign_in(&mut picky, ANNA);
        assert_eq!(picky.get("/").status, 200, "{wish}");
    }
    for wish in ["*", "br, gzip;q=0.1, identity;q=0", "identity;q=0, *"] {
        let mut able = stage.browser().with("Accept-Encoding", wish);
        let packed = able.get("/sign-in");
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{wish}");
    }
}

#[test]
fn a_field_that_a_form_does_not_have_is_refused() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    let fields = [("email", ANNA.0), ("password", ANNA.1), ("role", "owner")];
    assert_eq!(visitor.post("/sign-in", &fields).status, 422);
    assert_eq!(
        visitor
            .post("/reset", &[("email", ANNA.0), ("role", "owner")])
            .status,
        422
    );
    let mut customer = stage.signed_in(ANNA);
    let fields = [("everywhere", "on"), ("person", "per_1")];
    assert_eq!(customer.post("/sessions", &fields).status, 422);
    assert_eq!(customer.get("/").status, 200);
}

#[test]
fn mails_in_files_are_shown_on_this_machine_only() {
    let stage = Stage::open();
    assert_eq!(stage.browser().get("/dev/mail").status, 200);
    let public = Stage::under("https://portal.example.com");
    assert_eq!(public.browser().get("/dev/mail").status, 404);
}
