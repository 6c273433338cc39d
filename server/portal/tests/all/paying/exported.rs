//! What `saldo export` says of payments.

use model::time::{FixedClock, Instant};
use portal::import::{Adapters, ImportOptions};
use serde_json::{Value, json};
use store::{Db, on_both, testing};

use super::bank::Turn;
use super::disputes;
use super::shop::{Shop, all, only};

/// 2026-11-23T10:00:00Z.
const AT: FixedClock = FixedClock(Instant(1_795_428_000_000_000));

pub async fn export(db: &Db) -> String {
    let mut text = Vec::new();
    let lines = portal::export::run(db, &AT, &mut text, None).await;
    assert!(lines.expect("exports") > 0);
    String::from_utf8(text).expect("is UTF-8")
}

/// The lines of a type.
pub fn lines(text: &str, kind: &str) -> Vec<Value> {
    let rows = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("is JSON"));
    rows.filter(|row: &Value| row["type"] == kind).collect()
}

on_both!(a_payment_is_one_order_of_a_checkout, |db| async move {
    let shop = Shop::open(db).await;
    shop.bank.then([Turn::Declines("insufficient_funds")]);
    shop.pays(1, all(true)).await;
    let id = shop.pays(2, all(true)).await;
    let text = export(&shop.db).await;
    let payments = lines(&text, "payment");
    let by = |status: &str| {
        let found = payments.iter().find(|row| row["status"] == status);
        found.expect("is there").clone()
    };
    let (declined, paid) = (by("declined"), by("succeeded"));
    assert_eq!(
        (
            &declined["amount"],
            &declined["credit"],
            &declined["allocations"]
        ),
        (&json!("0.00"), &json!("0.00"), &json!([]))
    );
    assert_eq!(paid["checkout"], id.as_str());
    assert_eq!(
        (&paid["account"], &paid["billing_account"]),
        (&json!("a"), &json!("v"))
    );
    assert_eq!(
        (&paid["amount"], &paid["credit"]),
        (&json!("60.00"), &json!("10.00"))
    );
    let parts = json!([
        { "invoice": "j", "amount": "6.00", "from_credit": "6.00" },
        { "invoice": "i", "amount": "64.00", "from_credit": "4.00" },
    ]);
    assert_eq!(paid["allocations"], parts);
    assert!(paid["settled_at"].is_string(), "{paid}");
    // What it moved names it.
    let named = |kind| {
        let mut rows = lines(&text, kind).into_iter();
        rows.any(|row| row["payment"] == paid["id"])
    };
    assert!(named("credit_movement") && named("ledger_entry"));
    shop.clean().await;
});

on_both!(what_is_taken_back_is_disputed, |db| async move {
    let shop = Shop::open(db).await;
    shop.pays(1, all(true)).await;
    let said = async || lines(&export(&shop.db).await, "payment").remove(0)["disputed"].clone();
    assert_eq!(said().await, Value::Null);
    disputes::opens(&shop).await;
    assert_eq!(said().await, json!(true));
});

on_both!(what_stands_apart_allocates_nothing, |db| async move {
    let shop = Shop::open(db).await;
    let less = model::money::Money::new(5_999, model::currency::Currency::EUR);
    shop.bank.then([Turn::Takings(less)]);
    shop.pays(1, only(&shop.invoices[0], false)).await;
    let row = lines(&export(&shop.db).await, "payment").remove(0);
    assert_eq!(
        (&row["amount"], &row["allocations"]),
        (&json!("59.99"), &json!([]))
    );
    // An empty database takes the books; the orders are not made anew.
    let text = export(&shop.db).await;
    let fresh = testing::sqlite().await;
    let adapters = Adapters {
        gateways: vec!["sandbox".to_owned()],
        ..Adapters::default()
    };
    let options = ImportOptions {
        adapters,
        ..ImportOptions::default()
    };
    let done = portal::import::run(&fresh.db, &AT, text.as_bytes(), options, &|_, _| {}).await;
    assert_eq!(done.expect("imports").refused, []);
    assert_eq!(
        lines(&export(&fresh.db).await, "payment"),
        Vec::<Value>::new()
    );
    fresh.close().await;
});
