//! The page on which one pays, and how a payment goes on.

use app::scene::Look;
use model::caller::{Permission, Role};
use model::fault::{Fault, Problem};
use model::id::{CheckoutId, PaymentId, ReceiptId};
use model::invoice::InvoiceSummary;
use model::payment::{
    CheckoutView, DeclineReason, DeclineView, LeftOpen, OrderState, PaymentPart, PaymentView,
    Quote, QuoteItem, QuoteOrder, ReceiptView,
};
use model::portal::fake::{FakePortal, caller, caller_with};
use model::text::Language;
use model::time::Instant;

use crate::invoice::{change, day, euro, overdue};
use crate::stage::{Drawn, Stage};
use crate::subscription::{bank, visa};

fn quote() -> Quote {
    let item = |invoice: InvoiceSummary, credit, captured, left| QuoteItem {
        due: invoice.open,
        invoice,
        from_credit: euro(credit),
        captured: euro(captured),
        payer: Some(visa()),
        left,
        apart: false,
    };
    Quote {
        today: day("2026-11-23"),
        items: vec![
            item(overdue(), 1_000, 71, None),
            item(change(), 0, 1_097, None),
        ],
        orders: vec![QuoteOrder {
            payer: Some(visa()),
            credit: euro(1_000),
            captured: euro(1_168),
        }],
        credit: vec![euro(1_000)],
        choices: vec![visa(), bank()],
        in_flight: vec![],
        more: false,
        parts: false,
        wrong: None,
        shown: "EUR bil 1000 1168".to_owned(),
        key: "0190d5c2-7a3b-8c11-8f00-4d2b6a0e9f10".to_owned(),
        test: true,
    }
}

fn checkout(orders: Vec<PaymentView>) -> CheckoutView {
    CheckoutView {
        id: CheckoutId::make(7, [7; 10]),
        at: Instant(1_795_428_000_000_000),
        age_seconds: 3,
        orders,
    }
}

pub fn order(state: OrderState) -> PaymentView {
    PaymentView {
        id: PaymentId::make(7, [7; 10]),
        payer: Some(visa()),
        credit: euro(1_000),
        captured: euro(1_168),
        bought: euro(0),
        state,
        quarantined: false,
        ended_at: state.is_final().then_some(Instant(1_795_428_002_000_000)),
        action: (state == OrderState::RequiresAction).then(|| "https://bank.example/1".to_owned()),
        decline: (state == OrderState::Declined).then(|| DeclineView {
            reason: DeclineReason::InsufficientFunds,
            code: "insufficient_funds".to_owned(),
            hard: false,
        }),
        parts: vec![PaymentPart {
            invoice: change().id,
            number: change().number,
            credit: euro(1_000),
            captured: euro(1_168),
        }],
        receipt: (state == OrderState::Succeeded).then(|| ReceiptView {
            id: ReceiptId::make(7, [7; 10]),
            number: "R-2026-00007".to_owned(),
        }),
    }
}

