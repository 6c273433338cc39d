//! What the provider does to money, by the API and the command line.

use crate::browser::Answer;
use crate::command::{folder, run};
use crate::stage::{ANNA, Stage};

fn post(stage: &Stage, key: &str, (path, once): (&str, Option<&str>), body: &str) -> Answer {
    let line = format!("Bearer {key}");
    let mut machine = stage.browser().with("Authorization", &line);
    if let Some(once) = once {
        machine = machine.with("Idempotency-Key", once);
    }
    let path = format!("/api/provider/v1/{path}");
    machine.send("POST", &path, "application/json", body)
}

/// Every action, of something that is not there.
const NOWHERE: [(&str, &str, &str); 10] = [
    ("payments/pay_x/refunds", "payments", "{}"),
    ("unapplied/trf_x/allocate", "payments", "{}"),
    ("unapplied/pay_x/return", "payments", "{}"),
    ("quarantine/pay_x/accept", "payments", "{}"),
    ("quarantine/pay_x/return", "payments", "{}"),
    ("invoices/inv_x/credit-notes", "invoices", "{}"),
    ("invoices/inv_x/write-off", "invoices", "{}"),
    (
        "invoices/inv_x/due",
        "invoices",
        r#"{"due_on":"2030-01-01"}"#,
    ),
    ("withdrawals/wdr_x/approve", "payouts", "{}"),
    ("withdrawals/wdr_x/reject", "payouts", "{}"),
];

/// A body with its reason.
fn because(body: &str) -> String {
    let comma = if body == "{}" { "" } else { "," };
    body.replacen('{', &format!(r#"{{"reason":"as agreed"{comma}"#), 1)
}

#[test]
fn an_action_needs_a_key_a_scope_a_key_of_the_request_and_a_reason() {
    let stage = Stage::open();
    let other = stage.key("usage");
    let scopes = ["payments", "invoices", "payouts"];
    let keys = scopes.map(|scope| (scope, stage.key(scope)));
    for (path, scope, body) in NOWHERE {
        let right = keys.iter().find(|(name, _)| *name == scope);
        let (_, right) = right.unwrap();
        let once = (path, Some("one"));
        assert_eq!(
            post(&stage, "x", once, &because(body)).status,
            401,
            "{path}"
        );
        assert_eq!(
            post(&stage, &other, once, &because(body)).status,
            403,
            "{path}"
        );
        let keyless = post(&stage, right, (path, None), &because(body));
        assert_eq!(keyless.status, 400, "{path}");
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"reason":" "}"#,
            r#"{"reason":"x","more":1}"#,
        ] {
            assert_eq!(
                post(&stage, right, once, wrong).status,
                422,
                "{path} {wrong}"
            );
        }
        let gone = post(&stage, right, once, &because(body));
        assert_eq!(gone.status, 404, "{path}: {}", gone.body);
    }
}

