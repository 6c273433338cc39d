use std::sync::Arc;

use store::on_both;
use store::probe::script;

use super::*;

/// Coupons, and who holds them: one in time, one that the account has redeemed already, one that
/// was redeemed elsewhere, one with a setup fee, one too late.
pub const COUPONS: &str = include_str!("coupons.ndjson");

/// The books of all, with coupons.
pub fn with_coupons() -> String {
    format!("{}\n{COUPONS}", BOOKS.trim_end())
}

/// What coupons took off: subscription, beginning of the period, item, amount.
async fn taken_off(db: &Db) -> Vec<String> {
    let mut taken = Vec::new();
    for invoice in exported(db, "invoice").await {
        for line in invoice["lines"].as_array().expect("lines") {
            if line["kind"] == "coupon" {
                let said = ["subscription", "item", "net"].map(|field| line[field].as_str());
                let [of, item, net] = said.map(Option::unwrap_or_default);
                let from = line["period"]["from"].as_str().expect("a day");
                taken.push(format!("{of} {from} {item} {net}"));
            }
        }
    }
    taken.sort();
    taken
}

on_both!(coupons_take_off_for_their_cycles, |db| async move {
    books(&db, &with_coupons()).await;
    daily(&db, 0..=66).await;
    assert_eq!(
        taken_off(&db).await,
        [
            // Half of plan and add-on, twice.
            "a90 2026-03-15  -5.00",
            "a90 2026-03-15 b -1.50",
            "a90 2026-04-15  -5.00",
            "a90 2026-04-15 b -1.50",
            // An amount above the line takes the line.
            "a92 2026-03-15  -10.00",
            "a92 2026-04-15  -10.00",
            "a92 2026-05-15  -10.00",
            // The setup fee stays.
            "o1 2026-03-05  -10.00",
            "o1 2026-04-05  -10.00",
        ]
    );
    let held = exported(&db, "subscription").await;
    let used: Vec<String> = held
        .iter()
        .filter_map(|it| Some(format!("{} {}", it["ref"].as_str()?, it.get("coupon")?)))
        .collect();
    assert_eq!(
        used,
        [
            r#"a90 {"code":"HALF","cycles_used":2}"#,
            r#"a91 {"code":"HALF","cycles_used":0}"#,
            r#"a92 {"code":"OFF","cycles_used":4}"#,
            r#"o1 {"code":"HALF","cycles_used":2}"#,
            r#"o2 {"code":"OFF","cycles_used":0}"#,
        ]
    );
    let refused = "select count(distinct subject) from audit where action = 'coupon.refused'";
    assert_eq!(number(&db, refused).await.expect("counts"), 2);
    sound(&db).await;
});

on_both!(tax_comes_after_the_coupon, |db| async move {
    books(&db, &with_coupons()).await;
    daily(&db, 0..=20).await;
    let invoices = exported(&db, "invoice").await;
    let first = invoices.iter().find(|it| it["account"] == "o");
    let first = first.expect("is issued");
    let lines = first["lines"].as_array().expect("lines").iter();
    let lines: Vec<String> = lines
        .map(|it| format!("{} {} {}", it["kind"], it["text"], it["net"]))
        .collect();
    assert_eq!(
        lines,
        [
            r#""plan" "Medium" "20.00""#,
            r#""setup" "Medium" "5.00""#,
            r#""coupon" "Half price" "-10.00""#,
        ]
    );
    let derivation = serde_json::json!({"rule": "coupon",
        "inputs": {"line": "Medium", "percent": "50"}, "exact": "-1000/1", "rounded": "-10.00"});
    assert_eq!(first["lines"][2]["derivation"], derivation);
    let sums = ["net", "tax", "total"].map(|field| first[field].as_str().unwrap_or_default());
    assert_eq!(sums, ["15.00", "2.85", "17.85"]);
});

