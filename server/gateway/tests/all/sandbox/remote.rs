//! The suite over a sandbox behind its door, and what can happen on the way there.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::routing::post;
use gateway::payment::sandbox::{Remote, doors};
use gateway::payment::{Gateway, GatewayError, Happening, Outcome, Refusal, Secret, Started};
use http::HeaderMap;
use model::time::{Clock, Instant};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::house::{Dial, House, confirm, enter, rules, token, webhooks};
use crate::contract::capture::refused;
use crate::contract::rig::{Case, Rig, euro, payment, took};

struct Far {
    house: House,
    remote: Remote,
}

async fn listen(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

fn remote(base: &str, secret: &str) -> Remote {
    let patience = Duration::from_secs(10);
    Remote::new(base, base, Secret::new(secret), patience)
}

impl Far {
    async fn open() -> Self {
        let house = House::open().await;
        let base = listen(doors(&house.sandbox)).await;
        let remote = remote(&base, rules().secret.reveal());
        Self { house, remote }
    }
}

#[async_trait]
impl Rig for Far {
    fn gateway(&self) -> &dyn Gateway {
        &self.remote
    }

    fn now(&self) -> Instant {
        self.house.now()
    }

    fn pass(&self, seconds: i64) {
        self.house.pass(seconds);
    }

    fn token(&self, case: Case) -> String {
        token(case)
    }

    fn secret(&self) -> Secret {
        rules().secret
    }

    async fn confirm(&self, outcome: &Outcome, yes: bool) {
        confirm(&self.house.sandbox, outcome, yes).await;
    }

    async fn enter(&self, started: &Started) {
        enter(&self.house.sandbox, started).await;
    }

    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        webhooks(&self.house.sandbox).await
    }
}

contract!(Far::open);

#[tokio::test]
async fn who_does_not_know_the_secret_is_let_in_nowhere() {
    let far = Far::open().await;
    let base = listen(doors(&far.house.sandbox)).await;
    let capture = payment(&far, "secret", Case::Good);
    for secret in ["", "wrong", "whsec_tes", "whsec_test2"] {
        let stranger = remote(&base, secret);
        let end = stranger.capture(&capture).await;
        assert!(refused(&end, Refusal::Credentials), "{end:?}");
        assert!(!format!("{stranger:?}").contains("whsec"));
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let far = Far::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let capture = payment(&far, "nobody", Case::Good);
    let end = remote(&base, "x").capture(&capture).await;
    assert!(refused(&end, Refusal::Unreachable), "{end:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_or_makes_no_sense_is_unknown() {
    let far = Far::open().await;
    let capture = payment(&far, "silent", Case::Good);
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", silent.local_addr().unwrap());
    let patience = Duration::from_millis(200);
    let remote = Remote::new(&base, &base, Secret::new("x"), patience);
    let end = remote.capture(&capture).await;
    assert!(matches!(end, Err(GatewayError::Unknown(_))), "{end:?}");
    let sense = Router::new().route("/v1/capture", post(async || "nonsense"));
    let end = self::remote(&listen(sense).await, "x")
        .capture(&capture)
        .await;
    assert!(matches!(end, Err(GatewayError::Unknown(_))), "{end:?}");
}

/// A process is a task here: what is killed is the task, and its books are on the disk.
#[tokio::test]
async fn it_serves_sends_its_webhooks_and_outlives_its_end() {
    let place = tempfile::tempdir().unwrap();
    let books = place.path().join("sandbox.db");
    let (tell, mut told) = mpsc::unbounded_channel();
    let portal = Router::new().route(
        "/webhook",
        post(async move |headers: HeaderMap, body: axum::body::Bytes| {
            tell.send((headers, body)).unwrap();
        }),
    );
    let target = format!("{}/webhook", listen(portal).await);
    let dial = Arc::new(Dial::default());
    let house = House::open().await;
    let mut first = None;
    for round in 0..2 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = watch::channel(false);
        let clock: Arc<dyn Clock> = Arc::<Dial>::clone(&dial);
        let (path, target) = (books.clone(), target.clone());
        let serving = tokio::spawn(async move {
            let way = (path.as_path(), Some(target.as_str()));
            gateway::payment::sandbox::serve(listener, way, rules(), clock, stopped).await
        });
        let remote = remote(&base, rules().secret.reveal());
        let capture = payment(&house, "whole", Case::Good);
        let outcome = remote.capture(&capture).await.unwrap();
        took(&outcome, euro(2490));
        assert_eq!(*first.get_or_insert(outcome.clone()), outcome);
        if round == 0 {
            let came = timeout(Duration::from_secs(10), told.recv()).await;
            let (headers, body) = came.unwrap().unwrap();
            let event = remote.event(&headers, &body, dial.now(), &[rules().secret]);
            let event = event.unwrap();
            assert_eq!(event.what, Happening::Payment(outcome));
            assert_eq!(event.key, Some(capture.key.clone()));
        }
        stop.send(true).unwrap();
        serving.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn without_a_secret_it_does_not_serve() {
    let place = tempfile::tempdir().unwrap();
    let books = place.path().join("sandbox.db");
    let dial = Arc::new(Dial::default());
    let mut rules = rules();
    rules.secret = Secret::new("");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_stop, stopped) = watch::channel(false);
    let way = (books.as_path(), None);
    let end = gateway::payment::sandbox::serve(listener, way, rules, dial, stopped).await;
    assert!(end.is_err());
}