#[test]
fn a_payment_goes_back_once_under_its_key() {
    let stage = Stage::open();
    let key = stage.key("payments");
    let mut anna = stage.signed_in(ANNA);
    let page = anna.get("/pay");
    let fields = page.hidden();
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let fields: Vec<(&str, &str)> = fields
        .filter(|(name, _)| name.starts_with("what"))
        .collect();
    let paid = anna.post("/pay", &fields);
    let checkout = Stage::ids(paid.location(), "chk_").remove(0);
    let id = stage.orders(&checkout).remove(0);
    let path = format!("payments/{id}/refunds");
    let ask = |once, body: &str| post(&stage, &key, (&path, Some(once)), &because(body));
    let first = ask("one", r#"{"amount":"1.19"}"#);
    assert_eq!(first.status, 200, "{}", first.body);
    assert!(first.has(r#""amount":"1.19""#), "{}", first.body);
    let again = ask("one", r#"{"amount":"1.19"}"#);
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(ask("one", r#"{"amount":"1.18"}"#).status, 422);
    assert_eq!(ask("two", r#"{"amount":"99.00"}"#).status, 409);
    assert_eq!(ask("two", r#"{"to":"mars"}"#).status, 422);
    let credit = ask("three", r#"{"amount":"1.19","to":"credit"}"#);
    assert!(credit.has(r#""credits":["lot_"#), "{}", credit.body);
}

#[test]
fn the_command_line_does_what_the_api_does() {
    let folder = folder();
    let books = crate::command::BOOKS;
    assert_eq!(run(folder.path(), &["import", "-"], books).0, 0);
    for (path, _, body) in NOWHERE {
        let call = ["call", path, &because(body), "--once", "one"];
        let (code, _, told) = run(folder.path(), &call, "");
        assert!(code == 1 && told.contains("404"), "{path}: {told}");
        let (code, _, told) = run(folder.path(), &["call", path], "");
        assert!(
            code == 1 && told.contains("body is missing"),
            "{path}: {told}"
        );
    }
}

const STATEMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>2026-03-02/1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">1.19</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-01</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls>
<RmtInf><Ustrd>INV-2026-00001 thanks</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">3.33</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-01</Dt></BookgDt><AcctSvcrRef>B2</AcctSvcrRef></Ntry>
<Ntry><Amt Ccy="EUR">9.99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-01</Dt></BookgDt><AcctSvcrRef>B3</AcctSvcrRef></Ntry>
</Stmt></BkToCstmrStmt></Document>"#;

#[test]
fn money_comes_by_hand_and_by_statement_from_the_command_line() {
    let folder = folder();
    let saldo = |arguments: &[&str], input: &str| run(folder.path(), arguments, input);
    let books = crate::command::BOOKS;
    assert_eq!(saldo(&["import", "-"], books).0, 0);
    for (told, text) in [
        ("2 booked, 0 known", STATEMENT),
        ("0 booked, 2 known", STATEMENT),
    ] {
        let (code, said, warned) = saldo(&["import-statement", "-"], text);
        assert!(code == 0 && said.contains(told), "{said} {warned}");
    }
    let (code, _, told) = saldo(&["import-statement", "-"], "<x/>");
    assert!(code == 1 && told.contains("nothing was booked"), "{told}");
    let (code, list, told) = saldo(&["call", "unapplied"], "");
    assert!(
        code == 0 && list.contains(r#""amount":"3.33""#),
        "{list} {told}"
    );
    let id = Stage::ids(&list, "trf_").remove(0);
    let body = because(r#"{"account":"A-2"}"#);
    let path = format!("unapplied/{id}/allocate");
    let (code, done, told) = saldo(&["call", &path, &body, "--once", "one"], "");
    assert!(
        code == 0 && done.contains(r#""unapplied":"0.00""#),
        "{done} {told}"
    );
    let again = saldo(&["call", &path, &body, "--once", "one"], "");
    assert_eq!((again.0, again.1), (0, done));
    let grant = r#"{"account":"A-1","amount":"5.00","currency":"EUR","origin":"promotion"}"#;
    let (code, done, told) = saldo(&["call", "credits", &because(grant)], "");
    assert!(code == 0 && done.contains(r#""id":"lot_"#), "{done} {told}");
    let paid =
        r#"{"on":"2026-03-01","amount":"1.00","currency":"EUR","reference":"INV-2026-00001"}"#;
    let (code, done, told) = saldo(&["call", "payments", &because(paid)], "");
    assert!(
        code == 0 && done.contains(r#""rule":"reference""#),
        "{done} {told}"
    );
    let (code, verdict, told) = saldo(&["verify"], "");
    assert_eq!(code, 0, "{verdict} {told}");
}

#[test]
fn lists_are_empty_where_nothing_is_to_be_looked_at() {
    let folder = folder();
    let saldo = |arguments: &[&str], input: &str| run(folder.path(), arguments, input);
    assert_eq!(saldo(&["import", "-"], crate::command::BOOKS).0, 0);
    for (list, empty) in [("quarantine", "unapplied"), ("withdrawals", "withdrawals")] {
        let (code, done, told) = saldo(&["call", list], "");
        let nothing = format!(r#"{{"{empty}":[]}}"#);
        assert_eq!((code, done.trim()), (0, nothing.as_str()), "{told}");
    }
}
