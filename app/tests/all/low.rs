//! The page of what happens when credit is low.

use app::scene::Look;
use model::billing_account::Choice;
use model::caller::Role;
use model::credit::LowView;
use model::currency::Currency;
use model::portal::fake::{FakePortal, caller};
use model::text::Language;

use crate::stage::{Drawn, Stage};
use crate::subscription::visa;

async fn drawn(low: LowView, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            low_credit: Ok(low),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page("/credit/top-up").await
}

fn view() -> LowView {
    LowView {
        currency: Currency::EUR,
        threshold: "5.00".to_owned(),
        amount: "20.00".to_owned(),
        ceiling: "40.00".to_owned(),
        payer: Some(visa().id),
        choices: vec![Choice {
            payer: visa(),
            may: true,
        }],
        alert: "3.00".to_owned(),
        paused: false,
    }
}

#[tokio::test]
async fn what_is_set_stands_in_the_form() {
    let page = drawn(view(), Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        r#"name="request[threshold]""#,
        r#"value="5.00""#,
        r#"value="20.00""#,
        r#"value="40.00""#,
        r#"value="3.00""#,
        r#"name="request[payer]""#,
        "Amounts are in EUR.",
        "4242",
    ] {
        assert!(page.html.contains(text), "{text}");
    }
    assert!(!page.html.contains("The top-up rests"));
}

#[tokio::test]
async fn a_rule_that_rests_says_so() {
    let low = LowView {
        paused: true,
        ..view()
    };
    let page = drawn(low, Language::En).await;
    assert!(page.html.contains("The top-up rests"));
}

#[tokio::test]
async fn amounts_stand_in_the_form_as_they_are_typed() {
    let page = drawn(view(), Language::De).await;
    for text in ["5,00", "20,00", "40,00", "3,00"] {
        assert!(page.html.contains(&format!("value=\"{text}\"")), "{text}");
    }
}

#[tokio::test]
async fn a_billing_account_of_somebody_else_is_not_taken_for_ones_own() {
    let low = LowView {
        payer: Some("bil_01k00000000000000000000009".parse().unwrap()),
        ..view()
    };
    let page = drawn(low, Language::En).await;
    let other = r#"<option value="">A billing account of somebody else"#;
    assert!(page.html.contains(other), "{}", page.html);
    let page = drawn(view(), Language::En).await;
    assert!(!page.html.contains(other));
}
