//! A customer who saves payment methods, and the gateway at which that is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use gateway::payment::Secret;
use gateway::payment::manual::Manual;
use gateway::payment::sandbox::{Entered as Typed, Rules, Sandbox};
use model::Fault;
use model::billing_account::{BeginSetUp, Entered, Entry, FinishSetUp};
use model::caller::Caller;
use model::id::{BillingAccountId, SetUpId};
use model::portal::PaymentMethods;
use model::session::Whence;
use model::time::{Clock, Instant};
use portal::Desk;
use portal::checkout::Gateways;
use store::Db;

use super::holder;
use crate::support::{NOON, books, reception};

/// A clock that is set.
pub(super) struct Hands(pub(super) AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// Small books, a sandbox beside them, and a clock.
pub(super) struct House {
    pub(super) desk: Desk,
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) clock: Arc<Hands>,
    _folder: tempfile::TempDir,
}

impl House {
    pub(super) async fn open(db: Db) -> Self {
        books::fill(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(NOON.0)));
        let rules = Rules {
            pages: "https://portal.example/sandbox/sandbox".to_owned(),
            secret: Secret::new("whsec"),
            pace: 20,
            answer: Duration::from_secs(1),
        };
        let path = folder.path().join("sandbox.db");
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<_>;
        let sandbox = Sandbox::open(&path, rules, Arc::clone(&shared)).await;
        let sandbox = Arc::new(sandbox.unwrap());
        let gateways = Gateways::of_portal("https://portal.example");
        let gateways = gateways.with("sandbox", Arc::clone(&sandbox) as Arc<_>);
        let gateways = gateways.with("manual", Arc::new(Manual));
        Self {
            desk: Desk::new(db, shared, reception()).with_gateways(gateways),
            sandbox,
            clock,
            _folder: folder,
        }
    }

    pub(super) async fn begin(&self, method: &str) -> SetUpId {
        let request = BeginSetUp {
            method: method.to_owned(),
            replaces: None,
        };
        self.starts(&holder(1), request).await.unwrap()
    }

    /// Begins from an address of its own a person.
    pub(super) async fn starts(
        &self,
        caller: &Caller,
        request: BeginSetUp,
    ) -> Result<SetUpId, Fault> {
        let whence = Whence {
            address: "192.0.2.7".to_owned(),
            ..Whence::default()
        };
        self.desk.begin_set_up(caller, request, whence).await
    }

    /// Time goes by.
    pub(super) fn wait(&self, seconds: i64) {
        self.clock
            .0
            .fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(super) async fn entered(&self, id: &SetUpId) -> Entered {
        let shown = self.desk.show_set_up(&holder(1), id.clone()).await;
        shown.unwrap().entered
    }

    /// Types a number into the gateway's page.
    pub(super) async fn types(&self, id: &SetUpId, number: &str) {
        self.types_as(&holder(1), id, number).await;
    }

    /// The same by somebody.
    pub(super) async fn types_as(&self, caller: &Caller, id: &SetUpId, number: &str) {
        let shown = self.desk.show_set_up(caller, id.clone()).await.unwrap();
        let Entered::Nothing(Entry::Frame(url)) = shown.entered else {
            panic!("nothing is to be entered");
        };
        let typed = Typed {
            number: number.to_owned(),
            expiry: "12/30".to_owned(),
            code: "123".to_owned(),
            word: String::new(),
        };
        let (reference, key) = page(&url);
        self.sandbox.enter((reference, key), &typed).await.unwrap();
    }

    pub(super) async fn finish(
        &self,
        id: &SetUpId,
        request: FinishSetUp,
    ) -> Result<BillingAccountId, Fault> {
        let (id, caller) = (id.clone(), holder(1));
        self.desk.finish_set_up(&caller, id, request).await
    }
}

/// The reference and the key of a page of the sandbox.
pub(super) fn page(url: &str) -> (&str, &str) {
    let (place, key) = url.split_once("?key=").unwrap();
    (place.rsplit('/').next().unwrap(), key)
}

pub(super) const CARD: &str = "4242424242424242";
