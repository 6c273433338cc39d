//! What was changed by hand in the database is found, and called by the invariant that it breaks.

use std::future::{pending, ready};
use std::sync::Arc;

use model::time::{FixedClock, Instant};
use store::{Db, on_both};

use crate::export::{at, books};

/// Lets a table be changed, which its triggers refuse.
async fn unlock(db: &Db, table: &str) {
    let embedded = format!("drop trigger {table}_no_update; drop trigger {table}_no_delete");
    if store::probe::script(db, embedded).await.is_err() {
        let server = format!("drop trigger {table}_no_change on {table}");
        store::probe::script(db, server).await.expect("drops");
    }
}

/// Breaks small books by a script, and expects the only finding to be of that invariant and to name
/// that row.
async fn breaks(db: &Db, script: &str, invariant: &str, row: &str) {
    books(db).await;
    let report = portal::verify::run(db).await.expect("verifies");
    assert!(report.clean(), "\n{report}");
    let table = script.split(' ').nth(1).expect("a table");
    let append_only = [
        "invoice_line",
        "invoice_tax",
        "ledger_entry",
        "credit_movement",
        "audit",
    ];
    if append_only.contains(&table) {
        unlock(db, table).await;
    }
    store::probe::script(db, script).await.expect("changes");
    let report = portal::verify::run(db).await.expect("verifies");
    let failed = report.findings.iter().filter(|it| it.first.is_some());
    let failed: Vec<_> = failed.collect();
    assert_eq!(failed.len(), 1, "\n{report}");
    assert_eq!(failed[0].invariant, invariant, "\n{report}");
    let first = failed[0].first.as_deref().unwrap_or_default();
    assert!(first.contains(row), "{first}");
    assert!(!report.clean());
}

/// A portal whose clock stands so many hours after that of the books.
fn later(db: &Db, hours: i64) -> portal::Desk {
    let reception = portal::Reception::new("Saldo", "https://portal.example", 1).expect("opens");
    let clock = FixedClock(at().0.plus_seconds(hours * 3600));
    portal::Desk::new(db.clone(), Arc::new(clock), reception)
}

on_both!(the_books_are_checked_once_a_day, |db| async move {
    books(&db).await;
    let check = async |hours| {
        portal::jobs::check(&later(&db, hours), pending())
            .await
            .expect("checks")
    };
    let noted = async |text: &str| {
        let count = format!("select count(*) from job where kind = 'verify' and {text}");
        store::probe::number(&db, count).await.expect("counts")
    };
    portal::jobs::enlist(&later(&db, 0)).await.expect("enlists");
    assert!(!check(0).await, "not at once");
    assert!(check(1).await);
    assert_eq!(noted("trouble is null and attempts = 0").await, 1);
    let wrong = "update position set due_minor = due_minor + 1 where open_count > 0";
    store::probe::script(&db, wrong).await.expect("changes");
    assert!(!check(24).await, "not before a day has passed");
    assert!(check(25).await);
    assert_eq!(
        noted("trouble like 'FAILED: cached balances%: due_minor of account A-%(I3)'").await,
        1
    );
    assert!(!check(26).await);
});

on_both!(a_check_that_is_broken_off_is_due_at_once, |db| async move {
    books(&db).await;
    portal::jobs::enlist(&later(&db, 0)).await.expect("enlists");
    let desk = later(&db, 1);
    let broken_off = portal::jobs::check(&desk, ready(())).await;
    assert!(!broken_off.expect("gives back"));
    let made = portal::jobs::check(&desk, pending()).await;
    assert!(made.expect("checks"), "nobody waits for the lease");
});

macro_rules! broken {
    ($($name:ident: $script:literal => $invariant:literal, $row:literal;)*) => {$(
        on_both!($name, |db| async move {
            breaks(&db, $script, $invariant, $row).await;
        });
    )*};
}

