//! The test gateway in a process of its own: what it has answered outlives its being killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use gateway::payment::sandbox::Remote;
use gateway::payment::{Capture, Gateway, GatewayError, Heard, Inquiry, Key, Outcome, Secret};
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::{Clock, MachineClock};

use crate::command::{folder, run};

/// The process, killed with the test.
struct Process(Child);

impl Process {
    fn start(folder: &Path) -> (Self, Remote) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_saldo"))
            .args([
                "sandbox",
                "--listen",
                "127.0.0.1:0",
                "--secret-file",
                "secret",
            ])
            .current_dir(folder)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let process = Self(child);
        said.read_line(&mut line).unwrap();
        let base = line.trim().rsplit(' ').next().unwrap();
        let patience = Duration::from_secs(20);
        let remote = Remote::new(base, base, Secret::new("whsec_process"), patience);
        (process, remote)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn capture() -> Capture {
    Capture {
        key: Key::new("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f10/1").unwrap(),
        amount: Money::new(2490, Currency::EUR),
        method: Method::Card,
        token: "timeout_after:1".to_owned(),
        customer: None,
        present: true,
        return_url: None,
        description: "INV-2026-00001".to_owned(),
    }
}

#[tokio::test]
async fn the_sandbox_is_a_process_whose_books_outlive_it() {
    let folder = folder();
    std::fs::write(folder.path().join("secret"), "whsec_process\n").unwrap();
    let (process, remote) = Process::start(folder.path());
    let lost = remote.capture(&capture()).await;
    assert!(matches!(lost, Err(GatewayError::Unknown(_))), "{lost:?}");
    drop(process);
    let end = remote.capture(&capture()).await;
    assert!(end.is_err(), "nobody is there");
    let (_process, remote) = Process::start(folder.path());
    let now = MachineClock.now();
    let inquiry = Inquiry {
        request: capture(),
        reference: None,
        first_tried_at: now,
        now,
        may_send: false,
    };
    let found = remote.look_up(&inquiry).await.unwrap();
    let Heard::Found(Outcome::Succeeded(captured)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(captured.amount, capture().amount);
}

#[test]
fn without_a_secret_the_sandbox_does_not_serve() {
    let folder = folder();
    for content in [None, Some(" \n")] {
        if let Some(content) = content {
            std::fs::write(folder.path().join("secret"), content).unwrap();
        }
        let arguments = [
            "sandbox",
            "--listen",
            "127.0.0.1:0",
            "--secret-file",
            "secret",
        ];
        let (code, _, complaint) = run(folder.path(), &arguments, "");
        assert_eq!(code, 1, "{complaint}");
        assert!(complaint.contains("secret"), "{complaint}");
    }
}
