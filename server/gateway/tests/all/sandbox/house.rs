//! A sandbox with a clock that is set by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use gateway::payment::sandbox::{Entered, Rules, Sandbox};
use gateway::payment::{Action, Entry, Gateway, Outcome, Secret, Started};
use http::HeaderMap;
use model::time::{Clock, Instant};
use tempfile::TempDir;

use crate::contract::rig::{Case, Rig};

/// 2026-09-21T14:13:20Z.
const START: i64 = 1_790_000_000_000_000;

/// A clock that is set by hand.
pub struct Dial(AtomicI64);

impl Default for Dial {
    fn default() -> Self {
        Self(AtomicI64::new(START))
    }
}

impl Dial {
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

impl Clock for Dial {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::Relaxed))
    }
}

pub struct House {
    pub sandbox: Arc<Sandbox>,
    pub dial: Arc<Dial>,
    pub place: TempDir,
}

pub fn rules() -> Rules {
    Rules {
        pages: "http://127.0.0.1:1/sandbox".to_owned(),
        secret: Secret::new("whsec_test"),
        pace: 30,
        answer: Duration::from_millis(1),
    }
}

impl House {
    pub async fn open() -> Self {
        let place = tempfile::tempdir().unwrap();
        let dial = Arc::new(Dial::default());
        let clock: Arc<dyn Clock> = Arc::<Dial>::clone(&dial);
        let path = place.path().join("sandbox.db");
        let sandbox = Sandbox::open(&path, rules(), clock).await.unwrap();
        Self {
            sandbox: Arc::new(sandbox),
            dial,
            place,
        }
    }

    /// Ends it and opens its books again, as after a crash.
    pub async fn again(self) -> Self {
        self.sandbox.close().await;
        let clock: Arc<dyn Clock> = Arc::<Dial>::clone(&self.dial);
        let path = self.place.path().join("sandbox.db");
        let sandbox = Sandbox::open(&path, rules(), clock).await.unwrap();
        Self {
            sandbox: Arc::new(sandbox),
            ..self
        }
    }
}

/// The last part of a page's address and its key.
pub fn page(url: &str) -> (String, String) {
    let (path, key) = url.split_once("?key=").unwrap();
    let reference = path.rsplit('/').next().unwrap();
    (reference.to_owned(), key.to_owned())
}

/// A token that does so, in the sandbox's words.
pub fn token(case: Case) -> String {
    let word = match case {
        Case::Good => "ok",
        Case::Declined(code) => code,
        Case::Authenticate => "authenticate",
        Case::Slow => "slow",
        Case::TimeoutBefore => "timeout_before",
        Case::TimeoutAfter => "timeout_after",
        Case::TimeoutDeclined => "timeout_declined",
        Case::RefundFails => "refund_fails",
        Case::Disputed => "disputed",
    };
    format!("{word}:pm_1")
}

/// The customer answers at the sandbox's page.
pub async fn confirm(sandbox: &Sandbox, outcome: &Outcome, yes: bool) {
    let Outcome::RequiresAction {
        action: Action::Visit(url),
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    let (reference, key) = page(url);
    sandbox.confirm((&reference, &key), yes).await.unwrap();
}

/// The customer enters a good card at the sandbox's page.
pub async fn enter(sandbox: &Sandbox, started: &Started) {
    let Entry::Frame(url) = &started.entry else {
        panic!("{started:?}");
    };
    let (reference, key) = page(url);
    let entered = Entered {
        number: "4242 4242 4242 4242".to_owned(),
        expiry: "12/30".to_owned(),
        code: "123".to_owned(),
        word: String::new(),
    };
    sandbox.enter((&reference, &key), &entered).await.unwrap();
}

/// The webhooks that are due; each is taken.
pub async fn webhooks(sandbox: &Sandbox) -> Vec<(HeaderMap, Vec<u8>)> {
    let mut all = Vec::new();
    for webhook in sandbox.due().await.unwrap() {
        sandbox.sent(webhook.id, true).await.unwrap();
        all.push((webhook.headers, webhook.body));
    }
    all
}

#[async_trait]
impl Rig for House {
    fn gateway(&self) -> &dyn Gateway {
        &*self.sandbox
    }

    fn now(&self) -> Instant {
        self.dial.now()
    }

    fn pass(&self, seconds: i64) {
        self.dial.pass(seconds);
    }

    fn token(&self, case: Case) -> String {
        token(case)
    }

    fn secret(&self) -> Secret {
        rules().secret
    }

    async fn confirm(&self, outcome: &Outcome, yes: bool) {
        confirm(&self.sandbox, outcome, yes).await;
    }

    async fn enter(&self, started: &Started) {
        enter(&self.sandbox, started).await;
    }

    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        webhooks(&self.sandbox).await
    }
}
