//! Databases that cannot be used: one sentence, exit code 1, nothing served.

use std::fs;
use std::path::{Path, PathBuf};

use store::{Db, StoreError, on};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::command::{BOOKS, folder, run};

/// Each way to open a database.
const COMMANDS: [&[&str]; 7] = [
    &["serve"],
    &["work"],
    &["import", "-"],
    &["export"],
    &["verify"],
    &["user", "list"],
    &["key", "list"],
];

/// The settings name this database; any command tells in one sentence what is wrong with it.
fn refused(folder: &TempDir, url: &str, commands: &[&[&str]], reason: &str) {
    serve_from(folder.path(), url);
    for command in commands {
        let (code, out, told) = run(folder.path(), command, BOOKS);
        let start = format!("saldo: the database {reason}");
        assert_eq!(
            (code, out.as_str()),
            (1, ""),
            "{command:?} on {url}: {told}"
        );
        assert!(told.starts_with(&start), "{command:?} on {url}: {told}");
        assert_eq!(told.lines().count(), 1, "{command:?} on {url}: {told}");
    }
}

/// As much of a site as `serve` asks for.
pub fn site(folder: &Path) -> PathBuf {
    let site = folder.join("site");
    fs::create_dir_all(site.join("public")).unwrap();
    fs::write(
        site.join("assets.json"),
        r#"{"js":"/a.js","wasm":"/a.wasm","pwa":"/p.js","css":"/a.css",
        "texts":{"en":"/en","de":"/de"}}"#,
    )
    .unwrap();
    site
}

/// Settings, and a site beside them.
fn serve_from(folder: &Path, url: &str) {
    let site = site(folder);
    let settings = format!(
        "[database]\nurl = '{url}'\n[server]\nlisten = '127.0.0.1:0'\n[site]\nroot = '{}'\n\
         [gateways.sandbox]\nkind = 'sandbox'\n",
        site.display()
    );
    fs::write(folder.join("saldo.toml"), settings).unwrap();
}

/// The address of a database with customers in it.
fn filled(folder: &TempDir) -> String {
    let url = format!("sqlite://{}/books.db", folder.path().display());
    serve_from(folder.path(), &url);
    assert_eq!(run(folder.path(), &["import", "-"], BOOKS).0, 0);
    url
}

#[test]
fn what_is_no_database_is_told() {
    let folder = folder();
    let garbage = folder.path().join("garbage.db");
    fs::write(&garbage, "this is no database, but text".repeat(200)).unwrap();
    let garbage = format!("sqlite://{}", garbage.display());
    let verify: [&[&str]; 1] = [&["verify"]];
    refused(&folder, &garbage, &COMMANDS, "cannot be opened: ");
    refused(
        &folder,
        "sqlite:///nowhere/saldo.db",
        &COMMANDS,
        "file /nowhere/saldo.db cannot",
    );
    refused(
        &folder,
        "mysql://localhost/saldo",
        &verify,
        "address must begin with sqlite://",
    );
    refused(
        &folder,
        "postgres://127.0.0.1:1/saldo",
        &COMMANDS,
        "cannot be opened: ",
    );
}

#[test]
fn a_newer_database_is_left_alone() {
    let folder = folder();
    let url = filled(&folder);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&url).await.unwrap();
        let done: Result<(), StoreError> = db
            .write(|tx| {
                Box::pin(async move {
                    on!(tx, c => sqlx::query(
                        "insert into _sqlx_migrations
                            (version, description, success, checksum, execution_time)
                        select 9999, 'later', true, checksum, 0 from _sqlx_migrations
                        where version = 1"
                    ).execute(c).await.map(drop))
                })
            })
            .await;
        done.unwrap();
        db.close().await;
    });
    refused(&folder, &url, &COMMANDS, "is newer than this release");
}

#[test]
fn a_database_that_another_process_keeps_locked_is_told() {
    let folder = folder();
    let url = filled(&folder);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let db = runtime.block_on(Db::open(&url)).unwrap();
    let (locked, is_locked) = oneshot::channel();
    let (free, freed) = oneshot::channel::<()>();
    let ends = std::sync::Mutex::new(Some((locked, freed)));
    let holding = db.clone();
    let held = runtime.spawn(async move {
        let work = holding.write(move |_| {
            let ends = ends.lock().unwrap().take();
            Box::pin(async move {
                let (locked, freed) = ends.unwrap();
                locked.send(()).unwrap();
                freed.await.unwrap();
                Ok::<_, StoreError>(())
            })
        });
        work.await
    });
    runtime.block_on(is_locked).unwrap();
    let commands: [&[&str]; 2] = [&["verify"], &["import", "-"]];
    refused(&folder, &url, &commands, "is locked by another process");
    free.send(()).unwrap();
    runtime.block_on(held).unwrap().unwrap();
    assert_eq!(run(folder.path(), &["verify"], "").0, 0);
}

#[test]
fn a_database_that_can_only_be_read_is_told() {
    let folder = folder();
    let url = filled(&folder);
    // Whoever runs this may be allowed everything: the mode stands for the permissions.
    let reading = format!("{url}?mode=ro");
    refused(&folder, &reading, &COMMANDS, "is not writable: ");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = folder.path().join("books.db");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        if fs::OpenOptions::new().append(true).open(&file).is_err() {
            refused(&folder, &url, &COMMANDS, "is not writable: ");
        }
    }
}

#[test]
fn to_look_into_a_database_makes_none() {
    let folder = folder();
    let file = folder.path().join("typo.db");
    let url = format!("sqlite://{}", file.display());
    let reason = format!("file {} cannot be found", file.display());
    refused(
        &folder,
        &url,
        &[&["verify"], &["export"], &["user", "list"]],
        &reason,
    );
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn a_new_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    filled(&folder);
    let mode = fs::metadata(folder.path().join("books.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0);
}