/// Books in which so many accounts hold one coupon that only three may redeem.
fn crowd(accounts: usize) -> String {
    let head = BOOKS
        .lines()
        .take_while(|line| !line.contains(r#""type":"account""#));
    let mut text: Vec<String> = head.map(str::to_owned).collect();
    text.push(
        r#"{"type":"coupon","ref":"few","code":"FEW","percent":"10","max_uses":3,
            "valid_from":"2026-01-01"}"#
            .replace('\n', ""),
    );
    let account = BOOKS
        .lines()
        .find(|line| line.contains(r#""type":"account""#));
    let account = account.expect("an account");
    for n in 0..accounts {
        text.push(account.replace(r#""ref":"a""#, &format!(r#""ref":"x{n}""#)));
        text.push(format!(
            r#"{{"type":"subscription","ref":"x{n}","account":"x{n}","plan":"s","currency":"EUR",
                "period":"month","started_on":"2025-03-10","next_renewal_on":"2026-03-10",
                "auto_renew":true,"coupon":{{"code":"FEW"}}}}"#
        ).replace('\n', ""));
    }
    text.join("\n")
}

on_both!(
    several_runs_redeem_no_more_than_there_are,
    |db| async move {
        books(&db, &crowd(150)).await;
        let runs = (0..4).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { go(&db, &BEGIN).await.invoices })
        });
        let mut invoices = 0;
        for run in runs.collect::<Vec<_>>() {
            invoices += run.await.expect("ends");
        }
        assert_eq!(invoices, 150);
        assert_eq!(taken_off(&db).await.len(), 3);
        // Those who have it keep it; nobody else gets it.
        go(&db, &at(31)).await;
        assert_eq!(taken_off(&db).await.len(), 6);
        sound(&db).await;
    }
);

on_both!(what_a_coupon_did_is_checked, |db| async move {
    books(&db, &with_coupons()).await;
    daily(&db, 0..=2).await;
    sound(&db).await;
    let wrong = "update subscription_coupon set cycles_used = 7 where cycles_used = 2";
    script(&db, wrong).await.expect("changes");
    let report = portal::verify::run(&db).await.expect("verifies");
    let failed = report.findings.iter().find_map(|it| it.first.as_deref());
    let told = "periods covered by the coupon of subscription a92 is 7 and should be 2";
    assert_eq!(failed, Some(told), "{report}");
});

on_both!(
    what_came_with_coupons_goes_out_and_comes_back,
    |db| async move {
        books(&db, &with_coupons()).await;
        daily(&db, 0..=20).await;
        let mut out = Vec::new();
        let now = at(20);
        portal::export::run(&db, &now, &mut out, None)
            .await
            .expect("exports");
        let other = store::testing::sqlite().await;
        let options = ImportOptions {
            adapters: Adapters {
                gateways: vec!["sandbox".to_owned()],
                ..Adapters::default()
            },
            ..ImportOptions::default()
        };
        let report = import(&other.db, &now, out.as_slice(), options, &|_, _| {}).await;
        assert_eq!(report.expect("imports").refused, []);
        for db in [&db, &other.db] {
            daily(db, 21..=66).await;
            sound(db).await;
        }
        assert_eq!(taken_off(&other.db).await, taken_off(&db).await);
        other.close().await;
    }
);

on_both!(a_preview_reduces_what_the_run_reduces, |db| async move {
    books(&db, &crowd(2).replace(r#""max_uses":3"#, r#""max_uses":1"#)).await;
    let first = ahead::caller(&db, "x0").await;
    let door = ahead::door(&db, BEGIN);
    let off = async |of: &model::caller::Caller| {
        let next = Arc::clone(&door).preview_invoice(of, None).await;
        let next = next.expect("foresees").invoices;
        next.iter().flat_map(|it| &it.lines).count()
    };
    let second = ahead::caller(&db, "x1").await;
    assert_eq!((off(&first).await, off(&second).await), (2, 2));
    go(&db, &BEGIN).await;
    // Only one of them had it, and the other is shown that it has not.
    let after = [off(&first).await, off(&second).await];
    assert_eq!(after.iter().sum::<usize>(), 3, "{after:?}");
});
