//! The command line, as a provider's scripts see it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub const BOOKS: &str = include_str!("books.ndjson");

const SETTINGS: &str = "[gateways.sandbox]\nkind = 'sandbox'\n";

/// A folder with settings in it.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("saldo.toml"), SETTINGS).unwrap();
    folder
}

fn saldo(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_saldo"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not read the standard input closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Exit code, standard output, standard error.
pub fn run(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = saldo(folder, arguments, input);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn wrong_usage_is_told_from_a_refusal() {
    let folder = folder();
    for arguments in [
        &["nonsense"][..],
        &[],
        &["serve", "--now", "tomorrow"],
        &["import"],
    ] {
        assert_eq!(run(folder.path(), arguments, "").0, 2, "{arguments:?}");
    }
    for command in [
        "serve",
        "work",
        "import",
        "import-statement",
        "export",
        "bill",
        "verify",
        "user",
        "key",
        "config",
        "sandbox",
    ] {
        let (code, help, _) = run(folder.path(), &[command, "--help"], "");
        assert!(code == 0 && help.contains("Usage: saldo"), "{command}");
    }
    assert_eq!(run(folder.path(), &["import", "missing.ndjson"], "").0, 1);
    assert_eq!(
        run(
            folder.path(),
            &["--settings", "missing.toml", "config", "check"],
            ""
        )
        .0,
        1
    );
}

#[test]
fn books_are_imported_whole_or_not_at_all() {
    let folder = folder();
    let bad = BOOKS.replace("\"total\":\"11.90\"}", "\"total\":\"11.905\"}");
    let (code, out, told) = run(folder.path(), &["import", "-"], &bad);
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("line 15: total: ") && told.contains("line 16: total: "),
        "{told}"
    );
    assert!(out.contains("nothing was changed"), "{out}");
    let extra = BOOKS.replace("\"name\":\"Web\"", "\"name\":\"Web\",\"colour\":\"red\"");
    let (code, _, told) = run(folder.path(), &["import", "-"], &extra);
    assert_eq!(code, 1);
    assert!(told.contains("line 3: colour: "), "{told}");
    let (code, out, told) = run(folder.path(), &["import", "-"], BOOKS);
    assert_eq!(
        (code, out.as_str()),
        (0, "20 added, 0 updated, 0 unchanged\n"),
        "{told}"
    );
    let (code, out, _) = run(folder.path(), &["import", "-"], BOOKS);
    assert_eq!(
        (code, out.as_str()),
        (0, "0 added, 0 updated, 20 unchanged\n")
    );
    let (code, _, told) = run(folder.path(), &["verify"], "");
    assert_eq!(code, 0, "{told}");
    let (code, lines, _) = run(folder.path(), &["export"], "");
    assert_eq!(code, 0);
    assert!(
        lines.lines().all(|line| line.starts_with("{\"type\":")),
        "{lines}"
    );
    let (code, _, told) = run(folder.path(), &["export", "--account", "A-9"], "");
    assert!(code == 1 && told.contains("A-9"), "{told}");
}

#[test]
fn what_is_wrong_with_a_line_is_told_in_words() {
    let folder = folder();
    for (line, reason) in [
        (
            r#"{"type":"invoce","ref":"I-9"}"#,
            "line 2: type: \"invoce\" is not a type that is imported, which are: seller, ",
        ),
        (
            r#"{"type":"invoce"}"#,
            "line 2: type: \"invoce\" is not a type that is imported, which are: seller, ",
        ),
        (
            r#"{"type":"person","ref" "p"}"#,
            "line 2, column 24: is not JSON: expected `:`\n",
        ),
        (
            r#"{"type":"person""#,
            "line 2, column 16: is not JSON: EOF while parsing an object\n",
        ),
        ("[]", "line 2: is not an object\n"),
    ] {
        let books = format!("\n{line}\n");
        let (code, _, told) = run(folder.path(), &["import", "-"], &books);
        assert_eq!(code, 1, "{told}");
        assert!(told.starts_with(reason), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    let (code, out, _) = run(folder.path(), &["verify"], "");
    let first = "ok: each transaction of the ledger sums to zero: 0 transactions (I1)\n";
    assert!(code == 0 && out.starts_with(first), "{out}");
}

#[test]
fn people_and_keys_are_managed_by_name() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["import", "-"], BOOKS).0, 0);
    let run = |arguments: &[&str], input: &str| run(folder.path(), arguments, input);
    assert!(
        run(&["user", "list"], "")
            .1
            .contains("otto@stein.example\tactive\t1\tOtto Stein\n")
    );
    assert_eq!(run(&["user", "disable", "otto@stein.example"], "").0, 0);
    assert!(
        run(&["user", "list"], "")
            .1
            .contains("otto@stein.example\tdisabled")
    );
    assert_eq!(run(&["user", "disable", "otto@stein.example"], "").0, 1);
    assert_eq!(run(&["user", "enable", "otto@stein.example"], "").0, 0);
    assert_eq!(run(&["user", "sign-out", "otto@stein.example"], "").0, 0);
    let password = ["user", "password", "otto@stein.example"];
    assert_eq!(run(&password, "a-brand-new-pass-phrase\n").0, 0);
    assert_eq!(run(&password, "short\n").0, 1);
    let (code, _, told) = run(&["user", "enable", "nobody@stein.example"], "");
    assert_eq!(
        (code, told.as_str()),
        (1, "saldo: there is nobody with this address\n")
    );
    let (code, none, told) = run(&["key", "list"], "");
    assert_eq!((code, none.as_str()), (0, ""));
    assert!(told.starts_with("There are no keys yet"), "{told}");
    let create = [
        "key", "create", "shop", "--scope", "usage", "--scope", "invoices",
    ];
    let (code, secret, _) = run(&create, "");
    assert!(code == 0 && secret.len() > 40, "{secret}");
    assert_eq!(run(&create, "").0, 1);
    assert_eq!(
        run(&["key", "create", "x", "--scope", "everything"], "").0,
        2
    );
    let (_, rotated, _) = run(&["key", "rotate", "shop"], "");
    assert_ne!(secret, rotated);
    assert!(run(&["key", "list"], "").1.starts_with("shop\tactive\t"));
    assert_eq!(run(&["key", "disable", "shop"], "").0, 0);
    assert_eq!(run(&["key", "rotate", "shop"], "").0, 1);
}

