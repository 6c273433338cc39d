//! The page of credit.

use app::scene::Look;
use model::account::CreditPosition;
use model::caller::Role;
use model::credit::{CreditView, LotState, LotView, MovementReason, MovementView, Origin};
use model::fault::Fault;
use model::id::{CreditMovementId, LotId};
use model::page::{Cursor, Page};
use model::portal::fake::{FakePortal, caller};
use model::text::Language;

use crate::invoice::{change, day, euro};
use crate::stage::{Drawn, Stage};

fn lot(n: u64, origin: Origin, expires: Option<&str>, left: i64) -> LotView {
    LotView {
        id: LotId::make(n, [1; 10]),
        origin,
        granted_on: day("2026-08-31"),
        expires_on: expires.map(day),
        amount: euro(2000),
        remaining: euro(left),
        held: euro(0),
        note: String::new(),
        state: LotState::Live,
    }
}

fn ended(n: u64, state: LotState) -> LotView {
    LotView {
        state,
        ..lot(n, Origin::Promotion, Some("2026-11-20"), 0)
    }
}

fn movement(n: u64, reason: MovementReason, amount: i64, balance: i64) -> MovementView {
    MovementView {
        id: CreditMovementId::make(n, [1; 10]),
        on: day("2026-11-12"),
        reason,
        origin: Origin::Promotion,
        amount: euro(amount),
        balance: euro(balance),
        invoice: None,
        payment: None,
    }
}

pub fn view() -> CreditView {
    let mut held = lot(2, Origin::PaidIn, None, 3000);
    held.held = euro(774);
    held.note = "Bank transfer of August".to_owned();
    let spent = MovementView {
        invoice: Some((change().id, change().number)),
        ..movement(3, MovementReason::Use, -580, 4420)
    };
    CreditView {
        today: day("2026-11-23"),
        balances: vec![CreditPosition {
            balance: euro(4420),
            held: euro(774),
            expiring: Some((euro(1000), day("2026-11-30"))),
        }],
        lots: Page {
            items: vec![
                lot(1, Origin::Promotion, Some("2026-11-30"), 1000),
                held,
                ended(3, LotState::Expired),
                ended(4, LotState::UsedUp),
            ],
            next: Some(Cursor("EUR~4".to_owned())),
            totals: vec![],
        },
        movements: Page {
            items: vec![spent, movement(2, MovementReason::Grant, 2000, 5000)],
            next: Some(Cursor("2026-11-12~EUR~2".to_owned())),
            totals: vec![],
        },
        withdraws: false,
    }
}

async fn drawn(credit: Result<CreditView, Fault>, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            credit,
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page("/credit").await
}

#[tokio::test]
async fn every_lot_and_every_movement_is_there() {
    let page = drawn(Ok(view()), Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        "promotions first",
        "Available",
        r#"value="36.46""#,
        "7.74",
        "Bank transfer of August",
        "In the order in which it is spent",
        "Expired<!></span>",
        "Used up<!></span>",
        r##"href="/credit?lots=EUR%7E4#lots""##,
        "Never",
        "Spent on ",
        "INV-2026-00409",
        "From: Promotion",
        r#"href="/credit?after=2026-11-12%7EEUR%7E2""#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
}

#[tokio::test]
async fn whoever_may_finds_the_way_to_withdraw() {
    for withdraws in [true, false] {
        let view = CreditView {
            withdraws,
            ..view()
        };
        let page = drawn(Ok(view), Language::En).await;
        let link = page.html.contains(r#"href="/credit/withdraw""#);
        assert_eq!(link, withdraws, "{}", page.html);
    }
}

#[tokio::test]
async fn credit_speaks_german() {
    let page = drawn(Ok(view()), Language::De).await;
    for text in ["Guthaben", "Verwendet für ", "44", "zuerst Geschenke"] {
        assert!(page.html.contains(text), "{text}");
    }
}

#[tokio::test]
async fn without_credit_it_says_how_it_gets_here() {
    let page = drawn(
        Ok(CreditView {
            balances: vec![],
            lots: Page {
                items: vec![],
                next: None,
                totals: vec![],
            },
            movements: Page {
                items: vec![],
                next: None,
                totals: vec![],
            },
            ..view()
        }),
        Language::En,
    )
    .await;
    assert!(page.html.contains("No credit"));
    assert!(page.html.contains("Nothing has moved yet"));
}

#[tokio::test]
async fn who_may_not_see_credit_is_refused() {
    assert_eq!(drawn(Err(Fault::Forbidden), Language::En).await.status, 403);
}
