use std::sync::Arc;

use model::caller::{Caller, Permission};
use model::id::{AccountId, SubscriptionId};
use model::invoice::{InvoiceQuery, InvoiceView, NextInvoice};
use model::portal::Door;
use portal::Desk;
use store::on_both;

use super::*;
use crate::support::{all_but, member, owner, reception};

async fn id<T: TryFrom<String, Error: std::fmt::Debug>>(db: &Db, table: &str, name: &str) -> T {
    let mut tx = db.read().await.expect("reads");
    let of = store::import::known(&mut tx, table, &[name]).await;
    let found = of.expect("asks").remove(name).expect("was imported");
    T::try_from(found.object_id).expect("an id")
}

pub async fn caller(db: &Db, account: &str) -> Caller {
    let account: AccountId = id(db, "account", account).await;
    Caller {
        account,
        ..owner(1)
    }
}

pub fn door(db: &Db, clock: FixedClock) -> Door {
    Arc::new(Desk::new(db.clone(), Arc::new(clock), reception()))
}

/// What a document says, but for its number.
fn said(invoice: &InvoiceView) -> String {
    let of = &invoice.summary;
    let head = format!("{} {} {}", of.issued_on, of.due_on, of.total.minor);
    let lines = format!("{:?} {:?}", invoice.lines, invoice.tax_groups);
    format!("{head} {lines} {:?}", invoice.seller)
}

async fn next(door: &Door, caller: &Caller, one: Option<SubscriptionId>) -> NextInvoice {
    door.preview_invoice(caller, one).await.expect("foresees")
}

/// What the run issues on the next day on which it issues something, and that day.
async fn issued(db: &Db, caller: &Caller, mut day: i32) -> (Vec<InvoiceView>, i32) {
    let before = given(db).await;
    while given(db).await == before && day < 500 {
        day += 1;
        daily(db, day..=day).await;
    }
    let door = door(db, at(day));
    let list = door.list_invoices(caller, InvoiceQuery::default()).await;
    let list = list.expect("lists").items.into_iter();
    let mut shown = Vec::new();
    for summary in list.take(usize::try_from(given(db).await - before).expect("few")) {
        shown.push(door.show_invoice(caller, summary.id).await.expect("shows"));
    }
    (shown, day)
}

on_both!(the_preview_is_what_the_run_issues, |db| async move {
    // Only one account, so that what is issued on a day is its own.
    let other = ["\"k\"", "\"n\"", "\"c\""];
    let own = |line: &&str| !other.iter().any(|it| line.contains(it));
    let text: Vec<&str> = BOOKS.lines().filter(own).collect();
    // Its usage as well: of February, and what of that reaches into March.
    let usage = usage::MEASURED.lines();
    let usage = usage.filter(|line| !line.contains(r#""type":"account""#));
    let usage = usage.filter(|line| !line.contains(r#""ref":"f1""#));
    let usage: Vec<String> = usage
        .map(|line| line.replace(r#""account":"u""#, r#""account":"a""#))
        .map(|line| line.replace(r#""account":"z""#, r#""account":"a""#))
        .collect();
    let measured = ["u1", "u2", "u3", "z1"].map(|of| {
        let traffic = usage::values(of, "traffic", "2026-02-01", &[2; 28]);
        format!(
            "{traffic}\n{}",
            usage::values(of, "disk", "2026-02-10", &[30; 20])
        )
    });
    // And coupons: for two periods, for one account once, redeemed before.
    let coupons = coupon::COUPONS.lines().filter(|it| !it.contains("\"o\""));
    let coupons = coupons.collect::<Vec<_>>().join("\n");
    let text = [
        text.join("\n"),
        usage.join("\n"),
        measured.join("\n"),
        coupons,
    ];
    books(&db, &text.join("\n")).await;
    let caller = caller(&db, "a").await;
    let mut day = -1;
    let mut measured = 0;
    for _ in 0..14 {
        let foreseen = next(&door(&db, at(day)), &caller, None).await;
        let (made, on) = issued(&db, &caller, day).await;
        let mut foreseen: Vec<String> = foreseen.invoices.iter().map(said).collect();
        let mut made: Vec<String> = made.iter().map(said).collect();
        foreseen.sort();
        made.sort();
        let usage = |it: &&String| it.contains("traffic") || it.contains("disk");
        measured += made.iter().filter(usage).count();
        same(&foreseen, &made);
        day = on;
    }
    assert!(day > 60 && measured == 2, "{day} {measured}");
    sound(&db).await;
});

on_both!(a_subscription_is_foreseen_by_itself, |db| async move {
    books(&db, BOOKS).await;
    let (mut caller, door) = (caller(&db, "a").await, door(&db, BEGIN));
    let one: SubscriptionId = id(&db, "subscription", "a2").await;
    let alone = next(&door, &caller, Some(one.clone())).await;
    let lines = alone.invoices.iter().flat_map(|it| &it.lines);
    let texts: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Small", "Backup"]);
    assert_eq!(alone.invoices[0].summary.total.minor, 1547);
    // What is nobody's, what is somebody else's and what may not be seen look the same.
    let other: SubscriptionId = id(&db, "subscription", "k1").await;
    let missing = Err(model::Fault::NotFound);
    assert_eq!(door.preview_invoice(&caller, Some(other)).await, missing);
    caller.access.permissions = all_but(&[Permission::ViewInvoices]);
    assert_eq!(
        door.preview_invoice(&caller, Some(one.clone())).await,
        missing
    );
    let refused = door.preview_invoice(&caller, None).await;
    assert_eq!(refused, Err(model::Fault::Forbidden));
    caller.access = member(1, Permission::ALL.to_vec(), Some(vec![])).access;
    assert_eq!(next(&door, &caller, None).await.invoices, []);
});
