//! What a gateway has taken and tells nobody: its own list is read once a day.

use std::future::{pending, ready};
use std::sync::Arc;
use std::time::Duration;

use gateway::payment::Secret;
use gateway::payment::sandbox::{Rules, Sandbox};
use portal::Desk;
use portal::checkout::{Gateways, Till};
use portal::jobs::{enlist, read_through};
use store::on_both;

use super::bank::Turn;
use super::door::desk;
use super::shop::{Shop, all};
use crate::support::reception;

const DAY: i64 = 86_400;

/// A till whose sandbox tells nothing, and a card that is charged twice.
async fn deaf(shop: &Shop, folder: &tempfile::TempDir) -> Desk {
    let rules = Rules {
        pages: "https://portal.example/sandbox/sandbox".to_owned(),
        secret: Secret::new("whsec"),
        pace: 20,
        answer: Duration::ZERO,
    };
    let path = folder.path().join("sandbox.db");
    let sandbox = Sandbox::open(&path, rules, shop.clock()).await;
    let sandbox = Arc::new(sandbox.expect("opens")) as Arc<_>;
    let gateways = Gateways::of_portal("https://portal.example").with("sandbox", sandbox);
    let twice = "update billing_account set token = 'twice:other' where token = 'ok'";
    shop.script(twice).await.expect("changes");
    Desk::new(shop.db.clone(), shop.clock(), reception()).with_gateways(gateways)
}

async fn reads(till: &Till) -> bool {
    read_through(till, pending()).await.expect("reads")
}

on_both!(
    a_second_capture_that_nobody_tells_of_goes_back,
    |db| async move {
        let shop = Shop::open(db).await;
        let folder = tempfile::tempdir().expect("a folder");
        let desk = deaf(&shop, &folder).await;
        enlist(&desk).await.expect("enlists");
        let till = desk.till();
        let id = shop.confirms(shop.asks(1, all(true)).await).await;
        till.send(&id).await.expect("sends");
        assert_eq!(shop.states(&id).await, ["succeeded"]);
        assert_eq!(shop.figures().await, [0; 5]);
        assert!(!reads(till).await, "not at once");
        shop.wait(3_600);
        let (one, two) = tokio::join!(reads(till), reads(till));
        assert!(one != two, "one of them reads");
        assert_eq!(shop.figures().await, [0, 0, 0, 0, 6_000]);
        let twice = "audit where action = 'payment.captured_twice'";
        assert_eq!(shop.count(twice).await, 1);
        shop.clean().await;
        assert_eq!(till.give_back().await.expect("gives back"), 1);
        assert_eq!(shop.figures().await, [0; 5]);
        // Known already, it does nothing.
        shop.wait(DAY);
        assert!(reads(till).await);
        assert!(!reads(till).await, "not before a day has passed");
        assert_eq!(shop.count("stray_capture").await, 1);
        assert_eq!(shop.figures().await, [0; 5]);
        shop.clean().await;
    }
);

on_both!(
    what_is_not_read_is_read_later_from_where_it_was,
    |db| async move {
        let shop = Shop::open(db).await;
        let folder = tempfile::tempdir().expect("a folder");
        let desk = deaf(&shop, &folder).await;
        enlist(&desk).await.expect("enlists");
        let till = desk.till();
        let id = shop.confirms(shop.asks(1, all(true)).await).await;
        till.send(&id).await.expect("sends");
        // Nobody has read it for a month, and whoever begins is stopped.
        shop.wait(30 * DAY);
        let stopped = read_through(till, ready(())).await;
        assert!(!stopped.expect("gives back"));
        assert!(reads(till).await, "nobody waits for the lease");
        assert_eq!(shop.figures().await, [0, 0, 0, 0, 6_000]);
        shop.clean().await;
    }
);

on_both!(
    a_gateway_without_a_list_is_asked_once_a_day,
    |db| async move {
        let shop = Shop::open(db).await;
        let desk = desk(&shop);
        enlist(&desk).await.expect("enlists");
        shop.bank.then([Turn::Takes]);
        shop.pays(1, all(true)).await;
        shop.wait(3_600);
        assert!(reads(desk.till()).await);
        assert!(!reads(desk.till()).await);
        assert_eq!(shop.count("stray_capture").await, 0);
        shop.clean().await;
    }
);
