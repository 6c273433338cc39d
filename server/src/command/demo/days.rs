use std::sync::Arc;

use model::time::{Clock as _, Date, FixedClock, Instant};
use portal::ids::Ids;
use portal::import::ImportOptions;
use portal::run::{Order, run_with};
use portal::zone::{begin_of, date_in};
use store::{Db, StoreError};

use super::super::import::adapters;
use super::super::open::internal;
use super::super::progress::Progress;
use super::{Trouble, books, deeds};
use crate::settings::Settings;

/// The mails of so many days, today's among them, are handed over when the demo is served; those of
/// earlier days count as handed over on their own day.
const MAILS: i32 = 3;

/// Where the seller of the books is.
pub const ZONE: &str = "Europe/Berlin";

/// The same for every demo: what is made on a day from the same books is the same.
const SEED: [u8; 32] = *b"Quayside Hosting GmbH, Kaiserkai";

/// Makes the demo of a day in a database that is not there yet.
pub async fn make(url: &str, settings: &Settings, today: Date) -> Result<(), Trouble> {
    let db = Db::open(url).await?;
    db.migrate().await?;
    let lived = live(&db, settings, today).await;
    db.close().await;
    lived
}

/// Lives through the days, one by one.
async fn live(db: &Db, settings: &Settings, today: Date) -> Result<(), Trouble> {
    let ids = Arc::new(Ids::seeded(SEED));
    let rows = books::by_day(today)?;
    let first = books::first_day(today);
    let progress = Progress::of("days of the demo books");
    let count = today.since(first);
    for n in 0..=count {
        let day = first.plus_days(n);
        let clock = FixedClock(midnight(day));
        if let Some(rows) = rows.get(&day) {
            bring(db, (settings, &ids), &clock, rows).await?;
        }
        run(db, &ids, &clock).await?;
        deeds::pay(db, &ids, (day, today, clock.now())).await?;
        if n <= count - MAILS {
            hand_over(db, clock.now()).await?;
        }
        let told = |n: i32| u64::try_from(n).unwrap_or_default();
        progress.tell(told(n), told(count));
    }
    Ok(())
}

/// The demo's day begins with its seller's, and for customers in the west a few hours later.
fn midnight(day: Date) -> Instant {
    begin_of(ZONE, day)
}

async fn bring(
    db: &Db,
    (settings, ids): (&Settings, &Arc<Ids>),
    clock: &FixedClock,
    rows: &str,
) -> Result<(), Trouble> {
    let options = ImportOptions {
        adapters: adapters(settings),
        policy: settings.billing.clone(),
        ids: Some(Arc::clone(ids)),
        ..ImportOptions::default()
    };
    let report = portal::import::run(db, clock, rows.as_bytes(), options, &|_, _| {}).await?;
    let day = date_in(ZONE, clock.now());
    match report.refused.first() {
        Some(bad) => Err(Trouble::new(format!("the demo books on {day}, {bad}"))),
        None => Ok(()),
    }
}

/// The billing run of a day.
async fn run(db: &Db, ids: &Arc<Ids>, clock: &FixedClock) -> Result<(), Trouble> {
    let order = Order {
        until: Some(date_in(ZONE, clock.now())),
        ..Order::default()
    };
    let report = run_with(db, clock, (order, ids), &|_| {}).await;
    match report.map_err(internal)?.troubles.first() {
        Some(it) => Err(Trouble::new(format!("the run of the demo: {}", it.cause))),
        None => Ok(()),
    }
}

