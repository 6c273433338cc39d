//! VAT numbers: who is asked, what the answer changes, and what an outage does not.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gateway::vat::{Answer, Question, Unanswered, VatService};
use model::time::{Clock, Date, Instant};
use portal::import::{ImportOptions, run as import};
use portal::run::{Order, run};
use portal::{Desk, vat};
use store::probe::{number, script};
use store::{Db, on_both};

use crate::support::reception;

/// 2026-03-01T10:00:00Z.
const BEGIN: i64 = 1_772_359_200_000_000;
const DAY: i64 = 86_400;

/// A clock that goes on when it is told to.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// A service that says what it is told to; else it is out.
#[derive(Default)]
struct Stub {
    says: Mutex<VecDeque<bool>>,
    asked: Mutex<Vec<Question>>,
}

#[async_trait]
impl VatService for Stub {
    async fn ask(&self, question: &Question) -> Result<Answer, Unanswered> {
        self.asked.lock().unwrap().push(question.clone());
        let valid = self.says.lock().unwrap().pop_front();
        let answer = valid.map(|valid| Answer {
            valid,
            reference: Some("WAPI7".to_owned()),
        });
        answer.ok_or_else(|| Unanswered("MS_UNAVAILABLE".to_owned()))
    }
}

/// Vera in Vienna has a number and pays 10.00 a month to a seller in Hamburg.
struct House {
    db: Db,
    clock: Arc<Hands>,
    desk: Desk,
    stub: Stub,
}

impl House {
    async fn open(db: Db) -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(BEGIN)));
        let text = include_str!("vat.ndjson");
        let options = ImportOptions::default();
        let report = import(&db, &*clock, text.as_bytes(), options, &|_, _| {}).await;
        assert_eq!(report.expect("imports").refused, []);
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<_>;
        Self {
            desk: Desk::new(db.clone(), shared, reception()),
            stub: Stub::default(),
            db,
            clock,
        }
    }

    fn says(&self, valid: bool) {
        self.stub.says.lock().unwrap().push_back(valid);
    }

    fn wait(&self, seconds: i64) {
        self.clock
            .0
            .fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    async fn ask(&self) -> usize {
        vat::ask(&self.desk, &self.stub).await.expect("asks")
    }

    /// Bills up to today; the tax of the newest invoice of Vera.
    async fn tax(&self) -> i64 {
        let until: Date = self.clock.now().utc_date();
        let order = Order {
            until: Some(until),
            ..Order::default()
        };
        run(&self.db, &*self.clock, order, &|_| {})
            .await
            .expect("runs");
        let newest = "select i.tax_minor from invoice i join account a on a.id = i.account_id
            where a.ref = 'v' order by i.id desc limit 1";
        number(&self.db, newest).await.expect("reads")
    }

    async fn count(&self, what: &str) -> i64 {
        let text = format!("select cast(count(*) as bigint) from {what}");
        number(&self.db, &text).await.expect("counts")
    }
}

on_both!(a_number_that_is_confirmed_bears_no_tax, |db| async move {
    let house = House::open(db).await;
    house.says(true);
    // One of the two is not of the Union: nobody is asked for it.
    assert_eq!(house.ask().await, 2);
    assert_eq!(house.stub.asked.lock().unwrap().len(), 1);
    let asked = house.stub.asked.lock().unwrap().remove(0);
    let parts = |country: &str, rest: &str| (country.to_owned(), rest.to_owned());
    assert_eq!(asked.number, parts("AT", "U12345675"));
    assert_eq!(asked.asker, Some(parts("DE", "811204912")));
    assert_eq!(house.tax().await, 0);
    let kept = "account where vat_check like '%WAPI7%' and vat_check like '%2026-03-31%'";
    assert_eq!(house.count(kept).await, 1);
    assert_eq!(
        house
            .count("audit where action = 'account.vat_checked'")
            .await,
        1
    );
    // It is not asked again before a week is over.
    assert_eq!(house.ask().await, 0);
    house.wait(7 * DAY);
    assert_eq!(house.ask().await, 1);
});

on_both!(a_number_that_is_none_bears_tax, |db| async move {
    let house = House::open(db).await;
    house.says(false);
    house.ask().await;
    assert_eq!(house.tax().await, 200);
});

on_both!(an_outage_makes_no_number_invalid, |db| async move {
    let house = House::open(db).await;
    // Before the first answer form and checksum decide.
    assert_eq!(house.ask().await, 2);
    assert_eq!(house.tax().await, 0);
    house.wait(3_600);
    house.says(true);
    assert_eq!(house.ask().await, 1);
    house.wait(7 * DAY);
    house.says(true);
    house.ask().await;
    // From now on it is out. On 1 April the answer of 8 March still counts, on 1 May no more.
    for (days, tax) in [(24, 0), (30, 200)] {
        house.wait(days * DAY);
        assert_eq!(house.ask().await, 1, "it is asked again and again");
        assert_eq!(house.tax().await, tax);
    }
    house.wait(31 * DAY);
    house.says(true);
    house.ask().await;
    assert_eq!(house.tax().await, 0);
    let verdict = portal::verify::run(&house.db).await.expect("verifies");
    assert!(verdict.clean(), "\n{verdict}");
});

on_both!(
    what_nobody_ever_confirmed_does_not_count_for_ever,
    |db| async move {
        let house = House::open(db).await;
        house.ask().await;
        assert_eq!(house.tax().await, 0);
        // It is out from the first day on: on 1 April the 30 days are over.
        house.wait(31 * DAY);
        assert_eq!(house.ask().await, 1);
        assert_eq!(house.tax().await, 200);
        let pending = "audit where action = 'account.vat_checked'";
        assert_eq!(house.count(pending).await, 1);
        house.wait(DAY);
        house.says(true);
        house.ask().await;
        house.wait(30 * DAY);
        house.says(true);
        house.ask().await;
        assert_eq!(house.tax().await, 0);
    }
);

on_both!(a_number_with_a_slip_bears_tax, |db| async move {
    let house = House::open(db).await;
    let slip = "update account set vat_id = 'ATU12345676' where ref = 'v'";
    script(&house.db, slip).await.expect("changes");
    assert_eq!(house.tax().await, 200);
});

on_both!(another_number_is_asked_for_at_once, |db| async move {
    let house = House::open(db).await;
    house.says(true);
    house.ask().await;
    for change in [
        "update account set vat_id = 'ATU99999999' where ref = 'v'",
        // An import without the answer takes it away.
        "update account set vat_check = null where ref = 'v'",
    ] {
        script(&house.db, change).await.expect("changes");
        house.says(false);
        assert_eq!(house.ask().await, 1, "{change}");
    }
    assert_eq!(house.tax().await, 200);
});
