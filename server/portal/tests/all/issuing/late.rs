//! What arrives after its month was charged.

use portal::import::Difference;
use store::on_both;

use super::usage::{MARCH, charged, march, measured, report, values};
use super::*;

on_both!(
    what_comes_late_is_corrected_with_the_next_month,
    |db| async move {
        march(&db).await;
        let ten = on("2026-04-10");
        go(&db, &ten).await;
        // More traffic, and less space.
        report(&db, &ten, &values("u1", "traffic", "2026-03-05", &[23])).await;
        report(&db, &ten, &values("f1", "disk", "2026-03-01", &[10; 31])).await;
        let issued = exported(&db, "invoice").await;
        go(&db, &on("2026-05-01")).await;
        let more = "u1 | traffic u | Metered, traffic, correction for March | 1.00 1 2026-03-01";
        let mut lines = MARCH.map(str::to_owned).to_vec();
        // The last values of March reach into April, for a week.
        lines.push(
            "2026-05-01 2026-05-15 u1 | disk u | Metered, disk | 0.12 0 2026-04-01".to_owned(),
        );
        lines.push(format!("2026-05-01 2026-05-15 {more}"));
        lines
            .push("2026-05-01 2026-05-15 u3 | disk v | Roomy, disk | 0.19 0 2026-04-01".to_owned());
        assert_eq!(charged(&db).await, lines);
        // What was issued is as it was.
        let now = exported(&db, "invoice").await;
        for before in issued {
            let same = now.iter().find(|it| it["ref"] == before["ref"]);
            assert_eq!(same.expect("stays")["hash"], before["hash"]);
        }
        sound(&db).await;
        // What comes to less than nothing is a credit note on the invoice that charged it.
        let notes = exported(&db, "credit_note").await;
        let march = now
            .iter()
            .find(|it| it["account"] == "f" && it["planned_on"] == "2026-04-01");
        assert_eq!(notes.len(), 1);
        let (note, line) = (&notes[0], &notes[0]["lines"][0]);
        assert_eq!(note["invoice"], march.expect("is there")["ref"]);
        assert_eq!(
            (&note["number"], &note["issued_on"]),
            (&"CN-2026-00001".into(), &"2026-05-01".into())
        );
        let sums = ["net", "tax", "total"].map(|field| note[field].as_str());
        assert_eq!(sums, [Some("0.10"), Some("0.02"), Some("0.12")]);
        assert_eq!(
            (&line["kind"], &line["revision"], &line["item"]),
            (&"usage".into(), &1.into(), &"disk u".into())
        );
        let inputs = &line["derivation"]["inputs"];
        assert_eq!(
            (&inputs["charged"], &inputs["back"]),
            (&"0.10".into(), &true.into())
        );
        assert_eq!(go(&db, &on("2026-05-01")).await.credit_notes, 0);
        // Readings that say more: it is charged again.
        report(
            &db,
            &on("2026-05-31"),
            &values("f1", "disk", "2026-03-01", &[12; 31]),
        )
        .await;
        go(&db, &on("2026-06-01")).await;
        let again = "f1 | disk u | Metered, disk, correction for March | 0.20 2 2026-03-01";
        let found = charged(&db).await;
        assert!(found.iter().any(|it| it.ends_with(again)), "{found:?}");
        sound(&db).await;
    }
);

on_both!(a_correction_explains_itself, |db| async move {
    march(&db).await;
    report(
        &db,
        &on("2026-04-10"),
        &values("u1", "traffic", "2026-03-05", &[24]),
    )
    .await;
    go(&db, &on("2026-05-01")).await;
    let lines = exported(&db, "invoice").await;
    let lines = lines
        .iter()
        .flat_map(|it| it["lines"].as_array().expect("lines"));
    let line = lines
        .into_iter()
        .find(|it| it["revision"] == 1)
        .expect("is corrected");
    let derivation = &line["derivation"];
    assert_eq!(derivation["inputs"]["charged"], "2.15");
    assert_eq!(
        (&derivation["exact"], &derivation["rounded"]),
        (&"105/1".into(), &"1.05".into())
    );
});

on_both!(what_an_ended_one_gets_back_is_credited, |db| async move {
    march(&db).await;
    let less = values("u2", "disk", "2026-03-01", &[15; 19]);
    report(&db, &on("2026-04-10"), &less).await;
    let done = go(&db, &on("2026-05-01")).await;
    assert_eq!((done.credit_notes, done.parked), (1, Vec::new()));
    let notes = exported(&db, "credit_note").await;
    assert_eq!((notes.len(), &notes[0]["net"]), (1, &"0.30".into()));
    sound(&db).await;
});

on_both!(
    what_was_paid_with_credit_goes_back_to_its_lot,
    |db| async move {
        march(&db).await;
        books(&db, CREDIT).await;
        go(&db, &on("2026-04-29")).await;
        let before = exported(&db, "credit").await[0]["remaining"].clone();
        let less = values("f1", "disk", "2026-03-01", &[10; 31]);
        report(&db, &on("2026-04-30"), &less).await;
        let clock = FixedClock(on("2026-05-01").now().plus_seconds(-36_000));
        let order = Order {
            until: "2026-05-01".parse().ok(),
            print: true,
        };
        let dry = portal::run::rehearse(&db, &clock, order, &|_| {}).await;
        let dry = dry.expect("rehearses");
        let report = until(&db, &clock, "2026-05-01").await;
        assert_eq!((dry.credit_notes, report.credit_notes), (1, 1));
        let notes = exported(&db, "credit_note").await;
        let returned = &notes[0]["returned"];
        assert_eq!(returned[0]["to"], "lot");
        assert_eq!(
            (&returned[0]["ref"], &returned[0]["amount"]),
            (&"l".into(), &"0.12".into())
        );
        let moves = exported(&db, "credit_movement").await;
        assert!(
            moves
                .iter()
                .any(|it| it["reason"] == "return" && it["amount"] == "0.12"),
            "{before}"
        );
        sound(&db).await;
        comes_back(&db).await;
    }
);

