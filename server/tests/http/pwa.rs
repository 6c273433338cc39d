//! What makes the portal an app: manifest, offline page, and what the worker is told.

use serde_json::Value;

use crate::browser::Browser;
use crate::stage::{ANNA, EVA, Stage};

fn staying(stage: &Stage, (email, password): (&str, &str)) -> Browser {
    let mut browser = stage.browser();
    let fields = [("email", email), ("password", password), ("stay", "on")];
    assert_eq!(browser.post("/sign-in", &fields).status, 303);
    browser
}

#[test]
fn the_manifest_is_the_providers_and_speaks_the_readers_language() {
    let stage = Stage::open();
    let answer = stage.browser().get("/manifest.webmanifest");
    assert_eq!(
        answer.header("content-type"),
        Some("application/manifest+json")
    );
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((&told["id"], &told["name"]), (&"/".into(), &"Saldo".into()));
    // No shortcut leads nowhere.
    let mut customer = stage.signed_in(ANNA);
    for shortcut in told["shortcuts"].as_array().unwrap() {
        let url = shortcut["url"].as_str().unwrap();
        assert_eq!(customer.get(url).status, 200, "{url}");
    }
    let mut german = stage.browser().with("Accept-Language", "de");
    let told = german.get("/manifest.webmanifest");
    assert!(told.has("Rechnungen"), "{}", told.body);
    assert!(stage.browser().get("/sign-in").has("manifest.webmanifest"));
}

#[test]
fn the_offline_page_is_the_same_for_everybody() {
    let stage = Stage::open();
    let own = stage.signed_in(ANNA).get("/offline");
    assert_eq!(own.status, 200);
    assert!(own.has("You are offline"), "{}", own.body);
    assert!(!own.has("Berg") && !own.has("data-stays"), "{}", own.body);
    assert_eq!(own.header("saldo-offline"), None);
    assert_eq!(own.header("cache-control"), Some("no-store"));
}

#[test]
fn only_a_session_that_stays_may_be_kept() {
    let stage = Stage::open();
    let keeps = |browser: &mut Browser, path: &str| {
        let answer = browser.get(path);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        answer.header("saldo-offline").unwrap().to_owned()
    };
    assert_eq!(keeps(&mut stage.browser(), "/sign-in"), "none");
    assert_eq!(keeps(&mut stage.signed_in(ANNA), "/"), "none");
    let mut anna = staying(&stage, ANNA);
    let page = anna.get("/invoices");
    assert!(page.has("data-stays"));
    let name = keeps(&mut anna, "/");
    assert!(name.starts_with("ses_"), "{name}");
    // The name is that of the session, and no secret.
    assert_eq!(keeps(&mut anna, "/invoices"), name);
    assert!(anna.jar.values().all(|secret| !name.contains(secret)));
    assert_ne!(keeps(&mut staying(&stage, ANNA), "/"), name);
    anna.post("/sign-out", &[]);
    assert_eq!(keeps(&mut anna, "/sign-in"), "none");
}

#[test]
fn another_account_of_the_same_session_is_kept_under_another_name() {
    let stage = Stage::open();
    let mut eva = staying(&stage, EVA);
    let before = eva.get("/").header("saldo-offline").unwrap().to_owned();
    let accounts = Stage::ids(&eva.get("/accounts").body, "acc_");
    let names: Vec<String> = accounts
        .iter()
        .map(|account| {
            let fields = [("account", account.as_str()), ("next", "/")];
            assert_eq!(eva.post("/accounts", &fields).status, 303);
            eva.get("/").header("saldo-offline").unwrap().to_owned()
        })
        .collect();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
    assert!(names.contains(&before));
}

#[test]
fn a_page_of_another_release_is_refused_before_anything_is_done() {
    let stage = Stage::open();
    let anna = stage.signed_in(ANNA);
    assert!(anna.clone().get("/").has("data-release=\"0123\""));
    let mut same = anna.clone().with("Saldo-Release", "0123");
    assert_eq!(same.get("/api/account/overview").status, 200);
    let mut old = anna.with("Saldo-Release", "old");
    for answer in [
        old.get("/api/account/overview"),
        old.post("/api/session/end", &[("session_id", "x")]),
    ] {
        assert_eq!((answer.status, answer.body.as_str()), (409, "\"Conflict\""));
        assert_eq!(answer.header("saldo-release"), Some("0123"));
    }
}

/// What `bundle weigh` counts of a first visit beside the files.
const RECORD: &str = include_str!("../../../frontend/bundle/weight.json");

#[test]
fn what_a_first_visit_is_served_weighs_no_more_than_is_recorded() {
    let stage = Stage::open();
    let mut anna = stage.signed_in(ANNA).with("Accept-Encoding", "gzip, br");
    let record: Value = serde_json::from_str(RECORD).unwrap();
    let served = record["served"].as_object().unwrap();
    assert_eq!(served.len(), 3);
    for place in ["account", "manifest.webmanifest", "offline"] {
        let answer = anna.get(&format!("/{place}"));
        assert_eq!(answer.header("content-encoding"), Some("gzip"), "{place}");
        let (weight, most) = (answer.weight, served[place].as_u64().unwrap());
        assert!(weight as u64 <= most, "{place}: {weight} of {most} bytes");
    }
}
