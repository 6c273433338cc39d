//! The tax on what usage costs so far.

use std::sync::Arc;

use model::portal::Door;
use model::usage::{UsageQuery, UsageTotal};
use portal::Desk;
use store::{Db, on_both};

use super::books::{NOW, import, open, row};
use super::todos::there;
use crate::support::{owner, reception};

async fn total(db: &Db) -> UsageTotal {
    let desk: Door = Arc::new(Desk::new(db.clone(), Arc::new(NOW), reception()));
    let caller = there(db, owner(1)).await;
    let view = desk.show_usage(&caller, UsageQuery::default()).await;
    view.unwrap().totals[0]
}

on_both!(the_tax_stands_beside_the_charge, |db| async move {
    open(&db).await;
    // 29 GB over on one day of thirty, at 1.00: 0.97.
    let text = row("two", "disk", "2026-04-19", 300);
    assert_eq!(import(&db, &text).await.refused, []);
    let before = total(&db).await;
    assert_eq!((before.charge.minor, before.tax.unwrap().minor), (97, 0));
    let zone = r#"{"type":"tax_zone","ref":"de","country":"DE","rate":"19","category":"S","#;
    let zone = format!(r#"{zone}"valid_from":"2021-01-01","inclusive":true}}"#);
    assert_eq!(import(&db, &zone).await.refused, []);
    // Prices of usage are net where those of plans are not: 18.43.
    let total = total(&db).await;
    assert_eq!((total.charge.minor, total.tax.unwrap().minor), (97, 18));
});
