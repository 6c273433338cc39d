//! Signing in and out, as a browser without scripts does it.

use crate::browser::Browser;
use crate::stage::{ANNA, OTTO, Stage};

#[test]
fn sign_in_leads_to_where_one_was_going() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    let turned_away = visitor.get("/invoices");
    assert_eq!(
        (turned_away.status, turned_away.location()),
        (302, "/sign-in?next=%2Finvoices")
    );
    let form = visitor.get(turned_away.location());
    assert!(
        form.has("name=\"next\"") && form.has("value=\"/invoices\""),
        "{}",
        form.body
    );
    let answer = visitor.post(
        "/sign-in",
        &[
            ("next", "/invoices"),
            ("email", ANNA.0),
            ("password", ANNA.1),
        ],
    );
    assert_eq!((answer.status, answer.location()), (303, "/invoices"));
    for line in answer.all("set-cookie") {
        for part in [
            "__Host-",
            "; Path=/",
            "; HttpOnly",
            "; SameSite=Lax",
            "; Secure",
        ] {
            assert!(line.contains(part), "{line}");
        }
    }
    let session = answer
        .all("set-cookie")
        .into_iter()
        .find(|line| line.starts_with("__Host-sid="));
    assert!(
        !session.unwrap().contains("Max-Age"),
        "the session ends with the browser"
    );
    assert_eq!(visitor.get("/invoices").status, 200);
    assert_eq!(visitor.get("/sign-in?next=/credit").location(), "/credit");
}

#[test]
fn sign_in_never_leads_to_another_site() {
    let stage = Stage::open();
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let fields = [("next", next), ("email", ANNA.0), ("password", ANNA.1)];
        assert_eq!(
            stage.browser().post("/sign-in", &fields).location(),
            "/",
            "{next}"
        );
    }
}

#[test]
fn a_refused_sign_in_keeps_the_address_and_not_the_password() {
    let stage = Stage::open();
    let wrong = |email: &str| {
        let fields = [
            ("next", "/credit"),
            ("email", email),
            ("password", "nine-wrong-words"),
        ];
        let answer = stage.browser().post("/sign-in", &fields);
        assert_eq!(answer.status, 422);
        assert!(answer.header("set-cookie").is_none());
        assert!(answer.has(&format!("value=\"{email}\"")) && answer.has("value=\"/credit\""));
        assert!(!answer.has("nine-wrong-words"));
        answer.body.replace(email, "…")
    };
    let shape = |body: String| {
        let nonce = body
            .split("nonce=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let nonce = nonce.unwrap_or_default().to_owned();
        body.replace(&nonce, "…")
    };
    // Whether an address is known cannot be told from the page.
    assert_eq!(shape(wrong(ANNA.0)), shape(wrong("nobody@berg.example")));
}

#[test]
fn staying_signed_in_outlives_the_browser() {
    let stage = Stage::open();
    let fields = [("email", ANNA.0), ("password", ANNA.1), ("stay", "on")];
    let answer = stage.browser().post("/sign-in", &fields);
    let session = answer
        .all("set-cookie")
        .into_iter()
        .find(|line| line.starts_with("__Host-sid="));
    assert!(session.unwrap().contains("; Max-Age=1209600"));
}

#[test]
fn signing_out_leaves_nothing_behind() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    let stolen = customer.clone();
    let answer = customer.post("/sign-out", &[]);
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?out=1"));
    assert!(customer.get("/sign-in?out=1").has("You are signed out"));
    assert_eq!(
        answer.header("clear-site-data"),
        Some("\"cache\", \"storage\"")
    );
    assert!(!customer.jar.contains_key("__Host-sid"));
    assert_eq!(customer.get("/").status, 302);
    assert_eq!(
        stolen.clone().get("/").status,
        302,
        "the secret is worth nothing any more"
    );
    assert_eq!(stage.browser().post("/sign-out", &[]).status, 303);
}

#[test]
fn a_secret_is_not_carried_over_a_new_sign_in() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    let mut before = customer.clone();
    Stage::sign_in(&mut customer, OTTO);
    assert_ne!(before.jar.get("__Host-sid"), customer.jar.get("__Host-sid"));
    assert_eq!(before.get("/").status, 302);
    assert_eq!(customer.get("/").status, 200);
}

#[test]
fn all_devices_are_signed_out_at_once() {
    let stage = Stage::open();
    let (mut here, mut there) = (stage.signed_in(ANNA), stage.signed_in(ANNA));
    let mut other = stage.signed_in(OTTO);
    let answer = here.post("/sessions", &[("everywhere", "on")]);
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?out=1"));
    assert!(answer.header("clear-site-data").is_some());
    assert_eq!(there.get("/").status, 302);
    assert_eq!(other.get("/").status, 200);
}

