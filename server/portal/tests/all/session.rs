//! Signing in and out, devices, limits, resets, and the mail that goes with them.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod ends;
mod limits;
mod people;
mod post;
mod resets;
mod sign_in;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::mail::{Letter, Post, PostError};
use model::Answer;
use model::caller::Caller;
use model::fault::{Fault, Problem};
use model::portal::Sessions;
use model::session::{AskReset, Reset, SignIn, SignedIn, Whence};
use model::time::{Clock, Instant};
use portal::{Desk, jobs, password};
use store::Db;
use store::probe::{number, script};

use crate::support::{NOON, books, id, known, reception};

const PASSWORD: &str = "marble-otter-sundial";
const ANNA: &str = "p1@example.org";

/// A clock that is put forward by hand.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// The small books, with passwords for persons 1 (of accounts 1 and 2), 2 and 3 (of account 3,
/// which is closed).
struct Stage {
    desk: Arc<Desk>,
    db: Db,
    clock: Arc<Hands>,
}

impl Stage {
    async fn open(db: Db) -> Self {
        books::fill(&db).await;
        let phc = password::hash(PASSWORD, [7; 16]).unwrap();
        let set = format!("update person set password_hash = '{phc}'");
        script(&db, set).await.unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(NOON.0)));
        let hands: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        Self {
            desk: Arc::new(Desk::new(db.clone(), hands, reception())),
            db,
            clock,
        }
    }

    fn later(&self, seconds: i64) {
        self.clock
            .0
            .fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    async fn count(&self, text: impl Into<String>) -> i64 {
        number(&self.db, text).await.unwrap()
    }

    async fn script(&self, text: impl Into<String>) {
        script(&self.db, text).await.unwrap();
    }

    async fn try_in(&self, email: &str, password: &str, whence: Whence) -> Answer<SignedIn> {
        let request = SignIn {
            email: email.to_owned(),
            password: password.to_owned(),
            stay: None,
        };
        self.desk.sign_in(request, whence, None).await
    }

    /// Signs in to stay, with that account open.
    async fn stay_in(&self, open: Option<u64>) -> SignedIn {
        let request = SignIn {
            email: ANNA.to_owned(),
            password: PASSWORD.to_owned(),
            stay: Some("on".to_owned()),
        };
        let open = open.map(|n| known("acc", n));
        let begun = self.desk.sign_in(request, from("192.0.2.1"), open).await;
        begun.unwrap()
    }

    async fn sign_in(&self) -> SignedIn {
        self.try_in(ANNA, PASSWORD, from("192.0.2.1"))
            .await
            .unwrap()
    }

    async fn caller(&self, session: &SignedIn) -> Option<Caller> {
        self.desk.identify(&session.token).await.unwrap()
    }

    async fn ask(&self, email: &str, address: &str) -> Answer<()> {
        let email = email.to_owned();
        self.desk.ask_reset(AskReset { email }, from(address)).await
    }

    async fn reset(&self, token: &str, password: &str) -> Answer<String> {
        let (token, password) = (token.to_owned(), password.to_owned());
        let request = Reset { token, password };
        self.desk.reset(request, from("192.0.2.1")).await
    }

    /// The token of the link that a request for one brings.
    async fn link(&self) -> String {
        let post = Letters::default();
        self.ask(ANNA, "192.0.2.1").await.unwrap();
        while jobs::tick(&self.desk, &post).await.unwrap() > 0 {}
        token(&post.taken().pop().unwrap())
    }
}

/// The secret in the mail about a new password.
fn token(letter: &Letter) -> String {
    let (_, rest) = letter
        .text
        .split_once("https://portal.example/reset/")
        .unwrap();
    rest.lines().next().unwrap().to_owned()
}

fn from(address: &str) -> Whence {
    Whence {
        address: address.to_owned(),
        agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".to_owned(),
        device: None,
    }
}

fn with_device(address: &str, device: &str) -> Whence {
    Whence {
        device: Some(device.to_owned()),
        ..from(address)
    }
}

fn wrong() -> Fault {
    Fault::field("password", Problem::WrongCredentials)
}

fn too_many(answer: &Answer<SignedIn>) -> Option<u32> {
    match answer.as_ref().err()?.of_field("password")? {
        Problem::TooMany { minutes } => Some(minutes),
        _ => None,
    }
}

/// Takes mails, or refuses them.
#[derive(Default)]
struct Letters {
    taken: Mutex<Vec<Letter>>,
    shut: AtomicBool,
}

impl Letters {
    fn taken(&self) -> Vec<Letter> {
        self.taken.lock().unwrap().clone()
    }

    fn shut(&self, shut: bool) {
        self.shut.store(shut, Ordering::SeqCst);
    }
}

#[async_trait]
impl Post for Letters {
    async fn send(&self, letter: &Letter) -> Result<(), PostError> {
        tokio::task::yield_now().await;
        if self.shut.load(Ordering::SeqCst) {
            return Err(PostError::NotTaken("shut".to_owned()));
        }
        self.taken.lock().unwrap().push(letter.clone());
        Ok(())
    }
}