/// Adds Ida by `saldo user create`: exit code, and what was told.
fn create(folder: &Path, who: [&str; 3], password: Option<&str>) -> (i32, String) {
    let [email, account, role] = who;
    let mut arguments = vec!["user", "create", email, "--name", "Ida Moor"];
    arguments.extend(["--account", account, "--role", role]);
    arguments.extend(password.map(|_| "--password-stdin"));
    let (code, _, told) = run(folder, &arguments, password.unwrap_or_default());
    (code, told)
}

#[test]
fn nobody_is_added_against_the_rules_of_the_import() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["import", "-"], BOOKS).0, 0);
    let (ida, otto) = ("ida@moor.example", "otto@stein.example");
    let is_there = "there is somebody with this address already";
    for (who, password, reason) in [
        ([ida, "A-9", "viewer"], None, "account: names \"A-9\""),
        ([ida, "A-1", "king"], None, "role: "),
        ([ida, "A-1", "owner"], None, "role: owner: the account has"),
        (["ida", "A-1", "viewer"], None, "email: "),
        ([otto, "A-1", "viewer"], None, is_there),
        (
            [ida, "A-1", "viewer"],
            Some("short\n"),
            "password: at least",
        ),
    ] {
        let (code, told) = create(folder.path(), who, password);
        assert_eq!((code, told.contains(reason)), (1, true), "{told}");
    }
    let (_, list, _) = run(folder.path(), &["user", "list"], "");
    assert!(!list.contains(ida), "{list}");
}

#[test]
fn somebody_is_added_by_the_rules_of_the_import() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["import", "-"], BOOKS).0, 0);
    let ida = ["ida@moor.example", "A-1", "viewer"];
    let phrase = Some("a-brand-new-pass-phrase\n");
    assert_eq!(create(folder.path(), ida, phrase), (0, String::new()));
    let jo = ["jo@moor.example", "A-1", "technician"];
    assert_eq!(create(folder.path(), jo, None).0, 0);
    let (_, list, _) = run(folder.path(), &["user", "list"], "");
    assert!(
        list.contains("ida@moor.example\tactive\t1\tIda Moor\n"),
        "{list}"
    );
    assert!(list.contains("jo@moor.example\tno password\t1\t"), "{list}");
    // Who is there without an audit row would be found (I15).
    let (code, _, told) = run(folder.path(), &["verify"], "");
    assert_eq!(code, 0, "{told}");
    let (_, lines, _) = run(folder.path(), &["export"], "");
    let ida = lines.lines().find(|line| line.contains("ida@moor.example"));
    assert!(ida.unwrap().contains("\"role\":\"viewer\""), "{ida:?}");
}

#[test]
fn an_import_runs_on_the_day_that_it_is_given() {
    let folder = folder();
    let relative = BOOKS
        .replace("\"2026-02-15\"", "\"today-14d\"")
        .replace("\"2026-02-16\"", "\"today-13d\"");
    let now = ["import", "-", "--relative", "--now", "2026-03-01T00:00:00Z"];
    let (code, _, told) = run(folder.path(), &now, &relative);
    assert_eq!(code, 0, "{told}");
    let (_, lines, _) = run(folder.path(), &["export"], "");
    for day in ["2026-02-15", "2026-02-16"] {
        assert!(
            lines.contains(&format!("\"issued_on\":\"{day}\"")),
            "{lines}"
        );
    }
    let (code, _, told) = run(folder.path(), &["import", "-"], &relative);
    assert_eq!(code, 1, "without --relative a day is a day: {told}");
}