#[test]
fn one_device_is_signed_out_and_no_one_elses() {
    let stage = Stage::open();
    let (mut here, mut there) = (stage.signed_in(ANNA), stage.signed_in(ANNA));
    let mut other = stage.signed_in(OTTO);
    let theirs = Stage::ids(&there.get("/sessions").body, "ses_");
    assert!(!theirs.is_empty());
    for id in &theirs {
        let answer = other.post("/sessions", &[("session_id", id)]);
        assert!(matches!(answer.status, 404 | 422), "{}", answer.status);
    }
    assert_eq!(here.get("/").status, 200);
    let page = here.get("/sessions").body;
    let form = page.split("name=\"session_id\"").nth(1).unwrap();
    let id = &Stage::ids(form.split('>').next().unwrap(), "ses_")[0];
    let answer = here.post("/sessions", &[("session_id", id)]);
    assert_eq!((answer.status, answer.location()), (303, "/sessions"));
    assert_eq!(here.get("/").status, 200);
    assert_eq!(there.get("/").status, 302);
}

#[test]
fn a_choice_is_kept_and_leads_back() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    let language = |browser: &mut Browser| {
        let body = browser.get("/").body;
        let tag = body
            .split("<html lang=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        tag.unwrap_or_default().to_owned()
    };
    assert_eq!(language(&mut customer), "en");
    let answer = customer.post("/preferences", &[("language", "de"), ("next", "/credit")]);
    assert_eq!((answer.status, answer.location()), (303, "/credit"));
    assert_eq!(language(&mut customer), "de");
    let mut elsewhere = stage.signed_in(ANNA);
    assert_eq!(language(&mut elsewhere), "de", "the choice is the person's");
    let answer = customer.post(
        "/preferences",
        &[("theme", "dark"), ("next", "//evil.example")],
    );
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert!(customer.get("/").has("data-theme=\"dark\""));
    for fields in [("language", "xx"), ("theme", "pink"), ("role", "owner")] {
        assert_eq!(customer.post("/preferences", &[fields]).status, 422);
    }
}

#[test]
fn a_visitor_reads_the_language_of_the_browser() {
    let stage = Stage::open();
    let mut visitor = stage
        .browser()
        .with("Accept-Language", "de-AT,de;q=0.9,en;q=0.5");
    assert!(visitor.get("/sign-in").has("<html lang=\"de\""));
}

#[test]
fn a_new_password_comes_by_mail() {
    let stage = Stage::open();
    let mut visitor = stage.browser();
    for email in [ANNA.0, "nobody@berg.example"] {
        let answer = visitor.post("/reset", &[("email", email)]);
        assert_eq!((answer.status, answer.location()), (303, "/reset?sent=1"));
    }
    let link = stage.mailed_link("/reset/");
    let mut customer = stage.signed_in(ANNA);
    let fields = [
        ("token", link.as_str()),
        ("password", "a-brand-new-pass-phrase"),
    ];
    let page = format!("/reset/{link}");
    let form = visitor.get(&page);
    assert_eq!(form.status, 200);
    assert!(form.has("name=\"password\"") && form.has("At least 12 characters"));
    let answer = visitor.post(&page, &fields);
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/sign-in?reset=1")
    );
    assert_eq!(customer.get("/").status, 302, "all sessions have ended");
    assert!(visitor.jar.contains_key("__Host-device"));
    let again = visitor.post(&page, &fields);
    assert_eq!(again.status, 422, "a link serves once");
    for dead in [&page, "/reset/nothing"] {
        let told = visitor.get(dead);
        assert_eq!(told.status, 410, "{dead}");
        assert!(!told.has("name=\"password\"") && told.has("href=\"/reset\""));
    }
    Stage::sign_in(&mut visitor, (ANNA.0, "a-brand-new-pass-phrase"));
    assert_eq!(visitor.get("/").status, 200);
}

#[test]
fn one_address_cannot_try_for_ever() {
    let stage = Stage::open();
    let mut guesser = stage.browser();
    let mut last = 0;
    for _ in 0..61 {
        last = guesser
            .post("/sign-in", &[("email", "nobody"), ("password", "x")])
            .status;
    }
    assert_eq!(last, 429);
    assert_eq!(guesser.post("/reset", &[("email", ANNA.0)]).status, 429);
    assert_eq!(
        guesser
            .post("/api/session/ask_reset", &[("email", ANNA.0)])
            .status,
        429
    );
}