async fn drawn(portal: FakePortal, address: &str, language: Language) -> Drawn {
    let stage = Stage {
        portal,
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page(address).await
}

async fn pay(quote: Quote, address: &str) -> Drawn {
    let portal = FakePortal {
        quote: Ok(quote),
        ..FakePortal::default()
    };
    drawn(portal, address, Language::En).await
}

pub async fn shown(orders: Vec<PaymentView>, query: &str) -> Drawn {
    let view = checkout(orders);
    let address = format!("/payments/{}{query}", view.id);
    let portal = FakePortal {
        checkout: Ok(view),
        ..FakePortal::default()
    };
    drawn(portal, &address, Language::En).await
}

#[tokio::test]
async fn what_pays_for_what_is_shown_before_it_is_confirmed() {
    let page = pay(quote(), "/pay").await;
    assert_eq!(page.status, 200);
    for text in [
        "Pay all outstanding invoices",
        "Test mode: no money moves.",
        "INV-2026-00391",
        r#"name="what[key]" value="0190d5c2-7a3b-8c11-8f00-4d2b6a0e9f10""#,
        r#"name="what[shown]" value="EUR bil 1000 1168""#,
        r#"name="what[wish][credit]" value="true""#,
        "Pay €21.68",
        "of your credit is left afterwards",
        "/billing-accounts/new",
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    // No module comes with it.
    assert!(!page.html.contains("modulepreload"));
}

#[tokio::test]
async fn a_part_is_paid_where_that_may_be() {
    let mut one = quote();
    one.items.truncate(1);
    let open = one.items[0].invoice.open;
    let address = format!("/pay?of={}&amount=5", one.items[0].invoice.id);
    let whole = pay(one.clone(), &address).await;
    assert!(
        !whole.html.contains("How much of it"),
        "nobody asked the provider"
    );
    one.parts = true;
    one.items[0].due = euro(500);
    let page = pay(one.clone(), &address).await;
    let left = euro(open.minor - 500);
    let left = format!(">{}<", left.plain());
    for text in [
        "How much of it",
        r#"name="amount" value="5""#,
        r#"name="what[wish][amount]" value="5""#,
        "of it stays open, and is due as before",
        &left,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    // What is wrong with it stands beside it, and nothing can be confirmed.
    let problem = Problem::TooMuch { most: open };
    one.wrong = Some(Fault::field("amount", problem));
    one.orders.clear();
    let page = pay(one, &address).await;
    assert!(page.html.contains("is possible.") && !page.html.contains("what[key]"));
}

#[tokio::test]
async fn that_there_are_more_is_said() {
    let mut many = quote();
    many.more = true;
    assert!(
        pay(many, "/pay")
            .await
            .html
            .contains("pay the others after it")
    );
}

#[tokio::test]
async fn a_choice_is_kept() {
    let address = format!("/pay?chosen=1&payer={}&of={}", bank().id, change().id);
    let page = pay(quote(), &address).await;
    let chosen = format!(r#"name="payer" value="{}" checked"#, bank().id);
    for text in [
        chosen.as_str(),
        r#"name="what[wish][credit]" value="false""#,
        r#"name="what[wish][invoices]""#,
        "Pay 2 invoices",
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
}

#[tokio::test]
async fn what_nobody_pays_cannot_be_confirmed() {
    let mut open = quote();
    open.items[1].left = Some(LeftOpen::ByHand);
    open.items[1].payer = None;
    let page = pay(open.clone(), "/pay").await;
    assert!(page.html.contains("choose a billing account for all of it"));
    assert!(page.html.contains("Nobody yet") && !page.html.contains("what[key]"));
    open.choices.clear();
    let page = pay(open, "/pay").await;
    assert!(
        page.html
            .contains("There is no billing account that can be charged")
    );
    assert!(!page.html.contains("what[key]"));
}

#[tokio::test]
async fn where_nothing_is_open_it_says_so() {
    let mut nothing = quote();
    nothing.items.clear();
    nothing.orders.clear();
    nothing.in_flight.push(change());
    let page = pay(nothing, "/pay").await;
    for text in ["Nothing to pay", "being paid already", "INV-2026-00409"] {
        assert!(page.html.contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_limit_is_told_beside_the_button() {
    let fault = Fault::field("limit", Problem::OverLimit);
    let stage = Stage {
        portal: FakePortal {
            quote: Ok(quote()),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Accountant)),
        refused: Some(app::part::Refused {
            form: "/api/checkout/pay".to_owned(),
            fault,
            typed: Vec::new(),
        }),
        ..Stage::default()
    };
    let page = stage.page("/pay").await;
    assert!(page.html.contains("more than you may spend this month"));
    assert!(page.html.contains("what[key]"), "it can be put right");
}

#[tokio::test]
async fn a_payment_says_how_it_stands() {
    for (state, title, text) in [
        (
            OrderState::Processing,
            "Paying €21.68",
            "The bank is checking",
        ),
        (OrderState::Unknown, "Paying €21.68", "No answer yet"),
        (OrderState::Succeeded, "€21.68 paid", "Paid on "),
        (OrderState::Declined, "Not paid", "not enough money"),
        (OrderState::Cancelled, "Not paid", "Given up"),
    ] {
        let page = shown(vec![order(state)], "").await;
        assert!(page.html.contains(title), "{title}\n{}", page.html);
        assert!(page.html.contains(text), "{text}");
        let follows = page.html.contains("http-equiv=\"refresh\"");
        assert_eq!(follows, !state.is_final(), "{state:?}");
        let again = page.html.contains("/pay?of=");
        let failed = matches!(state, OrderState::Declined | OrderState::Cancelled);
        assert_eq!(again, failed, "{state:?}");
    }
    let both = vec![order(OrderState::Succeeded), order(OrderState::Declined)];
    assert!(shown(both, "").await.html.contains("Paid in part"));
}

#[tokio::test]
async fn what_was_refused_can_be_paid_otherwise_while_the_rest_goes_on() {
    let both = vec![order(OrderState::Processing), order(OrderState::Declined)];
    let page = shown(both, "").await;
    for text in ["Paying", "/pay?of=", "data-bad", "You may close this page"] {
        assert!(page.html.contains(text), "{text}");
    }
    let done = shown(vec![order(OrderState::Succeeded)], "").await;
    assert!(!done.html.contains("You may close this page"));
    assert!(done.html.contains("Receipt R-2026-00007"));
}

#[tokio::test]
async fn who_must_confirm_is_led_there_once_and_may_start_again() {
    let page = shown(vec![order(OrderState::RequiresAction)], "?go=1").await;
    assert!(
        page.html
            .contains(r#"content="1;url=https://bank.example/1""#)
    );
    let page = shown(vec![order(OrderState::RequiresAction)], "").await;
    assert!(!page.html.contains(";url=https://bank.example/1"));
    for text in [
        r#"href="https://bank.example/1""#,
        "Continue to your bank",
        "Start again",
    ] {
        assert!(page.html.contains(text), "{text}");
    }
}

#[tokio::test]
async fn money_that_is_looked_into_is_not_to_be_paid_again() {
    let mut apart = order(OrderState::Succeeded);
    apart.quarantined = true;
    let page = shown(vec![apart], "").await;
    assert!(page.html.contains("do not pay again"));
    assert!(page.html.contains("We are looking into it") && !page.html.contains("data-done"));
    assert!(!page.html.contains("/pay?of="));
}

#[tokio::test]
async fn paying_speaks_german() {
    let portal = FakePortal {
        quote: Ok(quote()),
        ..FakePortal::default()
    };
    let page = drawn(portal, "/pay", Language::De).await;
    for text in [
        "Alle offenen Rechnungen bezahlen",
        "Guthaben zuerst",
        "Testbetrieb",
    ] {
        assert!(page.html.contains(text), "{text}");
    }
}

#[tokio::test]
async fn money_that_is_looked_into_is_said_beside_its_invoice() {
    for (language, text) in [
        (
            Language::En,
            "Money has come for it and is being looked into",
        ),
        (Language::De, "Dafür ist Geld eingegangen, das geprüft wird"),
    ] {
        let said = async |apart| {
            let mut quote = quote();
            quote.items[0].apart = apart;
            let portal = FakePortal {
                quote: Ok(quote),
                ..FakePortal::default()
            };
            let page = drawn(portal, "/pay", language).await;
            page.html.matches(text).count()
        };
        assert_eq!((said(true).await, said(false).await), (1, 0));
    }
}

#[tokio::test]
async fn an_amount_stands_in_its_field_as_it_is_typed() {
    for (language, value) in [(Language::En, "10.71"), (Language::De, "10,71")] {
        let mut one = quote();
        one.items.truncate(1);
        one.parts = true;
        let address = format!("/pay?of={}", one.items[0].invoice.id);
        let portal = FakePortal {
            quote: Ok(one),
            ..FakePortal::default()
        };
        let page = drawn(portal, &address, language).await;
        let value = format!(r#"name="amount" value="{value}""#);
        assert!(page.html.contains(&value), "{value}");
    }
}

#[tokio::test]
async fn who_may_not_pay_is_not_led_there() {
    for (permissions, led) in [
        (vec![Permission::ViewInvoices, Permission::Pay], true),
        (vec![Permission::ViewInvoices], false),
    ] {
        let stage = Stage {
            portal: FakePortal {
                overview: Ok(crate::account::overview()),
                ..FakePortal::default()
            },
            caller: Some(caller_with(permissions)),
            ..Stage::default()
        };
        let page = stage.page("/account").await;
        assert_eq!(page.html.contains("href=\"/pay"), led);
    }
}