broken! {
    an_entry_that_is_changed:
        "update ledger_entry set amount_minor = amount_minor + 1 where book = 'revenue' and
             invoice_id = (select id from invoice where ref = 'I-1')"
        => "I1", "transaction ";
    a_line_that_is_changed:
        "update invoice_line set text = 'Something else' where text = 'Moving house'"
        => "I2", "invoice INV-2026-00002";
    a_file_that_is_not_what_was_made:
        "insert into document select 'inv_0', 'pdf', min(id), 0, 'x', 'eA==' from account"
        => "I2", "the file pdf of inv_0";
    an_act_that_is_changed:
        "update audit set actor = 'nobody' where n = 1 and scope = 'provider'"
        => "I2", "row 1 of the audit trail of provider";
    a_balance_that_is_changed:
        "update position set due_minor = due_minor + 1 where open_count > 0
             and account_id = (select id from account where ref = 'A-2')"
        => "I3", "due_minor of account A-2, EUR is 2024 and should be 2023";
    a_lot_that_is_changed:
        "update credit_lot set remaining_minor = remaining_minor - 1 where ref = 'C-1'"
        => "I3", "A-1";
    a_movement_that_is_changed:
        "update credit_movement set balance_minor = balance_minor + 1 where n = 1"
        => "I3", "movement 1 of account A-1";
    a_standing_that_is_changed:
        "update invoice_standing set settled_minor = settled_minor + 1,
             returned_minor = returned_minor + 1
             where invoice_id = (select id from invoice where ref = 'I-2')"
        => "I3", "settled_minor of invoice INV-2026-00002";
    a_state_that_is_changed:
        "update invoice_standing set state = 'paid' where state = 'part_paid'"
        => "I5", "invoice INV-2026-00002: its state is paid and should be part_paid";
    a_counter_that_is_changed:
        "update series set last_n = 2 where kind = 'invoice'"
        => "I7", "counter is 2 and should be 3";
    a_sum_of_commissions_that_is_changed:
        "update affiliate_month set pending_minor = 341 where month = '2026-06'"
        => "I3", "pending_minor of affiliate F-1, EUR, 2026-06 is 341 and should be 340";
    a_commission_that_is_owed_and_not_booked:
        "insert into ledger_entry select transaction_id, n + 2, account_id, book, currency,
             case when book = 'opening' then 1 else -1 end, null, null, null
             from ledger_entry where transaction_id = (select id from ledger_transaction
             where ref = 'commission:K-2')"
        => "I3", "commission owed to account A-1, EUR is 240 and should be 241";
    a_step_that_is_not_listed:
        "insert into commission_step select id, 2, at, 'tracked' from commission where ref = 'K-2'"
        => "I12", "commission K-2: step 2 to tracked is not listed";
    a_commission_of_ones_own:
        "update commission set customer_id = account_id where invoice_id is null or ref = 'K-2'"
        => "I14", "commission K-";
    a_tax_that_is_changed:
        "update invoice_tax set tax_minor = tax_minor + 1 where tax_minor = 437"
        => "I8", "tax_minor of invoice INV-2026-00001 is 437 and should be 438";
    a_payer_of_another_account:
        "update payer set billing_account_id = (select id from billing_account where ref = 'B-2')
             where subscription_id = (select id from subscription where ref = 'S-1')"
        => "I14", "payer 1 of subscription S-1";
    a_membership_in_another_account:
        "update membership set subscriptions = '[\"' || (select id from subscription
             where ref = 'S-1') || '\"]' where subscriptions is not null"
        => "I14", "membership of person p-1";
    a_row_that_nobody_added:
        "insert into tax_zone select 'tax_x', 'by-hand', seller_id, country, region, rate,
             category, valid_from, valid_to, inclusive from tax_zone"
        => "I15", "tax_zone by-hand is not in the audit trail";
    a_card_number:
        "update credit_lot set note = 'Paid by 4242 4242 4242 4242' where ref = 'C-1'"
        => "I15", "credit C-1 may hold a card number";
    a_plain_password:
        "update person set password_hash = 'seven-copper-kettles' where ref = 'p-2'"
        => "I15", "password of person p-2";
}

on_both!(prices_of_all_kinds_give_no_false_alarm, |db| async move {
    // Own prices without tax beside fees with it; add-ons that begin within a coupon's period.
    let books = include_str!("../../../../end2end/prices/book.ndjson");
    // Noon of 10 and 31 January and of 10 May 2026, UTC.
    let noon = [
        1_768_046_400_000_000,
        1_769_860_800_000_000,
        1_778_414_400_000_000,
    ]
    .map(|at| FixedClock(Instant(at)));
    let [begin, january, may] = noon;
    let adapters = portal::import::Adapters {
        gateways: vec!["sandbox".to_owned()],
        ..portal::import::Adapters::default()
    };
    let options = portal::import::ImportOptions {
        adapters,
        ..portal::import::ImportOptions::default()
    };
    let report = portal::import::run(&db, &begin, books.as_bytes(), options, &|_, _| {}).await;
    assert_eq!(report.expect("imports").refused, []);
    for (day, clock) in [("2026-01-31", january), ("2026-05-10", may)] {
        let order = portal::run::Order {
            until: Some(day.parse().expect("a day")),
            ..portal::run::Order::default()
        };
        let done = portal::run::run(&db, &clock, order, &|_| {}).await;
        assert_eq!(done.expect("runs").troubles, []);
        let report = portal::verify::run(&db).await.expect("verifies");
        assert!(report.clean(), "{day}\n{report}");
    }
});
