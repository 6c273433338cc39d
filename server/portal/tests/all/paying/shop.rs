//! A customer who pays, at a till.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gateway::payment::Secret;
use model::caller::{Caller, Role};
use model::fault::Fault;
use model::id::{AccountId, CheckoutId, InvoiceId};
use model::payment::{Confirmation, Wish};
use model::time::{Clock, Instant};
use portal::Failure;
use portal::checkout::{Confirmed, Gateways, Till};
use portal::ids::Ids;
use portal::import::{Adapters, ImportOptions, run};
use portal::run::{Order, Report, run_at};
use store::Db;

use super::bank::Bank;
use crate::support;

/// 2026-11-23T10:00:00Z.
const NOW: i64 = 1_795_428_000_000_000;

/// A clock that goes on when it is told to.
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// Anna owes 64.00 (`i`) and, due before it, 6.00 (`j`); she has 10.00 of credit and a card.
pub struct Shop {
    pub db: Db,
    pub bank: Arc<Bank>,
    pub till: Till,
    pub anna: Caller,
    pub invoices: [InvoiceId; 2],
    clock: Arc<Hands>,
}

impl Shop {
    pub async fn open(db: Db) -> Self {
        Self::with(db, "").await
    }

    /// With more in the books.
    pub async fn with(db: Db, more: &str) -> Self {
        let books = include_str!("../import/race.ndjson");
        let text = format!("{books}{}{more}", include_str!("../import/more.ndjson"));
        let adapters = Adapters {
            gateways: vec!["sandbox".to_owned()],
            ..Adapters::default()
        };
        let options = ImportOptions {
            adapters,
            ..ImportOptions::default()
        };
        let clock = Arc::new(Hands(AtomicI64::new(NOW)));
        let report = run(&db, &*clock, text.as_bytes(), options, &|_, _| {}).await;
        assert_eq!(report.expect("imports").refused, []);
        let mut tx = db.read().await.expect("reads");
        let found = store::import::invoices(&mut tx, &["i", "j"]).await;
        let found = found.expect("reads");
        let account: AccountId = found["i"].account_id.parse().expect("an id");
        let known = store::person::by_email(&mut tx, "p@a.example").await;
        drop(tx);
        let mut anna = Caller {
            account,
            person: known.expect("reads").expect("is there").id.0,
            ..support::owner(1)
        };
        anna.access.role = Some(Role::Owner);
        let bank = Arc::new(Bank::default());
        let gateways = Gateways::of_portal("https://portal.example").with_webhooks(
            "sandbox",
            Arc::clone(&bank) as Arc<_>,
            vec![Secret::new("word")],
        );
        let ids = Arc::new(Ids::seeded([1; 32]));
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<_>;
        Self {
            till: Till::new(db.clone(), shared, ids, gateways),
            invoices: ["i", "j"].map(|it| found[it].id.parse().expect("an id")),
            db,
            bank,
            anna,
            clock,
        }
    }

    /// Her clock.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<_>
    }

    /// Time goes by.
    pub fn wait(&self, seconds: i64) {
        self.clock
            .0
            .fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// What would be shown for a wish, and its confirmation under a key.
    pub async fn asks(&self, key: u8, wish: Wish) -> Confirmation {
        let quote = self.till.quote(&self.anna, &wish).await.expect("quotes");
        Confirmation {
            key: format!("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f{key:02x}"),
            wish,
            shown: quote.shown,
        }
    }

    pub async fn confirms(&self, what: Confirmation) -> CheckoutId {
        match self.till.confirm(&self.anna, what).await.expect("confirms") {
            Confirmed::Done(id) | Confirmed::Before(id) => id,
            Confirmed::Moved => panic!("the figures have moved"),
        }
    }

    /// Confirms and sends.
    pub async fn pays(&self, key: u8, wish: Wish) -> CheckoutId {
        let id = self.confirms(self.asks(key, wish).await).await;
        self.till.send(&id).await.expect("sends");
        id
    }

    /// The states of a checkout's orders.
    pub async fn states(&self, id: &CheckoutId) -> Vec<&'static str> {
        let mut tx = self.db.read().await.expect("reads");
        let orders = store::payment::of_checkout(&mut tx, id).await;
        let orders = orders.expect("reads").into_iter();
        orders.map(|order| order.state.0.as_str()).collect()
    }

    /// Credit, what of it is set aside, what is due, what of that is in flight, what is unapplied.
    pub async fn figures(&self) -> [i64; 5] {
        let mut tx = self.db.read().await.expect("reads");
        let account = self.anna.account.as_str();
        let found = store::booking::positions(&mut tx, &[account]).await;
        let it = found.expect("reads").remove(0);
        [
            it.credit_minor,
            it.held_minor,
            it.due_minor,
            it.processing_minor,
            it.unapplied_minor,
        ]
    }

    /// The same till with other payment providers.
    pub fn without(&self, gateways: Gateways) -> Till {
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<_>;
        let ids = Arc::new(Ids::seeded([2; 32]));
        Till::new(self.db.clone(), clock, ids, gateways)
    }

    /// The billing run of the day, whatever the hour, and what it began is sent.
    pub async fn bills(&self) -> Report {
        let report = self.runs().await;
        while self.till.look().await.expect("looks") > 0 {}
        report
    }

    /// The billing run of the day alone.
    pub async fn runs(&self) -> Report {
        let order = Order {
            until: Some(self.clock.now().utc_date()),
            ..Order::default()
        };
        let report = run_at(&self.till, order, &|_| {}).await.expect("runs");
        assert_eq!(report.troubles, []);
        report
    }

    /// Changes the database by hand.
    pub async fn script(&self, text: &str) -> Result<(), String> {
        let done = store::probe::script(&self.db, text.to_owned()).await;
        done.map_err(|error| error.to_string())
    }

    /// Lets an order that is under way be rewritten, which a trigger refuses.
    pub async fn unlock(&self) {
        let drop = "drop trigger payment_no_rewrite";
        if self.script(drop).await.is_err() {
            let drop = format!("{drop} on payment");
            self.script(&drop).await.expect("drops");
        }
    }

    /// How many rows there are of a table by a condition.
    pub async fn count(&self, what: &str) -> i64 {
        let text = format!("select cast(count(*) as bigint) from {what}");
        store::probe::number(&self.db, &text).await.expect("counts")
    }

    /// `saldo verify` finds nothing.
    pub async fn clean(&self) {
        let verdict = portal::verify::run(&self.db).await.expect("verifies");
        assert!(verdict.clean(), "\n{verdict}");
    }
}

/// All that is open, each by its own payer.
pub fn all(credit: bool) -> Wish {
    Wish {
        invoices: None,
        payer: None,
        credit,
        amount: None,
    }
}

/// One invoice.
pub fn only(invoice: &InvoiceId, credit: bool) -> Wish {
    Wish {
        invoices: Some(vec![invoice.clone()]),
        ..all(credit)
    }
}

pub fn conflict(answer: &Result<Confirmed, Failure>) -> bool {
    let failure = answer.as_ref().expect_err("is refused");
    *failure.fault() == Fault::Conflict
}
