//! Files: whose they are, and what they are called.

use crate::browser::Browser;
use crate::isolation::{nobodys, theirs, told};
use crate::stage::{ANNA, EVA, OTTO, Stage, TOM};

/// What the identifier in an address of a file names; none where the file is of the account that
/// is open. One that is not here fails the test.
const FILES: [(&str, Option<&str>); 11] = [
    ("/credit-notes/{id}/credit-note.pdf", Some("crn_")),
    ("/credit-notes/{id}/lines.csv", Some("crn_")),
    ("/credit-notes/{id}/xrechnung.xml", Some("crn_")),
    ("/invoices/{id}/invoice.pdf", Some("inv_")),
    ("/invoices/{id}/lines.csv", Some("inv_")),
    ("/invoices/{id}/transfer.svg", Some("inv_")),
    ("/invoices/{id}/xrechnung.xml", Some("inv_")),
    ("/receipts/{id}/receipt.pdf", Some("rct_")),
    ("/statement.csv", None),
    ("/statement.pdf", None),
    ("/usage.csv", None),
];

/// What the three files without an identifier are asked for.
const SPAN: &str = "from=2026-01-01&to=2026-03-01&currency=EUR&month=2026-02";

/// Of each kind that a file has: an identifier that exists elsewhere.
fn documents(otto: &mut Browser) -> [(&'static str, String); 3] {
    let found = theirs(otto);
    let of = |prefix| {
        let found = found.iter().find(|(kind, _)| *kind == prefix);
        found.unwrap().1.clone()
    };
    let (invoice, payment) = (of("inv_"), of("chk_"));
    let mut notes = Stage::ids(&otto.get(&format!("/invoices/{invoice}")).body, "crn_");
    let mut receipts = Stage::ids(&otto.get(&format!("/payments/{payment}")).body, "rct_");
    [
        ("inv_", invoice),
        ("crn_", notes.swap_remove(0)),
        ("rct_", receipts.swap_remove(0)),
    ]
}

#[test]
fn every_file_has_declared_what_it_is_of() {
    let files = server::router::files();
    let mut known: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    known.sort_unstable();
    assert_eq!(known, FILES.map(|(path, _)| path));
}

#[test]
fn a_document_of_another_customer_is_not_found() {
    let stage = Stage::open();
    let documents = documents(&mut stage.signed_in(OTTO));
    let mut strangers = [stage.browser(), stage.signed_in(EVA)];
    stage.disable(EVA);
    for (path, prefix) in FILES {
        let Some(prefix) = prefix else { continue };
        let (_, id) = documents.iter().find(|(kind, _)| *kind == prefix).unwrap();
        let place = |id: &str| path.replace("{id}", id);
        let none = nobodys(prefix);
        for person in [ANNA, TOM] {
            let mut other = stage.signed_in(person);
            let (found, none) = (
                told(&other.get(&place(id)), id),
                told(&other.get(&place(&none)), &none),
            );
            assert_eq!((found.0, &found), (404, &none), "{path}");
        }
        for stranger in &mut strangers {
            let answer = stranger.get(&place(id));
            let next = place(id).replace('/', "%2F");
            assert_eq!(answer.location(), format!("/sign-in?next={next}"), "{path}");
        }
    }
}

#[test]
fn a_file_of_the_account_tells_of_no_other() {
    let stage = Stage::open();
    let mut otto = stage.signed_in(OTTO);
    let [(_, invoice), ..] = documents(&mut otto);
    let (_, account) = theirs(&mut otto).pop().unwrap();
    let wishes = format!("account={account}&invoice={invoice}&of=S-2&subscription=S-2");
    let (mut anna, mut tom) = (stage.signed_in(ANNA), stage.signed_in(TOM));
    for (path, _) in FILES.into_iter().filter(|(_, prefix)| prefix.is_none()) {
        let own = anna.get(&format!("{path}?{SPAN}"));
        assert_eq!(own.status, 200, "{path}");
        for theirs in ["Stein", "77.01", "INV-2026-00002", "CN-2026"] {
            assert!(!own.has(theirs), "{path} shows {theirs}");
        }
        let wished = anna.get(&format!("{path}?{SPAN}&{wishes}"));
        assert_eq!(wished.status, 200, "{path}");
        assert_eq!(wished.body, own.body, "{path}");
        let answer = stage.browser().get(&format!("{path}?{SPAN}"));
        assert!(answer.location().starts_with("/sign-in?next="), "{path}");
    }
    for statement in ["/statement.csv", "/statement.pdf"] {
        let answer = tom.get(&format!("{statement}?{SPAN}"));
        assert_eq!(answer.status, 403, "{statement}");
        assert!(!answer.has("11.90"), "{statement}");
    }
}

#[test]
fn a_document_has_its_kind_and_its_name() {
    let stage = Stage::open();
    let mut otto = stage.signed_in(OTTO);
    let [(_, invoice), (_, note), (_, receipt)] = documents(&mut otto);
    for (place, media, how) in [
        (
            format!("/invoices/{invoice}/invoice.pdf"),
            "application/pdf",
            "inline; filename=\"INV-2026-00002",
        ),
        (
            format!("/invoices/{invoice}/lines.csv"),
            "text/csv; charset=utf-8",
            "attachment; filename=\"INV-2026-00002",
        ),
        (
            format!("/credit-notes/{note}/credit-note.pdf"),
            "application/pdf",
            "inline; filename=\"CN-2026-00001",
        ),
        (
            format!("/credit-notes/{note}/lines.csv"),
            "text/csv; charset=utf-8",
            "attachment; filename=\"CN-2026-00001",
        ),
        (
            format!("/receipts/{receipt}/receipt.pdf"),
            "application/pdf",
            "inline; filename=\"R-",
        ),
    ] {
        let answer = otto.get(&place);
        assert_eq!(answer.status, 200, "{place}");
        assert_eq!(answer.header("content-type"), Some(media));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let name = answer.header("content-disposition").unwrap();
        assert!(name.starts_with(how), "{name}");
    }
}