#[test]
fn a_name_that_the_settings_do_not_have_is_refused() {
    let folder = folder();
    let web = "\"kind\":\"hosting\",\"prices\"";
    let panel =
        "\"kind\":\"hosting\",\"panel\":{\"server\":\"web1\",\"plan_guid\":\"g\"},\"prices\"";
    let books = BOOKS.replace(web, panel).replace(
        "\"payers\":[\"B-1\"]",
        "\"payers\":[\"B-1\"],\"panel\":{\"server\":\"web2\",\"external_id\":\"7\"}",
    );
    let (code, _, told) = run(folder.path(), &["import", "-"], &books);
    assert_eq!(code, 1);
    for reason in [
        "line 3: panel.server: \"web1\" is not in the settings",
        "line 12: panel.server: \"web2\" is not in the settings",
    ] {
        assert!(told.contains(reason), "{told}");
    }
    let settings =
        format!("{SETTINGS}[panels.web1]\nkind = 'plesk'\n[panels.web2]\nkind = 'sandbox'\n");
    std::fs::write(folder.path().join("saldo.toml"), settings).unwrap();
    let (code, _, told) = run(folder.path(), &["import", "-"], &books);
    assert_eq!(code, 0, "{told}");
}

#[test]
fn plain_http_is_for_this_machine_or_behind_a_proxy_that_is_named() {
    let folder = folder();
    let refused = [
        ("listen = '0.0.0.0:0'", "SALDO_SERVER__PUBLIC_URL"),
        ("public_url = 'http://192.0.2.7'", "server.trusted_proxies"),
        ("public_url = 'http://0.0.0.0:3000'", "server.public_url"),
    ];
    for (server, reason) in refused {
        let file = folder.path().join("saldo.toml");
        std::fs::write(file, format!("[server]\n{server}\n")).unwrap();
        let (code, _, told) = run(folder.path(), &["work"], "");
        assert_eq!(code, 1, "{told}");
        assert!(told.contains(reason) && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn the_run_bills_up_to_a_day_and_within_bounds() {
    let folder = folder();
    let saldo = |arguments: &[&str], input: &str| run(folder.path(), arguments, input);
    let now = ["--now", "2026-03-18T12:00:00Z"];
    assert_eq!(
        saldo(&["import", "-", "--now", "2026-03-10T12:00:00Z"], BOOKS).0,
        0
    );
    let bill = |more: &[&str]| saldo(&[&["bill"], more, &now].concat(), "");
    let (code, out, told) = bill(&["--until", "2026-03-19"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(told.contains("2026-03-19 has not come yet"), "{told}");
    let until = ["--until", "2026-03-18"];
    for bound in [["--max-invoices", "1"], ["--max-total", "23.79"]] {
        let (code, out, told) = bill(&[until, bound].concat());
        assert_eq!((code, out.as_str()), (1, ""), "{told}");
        assert!(told.contains("nothing was done"), "{told}");
    }
    let rehearsed = bill(&["--until", "2026-05-18", "--dry-run", "--json"]);
    assert_eq!(
        (rehearsed.0, rehearsed.1.lines().count()),
        (0, 6),
        "{rehearsed:?}"
    );
    let bounds = ["--max-invoices", "2", "--max-total", "23.80", "--json"];
    let (code, out, told) = bill(&[&until[..], &bounds[..]].concat());
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("2 invoices issued, 23.80 EUR"), "{told}");
    for (line, number) in out.lines().zip(["INV-2026-00003", "INV-2026-00004"]) {
        let invoice: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(invoice["number"], number);
        assert_eq!(
            (&invoice["total"], &invoice["due_on"]),
            (&"11.90".into(), &"2026-04-01".into())
        );
    }
    let again = [(); 2].map(|()| bill(&until).1.starts_with("0 accounts, 0 "));
    assert_eq!((again, saldo(&["verify"], "").0), ([false, true], 0));
}

#[test]
fn all_that_a_line_lacks_is_named_at_once() {
    let folder = folder();
    let line = r#"{"type":"person","ref":"p","role":"boss"}"#;
    let (code, out, told) = run(folder.path(), &["import", "-"], line);
    assert_eq!(
        (code, out.as_str(), told.as_str()),
        (
            1,
            "2 faults: nothing was changed\n",
            "line 1: email: is missing\nline 1: name: is missing\n"
        )
    );
    let line = r#"{"type":"person","ref":"p","name":"P","email":"p@a.example","role":"boss"}"#;
    let (_, out, told) = run(folder.path(), &["import", "-"], line);
    assert_eq!(out, "1 fault: nothing was changed\n");
    assert!(
        told.starts_with("line 1: role: is \"boss\", and must be one of: owner, "),
        "{told}"
    );
}

#[test]
fn what_has_nothing_to_show_says_why() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["import", "-"], "").0, 0);
    let (code, out, told) = run(folder.path(), &["user", "list"], "");
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(told.starts_with("nobody yet: "), "{told}");
    let days = ["report", "tax", "--from", "2026-02-01", "--to"];
    let report = |to| run(folder.path(), &[&days[..], &[to]].concat(), "");
    assert_eq!(report("2026-02-01").0, 0);
    let (code, _, told) = report("2026-01-31");
    assert_eq!(
        (code, told.as_str()),
        (1, "saldo: --to is a day before --from\n")
    );
}
