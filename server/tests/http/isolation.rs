//! Two customers cannot see each other, by any identifier, on any page or function.

use leptos::server_fn::axum::server_fn_paths;

use crate::browser::{Answer, Browser};
use crate::scopes::{ALSO, FORMS, FUNCTIONS, PAGES};
use crate::stage::{ANNA, EVA, OTTO, Stage, TOM};

/// Of each kind: an identifier that exists elsewhere.
pub fn theirs(otto: &mut Browser) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    // Without credit, so that there is a receipt for what was captured.
    let pay = otto.get("/pay?chosen=1");
    let fields = pay.hidden();
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let fields: Vec<(&str, &str)> = fields
        .filter(|(name, _)| name.starts_with("what"))
        .collect();
    let paid = otto.post("/pay", &fields);
    let method = [("request[method]", "card")];
    let began = otto.post("/billing-accounts/new", &method);
    found.extend(
        Stage::ids(began.location(), "stp_")
            .pop()
            .map(|id| ("stp_", id)),
    );
    // What was paid before cannot be paid again.
    let own = [("chk_", paid.location()), ("bil_", &pay.body)];
    for (prefix, text) in own {
        found.extend(Stage::ids(text, prefix).pop().map(|id| (prefix, id)));
    }
    for (page, prefix) in [
        ("/invoices", "inv_"),
        ("/subscriptions", "sub_"),
        ("/sessions", "ses_"),
        ("/billing-accounts", "bil_"),
        ("/api/account/list", "acc_"),
    ] {
        let ids = Stage::ids(&otto.get(page).body, prefix);
        assert_eq!(ids.len(), 1, "{page}: {ids:?}");
        found.extend(ids.into_iter().map(|id| (prefix, id)));
    }
    found
}

/// An identifier of that kind that nobody has.
pub fn nobodys(prefix: &str) -> String {
    format!("{prefix}01k00000000000000000000000")
}

/// What can be told from an answer: its status, and its text without the identifier asked for.
pub fn told(answer: &Answer, id: &str) -> (u16, String) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let body = answer
        .body
        .replace(id, "…")
        .replace(nonce.unwrap_or("…"), "…");
    (answer.status, body)
}

#[test]
fn a_page_of_another_customer_is_not_found() {
    let stage = Stage::open();
    let mut otto = stage.signed_in(OTTO);
    let theirs = theirs(&mut otto);
    // Somebody who could see it until a moment ago.
    let mut disabled = stage.signed_in(EVA);
    stage.disable(EVA);
    for route in app::routes::list() {
        if !route.path().contains('{') {
            continue;
        }
        let declared = PAGES.iter().find(|(page, _)| *page == route.path());
        let (_, prefix) = declared.unwrap_or_else(|| panic!("{}: declare it", route.path()));
        let Some(prefix) = prefix else { continue };
        let place = |id: &str| route.path().replace("{id}", id);
        let (_, id) = theirs.iter().find(|(kind, _)| kind == prefix).unwrap();
        assert_eq!(otto.get(&place(id)).status, 200, "{}", route.path());
        for person in [ANNA, TOM] {
            let mut other = stage.signed_in(person);
            let found = told(&other.get(&place(id)), id);
            assert_eq!(found.0, 404, "{}", route.path());
            let none = nobodys(prefix);
            assert_eq!(
                found,
                told(&other.get(&place(&none)), &none),
                "{}",
                route.path()
            );
        }
        let mut visitor = stage.browser();
        let (found, none) = (place(id), place(&nobodys(prefix)));
        for stranger in [&mut visitor, &mut disabled] {
            assert_eq!(stranger.get(&found).status, 302);
            assert_eq!(stranger.get(&none).status, 302);
        }
    }
}

#[test]
fn every_function_and_form_has_declared_what_its_arguments_name() {
    let mut known: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    known.sort_unstable();
    let declared: Vec<&str> = FUNCTIONS.iter().map(|(path, _)| *path).collect();
    assert_eq!(known, declared);
    let forms = server::router::forms();
    let mut known: Vec<&str> = forms.iter().map(|(path, _)| *path).collect();
    known.sort_unstable();
    let declared: Vec<&str> = FORMS.iter().map(|(path, _)| *path).collect();
    assert_eq!(known, declared);
}

/// Asks with an identifier; `GET` for a function that reads.
fn ask(browser: &mut Browser, path: &str, (argument, id): (&str, &str)) -> Answer {
    let method = server_fn_paths().find(|(known, _)| *known == path);
    let also = ALSO.iter().find(|(known, _)| *known == path);
    let mut fields = also.map_or(Vec::new(), |(_, fields)| fields.to_vec());
    fields.push((argument, id));
    match method {
        Some((_, method)) if method == "GET" => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(fields);
            browser.get(&format!("{path}?{}", query.finish()))
        }
        _ => browser.post(path, &fields),
    }
}

