//! What arrives after its month was charged.

use store::on_both;
use store::probe::number;

use super::usage::{MARCH, charged, march, report, values};
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
        // What comes to less than nothing waits for a month that is worth more.
        report(
            &db,
            &on("2026-05-31"),
            &values("f1", "disk", "2026-05-01", &[20; 30]),
        )
        .await;
        go(&db, &on("2026-06-01")).await;
        let found = charged(&db).await;
        let june = found
            .iter()
            .filter_map(|it| it.strip_prefix("2026-06-01 2026-06-15 "));
        assert_eq!(
            june.collect::<Vec<_>>(),
            [
                "f1 | disk u | Metered, disk | 1.00 0 2026-05-01",
                "f1 | disk u | Metered, disk, correction for March | -0.10 1 2026-03-01",
            ]
        );
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

on_both!(
    what_an_ended_one_gets_back_is_told_to_the_provider,
    |db| async move {
        march(&db).await;
        let less = values("u2", "disk", "2026-03-01", &[15; 19]);
        report(&db, &on("2026-04-10"), &less).await;
        go(&db, &on("2026-05-01")).await;
        let mut lines = MARCH.map(str::to_owned).to_vec();
        lines.retain(|line| line.contains("u2"));
        let own = async || {
            let mut own = charged(&db).await;
            own.retain(|line| line.contains(" u2 "));
            own
        };
        assert_eq!(own().await, lines);
        let parked = "select count(*) from parked where subject like 'usage of sub_%'";
        assert_eq!(number(&db, parked).await.expect("counts"), 1);
        sound(&db).await;
        // The readings are put right again: nothing is to be given back.
        let right = values("u2", "disk", "2026-03-01", &[25; 19]);
        report(&db, &on("2026-05-10"), &right).await;
        go(&db, &on("2026-06-01")).await;
        assert_eq!(own().await.len(), 2);
        assert_eq!(number(&db, parked).await.expect("counts"), 0);
        sound(&db).await;
    }
);