/// Whatever waits counts as handed over.
async fn hand_over(db: &Db, now: Instant) -> Result<(), StoreError> {
    let done: Result<u64, StoreError> = db
        .write(move |tx| Box::pin(async move { store::outbox::all_sent(tx, now).await }))
        .await;
    done.map(drop)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::settings::{GatewayKind, GatewaySettings};

    fn settings() -> Settings {
        let mut settings = Settings::default();
        let sandbox = GatewaySettings::of(GatewayKind::Sandbox);
        settings.gateways.insert("sandbox".to_owned(), sandbox);
        settings
    }

    /// The export of the demo of a day, whose books are in order.
    async fn made(day: &str) -> String {
        let today: Date = day.parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("saldo.db").display());
        let done = make(&url, &settings(), today).await;
        assert!(done.is_ok(), "{day}: {}", done.err().unwrap());
        let db = Db::open(&url).await.unwrap();
        let verdict = portal::verify::run(&db).await.unwrap();
        assert!(verdict.clean(), "{day}\n{verdict}");
        let (clock, mut text) = (FixedClock(midnight(today)), Vec::new());
        portal::export::run(&db, &clock, &mut text, None)
            .await
            .unwrap();
        db.close().await;
        String::from_utf8(text).unwrap()
    }

    /// What is due, what credit is left, how many invoices are open, and how many of them overdue.
    const FIGURES: [(&str, &str, &str, usize, usize); 21] = [
        ("A-20401", "EUR 0.00", "EUR 0.00", 0, 0),
        ("A-20402", "EUR 362.72", "EUR 0.00", 5, 0),
        ("A-20403", "EUR 0.00", "EUR 30.72", 0, 0),
        ("A-20404", "EUR 26.78", "EUR 0.00", 2, 2),
        (
            "A-20406",
            "EUR 9.00, USD 54.00",
            "EUR 18.50, USD 35.00",
            2,
            0,
        ),
        ("A-20407", "EUR 51.17", "EUR 0.00", 1, 0),
        ("A-20408", "EUR 19.00", "EUR 16.75", 1, 0),
        ("A-20409", "EUR 29.00", "EUR 0.00", 1, 0),
        ("A-20410", "EUR 14.90", "EUR 0.00", 1, 0),
        ("A-20411", "JPY 3780", "JPY 2000", 1, 0),
        ("A-20412", "KWD 8.390", "KWD 0.000", 1, 0),
        ("A-20413", "EUR 11.30", "EUR 0.00", 1, 0),
        ("A-20414", "EUR 0.00", "EUR 0.00", 0, 0),
        ("A-20415", "EUR 0.00", "EUR 0.00", 0, 0),
        ("A-20417", "EUR 47.60", "EUR 0.00", 2, 1),
        ("A-20418", "EUR 156.01", "EUR 44.20", 6, 1),
        ("A-20419", "EUR 0.00", "EUR 0.00", 0, 0),
        ("A-20420", "EUR 10.80", "EUR 0.00", 1, 0),
        ("A-20421", "EUR 0.00", "EUR 0.00", 0, 0),
        ("A-20422", "EUR 0.00", "EUR 0.00", 0, 0),
        ("A-20423", "EUR 22.61", "EUR 32.35", 1, 0),
    ];

    fn told(sums: &Value) -> String {
        let sums = sums.as_object().unwrap().iter();
        let sums = sums.map(|(currency, sum)| format!("{currency} {}", sum.as_str().unwrap()));
        sums.collect::<Vec<_>>().join(", ")
    }

    fn stands(day: &str, text: &str) {
        let rows: Vec<Value> = text
            .lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect();
        let of = |kind: &'static str| rows.iter().filter(move |row| row["type"] == kind);
        for (account, due, credit, open, overdue) in FIGURES {
            let row = of("account").find(|row| row["ref"] == account).unwrap();
            let sums = (told(&row["due"]), told(&row["credit"]));
            assert_eq!(sums, (due.to_owned(), credit.to_owned()), "{day} {account}");
            let own = of("invoice").filter(|row| row["account"] == account);
            let count = |field: &str, none: Value| {
                let own = own.clone();
                own.filter(|row| row[field] != none && row["open"] != "0.00")
                    .count()
            };
            assert_eq!(
                count("overdue", Value::Bool(false)),
                overdue,
                "{day} {account}"
            );
            let owed = |row: &&Value| {
                let open = row["open"].as_str().unwrap();
                !open.trim_matches(['0', '.']).is_empty()
            };
            assert_eq!(own.clone().filter(owed).count(), open, "{day} {account}");
        }
        for (subscription, status) in [
            ("S-05-01", "suspended"),
            ("S-05-02", "active"),
            ("S-05-03", "terminated"),
            ("S-14-01", "cancelled"),
            ("S-14-02", "expired"),
            ("S-18-07", "cancelling"),
        ] {
            let row = of("subscription")
                .find(|row| row["ref"] == subscription)
                .unwrap();
            let now = row
                .get("status")
                .and_then(Value::as_str)
                .unwrap_or("active");
            assert_eq!(now, status, "{day} {subscription}");
        }
    }

    async fn good(day: &str) {
        stands(day, &made(day).await);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_made_on_a_day_is_always_the_same() {
        // A Sunday.
        let (once, again) = tokio::join!(made("2027-01-31"), made("2027-01-31"));
        assert!(once == again);
        stands("2027-01-31", &once);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_situations_are_there_on_a_leap_day() {
        good("2028-02-29").await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_situations_are_there_when_a_year_begins() {
        good("2027-01-01").await;
    }
}