#[test]
fn neither_function_nor_form_tells_of_another_customer() {
    let stage = Stage::open();
    let mut otto = stage.signed_in(OTTO);
    let theirs = theirs(&mut otto);
    let mut others = [stage.signed_in(ANNA), stage.signed_in(TOM)];
    let mut visitor = stage.browser();
    let mut disabled = stage.signed_in(EVA);
    stage.disable(EVA);
    for (path, ids) in FUNCTIONS.into_iter().chain(FORMS) {
        let stranger = if path.starts_with("/api/") { 401 } else { 303 };
        for (argument, prefix) in ids {
            let (_, id) = theirs.iter().find(|(kind, _)| kind == prefix).unwrap();
            let none = nobodys(prefix);
            let compare = |browser: &mut Browser, status: &[u16]| {
                let found = told(&ask(browser, path, (argument, id)), id);
                assert!(status.contains(&found.0), "{path}: {}", found.0);
                assert_eq!(
                    found,
                    told(&ask(browser, path, (argument, &none)), &none),
                    "{path}"
                );
            };
            for other in &mut others {
                // 403 is that of the page of the form, which is not open to Tom at all.
                let closed = ["/pay", "/credit/add"].contains(&path);
                let page = if closed { 403 } else { 404 };
                compare(other, &[404, page]);
            }
            compare(&mut visitor, &[stranger]);
            compare(&mut disabled, &[stranger]);
        }
    }
    // Nothing of it was done.
    assert_eq!(otto.get("/").status, 200);
}

#[test]
fn another_customers_account_is_not_opened() {
    let stage = Stage::open();
    let mut otto = stage.signed_in(OTTO);
    let (_, id) = theirs(&mut otto).pop().unwrap();
    let mut anna = stage.signed_in(ANNA);
    let before = anna.jar.get("__Host-sid").cloned();
    let none = nobodys("acc_");
    let (found, none) = (
        told(&anna.post("/accounts", &[("account", &id)]), &id),
        told(&anna.post("/accounts", &[("account", &none)]), &none),
    );
    assert_eq!((found.0, &found), (404, &none));
    assert_eq!(anna.jar.get("__Host-sid").cloned(), before);
    let answer = stage.browser().post("/accounts", &[("account", &id)]);
    assert_eq!(answer.location(), "/sign-in?next=%2Faccounts");
}

#[test]
fn lists_show_the_own_account_only() {
    let stage = Stage::open();
    let mut anna = stage.signed_in(ANNA);
    let theirs = theirs(&mut stage.signed_in(OTTO));
    let searches = [
        "",
        "?search=stein",
        "?search=%25",
        "?search=_",
        "?search=INV-2026-00002",
        "?search='",
    ];
    for page in [
        "/",
        "/invoices",
        "/subscriptions",
        "/credit",
        "/billing-accounts",
        "/affiliate",
        "/accounts",
    ] {
        for search in searches {
            let answer = anna.get(&format!("{page}{search}"));
            assert_eq!(answer.status, 200, "{page}{search}");
            for (_, id) in &theirs {
                assert!(!answer.has(id), "{page}{search} shows {id}");
            }
            for word in ["Stein", "77.01", "1881"] {
                assert!(!answer.has(word), "{page}{search} shows {word}");
            }
        }
    }
}

#[test]
fn a_technician_sees_no_money() {
    let stage = Stage::open();
    let mut tom = stage.signed_in(TOM);
    for page in ["/invoices", "/credit", "/billing-accounts", "/affiliate"] {
        let answer = tom.get(page);
        assert_eq!(answer.status, 403, "{page}");
        assert!(!answer.has("11.90"), "{page}");
    }
    let account = tom.get("/");
    assert_eq!(account.status, 200);
    assert!(!account.has("11.90") && !account.has("inv_"));
    let subscription = &Stage::ids(&tom.get("/subscriptions").body, "sub_")[0];
    for page in ["/subscriptions", &format!("/subscriptions/{subscription}")] {
        let answer = tom.get(page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.has("10.00") && !answer.has("By hand"), "{page}");
    }
    let invoice = &Stage::ids(&stage.signed_in(ANNA).get("/invoices").body, "inv_")[0];
    assert_eq!(tom.get(&format!("/invoices/{invoice}")).status, 404);
}

#[test]
fn what_another_of_ones_accounts_holds_is_one_step_away() {
    let stage = Stage::open();
    let invoice = |person| {
        let list = stage.signed_in(person).get("/invoices").body;
        format!("/invoices/{}", Stage::ids(&list, "inv_")[0])
    };
    let (annas, ottos) = (invoice(ANNA), invoice(OTTO));
    let mut eva = stage.signed_in(EVA);
    let here = eva.get(&annas).status;
    let (there, back) = match here {
        200 => (&ottos, &annas),
        _ => (&annas, &ottos),
    };
    assert_eq!(eva.get(back).status, 200);
    let led = eva.get(there);
    assert_eq!(led.status, 303);
    let page = eva.get(led.location());
    assert!(
        page.has("belongs to another of your accounts"),
        "{}",
        page.body
    );
    let forms = page.body.split("name=\"account\"").skip(1);
    let fields = forms.filter_map(|form| form.split('>').next());
    let ids: Vec<String> = fields.flat_map(|field| Stage::ids(field, "acc_")).collect();
    assert_eq!(ids.len(), 1);
    let opened = eva.post("/accounts", &[("account", &ids[0]), ("next", there)]);
    assert_eq!((opened.status, opened.location()), (303, there.as_str()));
    assert_eq!(eva.get(there).status, 200);
    // What nobody has stays nothing.
    let none = format!("/invoices/{}", nobodys("inv_"));
    assert_eq!(eva.get(&none).status, 404);
}
