//! `saldo config check`: what is in force, and what `serve` would say of it.

use tempfile::TempDir;

use crate::command::{folder, run};
use crate::database::site;

fn shown(folder: &TempDir, settings: &str) -> (i32, String, String) {
    std::fs::write(folder.path().join("saldo.toml"), settings).unwrap();
    run(folder.path(), &["config", "check"], "")
}

#[test]
fn settings_in_force_are_shown_without_secrets() {
    let folder = folder();
    let site = format!("[site]\nroot = '{}'\n", site(folder.path()).display());
    let settings = "[database]\nurl = 'postgres://saldo:hunter2@db/saldo'\n\
        [mail]\nfrom = 'a@b.example'\nurl = 'smtps://user:hunter2@mail.example'\n\
        [brand]\nname = 'Quayside'\n";
    let (code, out, _) = shown(&folder, &(site + settings));
    assert_eq!(code, 0);
    assert!(
        out.contains("Quayside") && out.contains("postgres://saldo:(hidden)@db/saldo"),
        "{out}"
    );
    assert!(!out.contains("hunter2"), "{out}");
    let (code, _, told) = shown(&folder, "[server]\nport = 80\n");
    assert_eq!(code, 1);
    assert!(told.contains("port"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn what_serve_would_refuse_is_told() {
    let folder = folder();
    let root = format!("[site]\nroot = '{}'\n", site(folder.path()).display());
    assert_eq!(shown(&folder, &root).0, 0);
    for (settings, reason) in [
        (
            root.clone() + "[server]\nlisten = '0.0.0.0:3000'\n",
            "saldo: the portal is to listen on 0.0.0.0:3000: set server.public_url",
        ),
        (
            "[site]\nroot = 'nowhere'\n".to_owned(),
            "saldo: the site files are not in nowhere: ",
        ),
        (
            root.clone() + "[mail]\nfrom = 'nix'\n",
            "saldo: mail.from: must be an address",
        ),
    ] {
        let (code, _, told) = shown(&folder, &settings);
        assert_eq!(code, 1, "{settings}");
        assert!(told.starts_with(reason), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    let named = root + "[mail]\nfrom = 'Quayside <a@b.example>'\n";
    assert_eq!(shown(&folder, &named).0, 0);
}
