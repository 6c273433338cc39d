//! The page on which credit is bought, and how such a payment goes on.

use app::part::Refused;
use app::scene::Look;
use model::caller::{Permission, Role};
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::payment::{FundsQuote, OrderState, PaymentView};
use model::portal::fake::{FakePortal, caller, caller_with};
use model::text::Language;

use crate::invoice::euro;
use crate::payment::{order, shown};
use crate::stage::{Drawn, Stage};
use crate::subscription::{bank, visa};

fn quote() -> FundsQuote {
    FundsQuote {
        balance: euro(1_250),
        arriving: euro(0),
        least: euro(1_000),
        room: Some(euro(50_000)),
        cap: Some(euro(100_000)),
        currencies: vec![Currency::EUR],
        choices: vec![visa(), bank()],
        payer: Some(visa()),
        charge: Some((euro(2_500), euro(3_750))),
        wrong: None,
        shown: "EUR bil 0 2500".to_owned(),
        key: "0190d5c2-7a3b-8c11-8f00-4d2b6a0e9f10".to_owned(),
        test: true,
    }
}

async fn drawn(quote: FundsQuote, refused: Option<Fault>, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            funds: Ok(quote),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        refused: refused.map(|fault| Refused {
            form: "/api/checkout/add_funds".to_owned(),
            fault,
            typed: Vec::new(),
        }),
    };
    stage.page("/credit/add?amount=25").await
}

#[tokio::test]
async fn what_is_charged_and_what_credit_comes_to_is_shown_before() {
    let page = drawn(quote(), None, Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        "Add funds",
        "Between €10.00 and €500.00. Credit may come to €1,000.00.",
        r#"name="amount" value="25""#,
        "Credit afterwards",
        ">37.50",
        r#"name="what[key]" value="0190d5c2-7a3b-8c11-8f00-4d2b6a0e9f10""#,
        r#"name="what[shown]" value="EUR bil 0 2500""#,
        r#"name="what[wish][amount]" value="25""#,
        "Pay €25.00",
        "You get a receipt and no invoice",
        "/billing-accounts/new",
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    // No module comes with it, and no choice of currency where there is one.
    assert!(!page.html.contains("modulepreload"));
    assert!(!page.html.contains("Which credit"));
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    let below = Fault::field("amount", Problem::TooLittle { least: euro(1_000) });
    let mut little = quote();
    (little.charge, little.wrong) = (None, Some(below.clone()));
    let page = drawn(little.clone(), None, Language::En).await;
    for text in ["At least €10.00 is needed.", r#"aria-invalid="true""#] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    assert!(!page.html.contains("what[key]"));
    // The same where it was refused after it had been confirmed.
    let page = drawn(quote(), Some(below), Language::En).await;
    assert!(page.html.contains("At least €10.00 is needed."));
    let limit = Fault::field("limit", Problem::OverLimit);
    let page = drawn(quote(), Some(limit), Language::En).await;
    assert!(page.html.contains("more than you may spend this month"));
}

#[tokio::test]
async fn where_nothing_can_be_bought_it_is_said() {
    let mut full = quote();
    (full.charge, full.room) = (None, Some(euro(300)));
    let page = drawn(full, None, Language::En).await;
    assert!(
        page.html.contains("There is no room for more"),
        "{}",
        page.html
    );
    let mut nobody = quote();
    (nobody.charge, nobody.payer, nobody.choices) = (None, None, Vec::new());
    let page = drawn(nobody, None, Language::En).await;
    assert!(page.html.contains("no billing account that can be charged"));
    let mut two = quote();
    two.currencies.push("CHF".parse().unwrap());
    let page = drawn(two, None, Language::De).await;
    for text in ["Guthaben aufladen", "Guthaben in CHF", "Zwischen"] {
        assert!(page.html.contains(text), "{text}");
    }
}

fn bought(state: OrderState) -> PaymentView {
    PaymentView {
        credit: euro(0),
        captured: euro(2_500),
        bought: euro(2_500),
        parts: Vec::new(),
        ..order(state)
    }
}

#[tokio::test]
async fn a_payment_for_credit_says_so() {
    for (state, title, text) in [
        (
            OrderState::Processing,
            "Paying €25.00",
            "adds to your credit",
        ),
        (
            OrderState::Succeeded,
            "€25.00 paid",
            "part of your credit from now on",
        ),
        (OrderState::Declined, "Not paid", "Your credit is as before"),
    ] {
        let page = shown(vec![bought(state)], "").await;
        for text in [title, text, r#"href="/credit""#] {
            assert!(page.html.contains(text), "{text}\n{}", page.html);
        }
        let again = page
            .html
            .contains("/credit/add?amount=25.00&amp;currency=EUR");
        assert_eq!(again, state == OrderState::Declined, "{state:?}");
        assert!(!page.html.contains("/invoices/") && !page.html.contains("/pay?of="));
    }
}

#[tokio::test]
async fn who_may_not_pay_is_not_led_there() {
    for (permissions, led) in [
        (vec![Permission::ViewCredit, Permission::Pay], true),
        (vec![Permission::ViewCredit], false),
    ] {
        let stage = Stage {
            portal: FakePortal {
                overview: Ok(crate::account::overview()),
                credit: Ok(crate::credit::view()),
                ..FakePortal::default()
            },
            caller: Some(caller_with(permissions)),
            ..Stage::default()
        };
        for address in ["/account", "/credit"] {
            let page = stage.page(address).await;
            assert_eq!(page.html.contains("href=\"/credit/add"), led, "{address}");
        }
    }
}