#[test]
fn who_stays_is_asked_for_the_password_before_money() {
    let stage = Stage::open();
    let mut customer = stage.browser();
    let fields = [("email", ANNA.0), ("password", ANNA.1), ("stay", "on")];
    assert_eq!(customer.post("/sign-in", &fields).status, 303);
    assert_eq!(customer.get("/credit").status, 200);
    stage.later(31 * 60);
    assert_eq!(customer.get("/").status, 200, "reading works");
    for page in ["/credit", "/billing-accounts"] {
        let asked = customer.get(page);
        let there = format!("/sign-in?next={}", page.replace('/', "%2F"));
        assert_eq!((asked.status, asked.location()), (302, there.as_str()));
    }
    assert_eq!(customer.get("/api/credit/show").status, 401);
    let page = customer.get("/sign-in?next=%2Fcredit");
    assert_eq!(page.status, 200);
    assert!(page.has("Confirm that it is you") && page.has(ANNA.0));
    let before = customer.jar.get("__Host-sid").cloned();
    let mut fields = [
        ("email", ANNA.0),
        ("password", "no-such-password"),
        ("stay", "on"),
        ("next", "/credit"),
    ];
    let refused = customer.post("/sign-in", &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.has("Confirm that it is you") && refused.has("value=\"/credit\""));
    assert_eq!(customer.get("/credit").status, 302);
    fields[1].1 = ANNA.1;
    let proven = customer.post("/sign-in", &fields);
    assert_eq!((proven.status, proven.location()), (303, "/credit"));
    assert_ne!(customer.jar.get("__Host-sid").cloned(), before);
    assert_eq!(customer.get("/credit").status, 200);
    assert_eq!(
        customer.get("/sign-in?next=%2Fcredit").location(),
        "/credit"
    );
}

#[test]
fn changes_of_payment_methods_ask_for_a_fresh_proof() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    let place = "/billing-accounts/new";
    assert_eq!(customer.get(place).status, 200);
    stage.later(6 * 60);
    assert_eq!(
        customer.get("/billing-accounts").status,
        200,
        "seeing works"
    );
    let asked = customer.get(place);
    let there = "/sign-in?next=%2Fbilling-accounts%2Fnew";
    assert_eq!((asked.status, asked.location()), (302, there));
    let page = customer.get(there);
    assert!(page.status == 200 && page.has("within the last five minutes"));
    assert!(!page.has("name=\"stay\""), "a short session stays short");
    let method = [("request[method]", "card")];
    let refused = customer.post(place, &method);
    assert_eq!((refused.status, refused.location()), (303, there));
    // Other pages go on as before.
    let next = "/sign-in?next=%2Fcredit";
    assert_eq!(customer.get(next).location(), "/credit");
    let fields = [("email", ANNA.0), ("password", ANNA.1), ("next", place)];
    let proven = customer.post("/sign-in", &fields);
    assert_eq!((proven.status, proven.location()), (303, place));
    assert_eq!(customer.get(place).status, 200);
    let begun = customer.post(place, &method);
    assert!(begun.location().starts_with("/billing-accounts/new/stp_"));
}

#[test]
fn what_moves_money_by_itself_or_out_asks_for_a_fresh_proof() {
    let stage = Stage::open();
    let mut customer = stage.signed_in(ANNA);
    let withdraw = "/credit/withdraw?amount=1";
    for place in [withdraw, "/credit/top-up"] {
        assert_eq!(customer.get(place).status, 200, "{place}");
    }
    stage.later(6 * 60);
    for (place, next) in [
        (withdraw, "%2Fcredit%2Fwithdraw%3Famount%3D1"),
        ("/credit/top-up", "%2Fcredit%2Ftop-up"),
    ] {
        let there = format!("/sign-in?next={next}");
        let asked = customer.get(place);
        assert_eq!((asked.status, asked.location()), (302, there.as_str()));
        let page = customer.get(&there);
        assert!(page.has("within the last five minutes"), "{place}");
    }
    // What was chosen comes back with the proof.
    let fields = [
        ("request[key]", "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f10"),
        ("request[shown]", ""),
    ];
    let fields = [fields.as_slice(), &[("request[wish][amount]", "1")]].concat();
    let refused = customer.post(withdraw, &fields);
    let there = "/sign-in?next=%2Fcredit%2Fwithdraw%3Famount%3D1";
    assert_eq!((refused.status, refused.location()), (303, there));
}