on_both!(what_was_paid_with_money_becomes_a_lot, |db| async move {
    books(&db, &measured()).await;
    books(&db, PAID).await;
    report(
        &db,
        &on("2026-03-01"),
        &values("u1", "disk", "2026-02-01", &[30; 28]),
    )
    .await;
    // 5.00 were paid by transfer of what costs 2.00.
    assert_eq!(
        until(&db, &on("2026-03-01"), "2026-03-01")
            .await
            .credit_notes,
        1
    );
    let notes = exported(&db, "credit_note").await;
    assert_eq!(
        (&notes[0]["invoice"], &notes[0]["total"]),
        (&"old".into(), &"3.57".into())
    );
    let lots = exported(&db, "credit").await;
    assert_eq!(
        (&lots[0]["origin"], &lots[0]["amount"]),
        (&"refund".into(), &"3.57".into())
    );
    assert_eq!(notes[0]["returned"][0]["ref"], lots[0]["ref"]);
    let account = exported(&db, "account").await;
    assert!(
        account.iter().any(|it| it["credit"]["EUR"] == "3.57"),
        "{account:?}"
    );
    sound(&db).await;
    comes_back(&db).await;
});

/// What credit notes say, and what is left of credit, as far as it does not depend on the days on
/// which that was done: what is credited before it was paid does not go back.
async fn noted(db: &Db) -> Vec<String> {
    let mut noted = Vec::new();
    for mut note in exported(db, "credit_note").await {
        for field in ["ref", "number", "hash", "invoice", "issued_on", "returned"] {
            note.remove(field);
        }
        for line in note["lines"].as_array_mut().expect("lines") {
            line["corrects"].take();
        }
        noted.push(Value::from(note).to_string());
    }
    let lots = exported(db, "credit").await;
    noted.extend(lots.iter().map(|lot| lot["remaining"].to_string()));
    noted.sort();
    noted
}

/// Corrections of two months, which come on the tenth of the next one each.
async fn corrected(db: &Db, daily_until: i32) {
    march(db).await;
    books(db, CREDIT).await;
    daily(db, 31..=daily_until).await;
    let less = values("f1", "disk", "2026-03-01", &[10; 31]);
    report(db, &on("2026-04-10"), &less).await;
    let less = values("u2", "disk", "2026-03-01", &[15; 19]);
    report(db, &on("2026-04-10"), &less).await;
    let less = values("u3", "disk", "2026-03-01", &[10; 31]);
    report(db, &on("2026-04-10"), &less).await;
}

on_both!(however_days_are_cut_the_same_is_credited, |db| async move {
    corrected(&db, 40).await;
    daily(&db, 41..=63).await;
    let whole = noted(&db).await;
    // Two accounts, of which one has a lot; two subscriptions share an invoice, and so its note.
    assert_eq!(whole.len(), 3, "{whole:?}");
    sound(&db).await;
    for cuts in [vec![], vec![60], vec![61], vec![45, 62]] {
        let other = store::testing::sqlite().await;
        corrected(&other.db, 40).await;
        for day in cuts.iter().chain([&63]) {
            let day = at(*day).now().utc_date().to_string();
            until(&other.db, &at(63), &day).await;
        }
        println!("{cuts:?}");
        same(&noted(&other.db).await, &whole);
        sound(&other.db).await;
        other.close().await;
    }
});

on_both!(a_run_that_is_killed_credits_once, |db| async move {
    corrected(&db, 40).await;
    for milliseconds in [1, 3, 6, 12, 25] {
        let patience = std::time::Duration::from_millis(milliseconds);
        let _ = tokio::time::timeout(patience, go(&db, &on("2026-05-01"))).await;
    }
    let later = FixedClock(on("2026-05-01").now().plus_seconds(3_600));
    let runs = (0..4).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { go(&db, &later).await })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.expect("ends");
    }
    assert_eq!(noted(&db).await.len(), 3);
    sound(&db).await;
});

/// An invoice for usage that was paid by transfer.
const PAID: &str = include_str!("paid.ndjson");

const CREDIT: &str = include_str!("lot.ndjson");

/// That an export brings everything back.
async fn comes_back(db: &Db) {
    let everything = async |db: &Db| {
        let mut out = Vec::new();
        let done = portal::export::run(db, &on("2026-05-01"), &mut out, None).await;
        done.expect("exports");
        String::from_utf8(out).expect("text")
    };
    let text = everything(db).await;
    let fresh = store::testing::sqlite().await;
    let options = ImportOptions::default();
    let done = import(
        &fresh.db,
        &on("2026-05-01"),
        text.as_bytes(),
        options,
        &|_, _| {},
    )
    .await;
    let done = done.expect("imports");
    assert_eq!(done.refused, []);
    // Of the moment at which something was booked an export keeps the day.
    let figures: Vec<_> = done.warnings.iter().filter(|it| it.field != ".").collect();
    assert_eq!(figures, Vec::<&Difference>::new());
    sound(&fresh.db).await;
    // What was given back is not given back again.
    let before = exported(&fresh.db, "credit_note").await;
    go(&fresh.db, &on("2026-06-02")).await;
    assert_eq!(exported(&fresh.db, "credit_note").await, before);
    fresh.close().await;
}
