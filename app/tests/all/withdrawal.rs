//! The page on which credit is withdrawn.

use app::part::Refused;
use app::scene::Look;
use model::caller::Role;
use model::currency::Currency;
use model::fault::{Fault, FieldErrors, Problem};
use model::page::{Cursor, Page};
use model::portal::fake::{FakePortal, caller};
use model::text::Language;
use model::withdrawal::{Destination, PartState, WithdrawalPart, WithdrawalQuote, WithdrawalView};

use crate::invoice::{day, euro};
use crate::stage::{Drawn, Stage};
use crate::subscription::visa;

fn part(to: Destination, minor: i64, state: PartState) -> WithdrawalPart {
    let amount = euro(minor);
    WithdrawalPart { to, amount, state }
}

fn quote() -> WithdrawalQuote {
    let (card, bank) = (
        Destination::Source(Some(visa())),
        Destination::Transfer(None),
    );
    let known = Destination::Transfer(Some("DE89 •••• 3000".to_owned()));
    WithdrawalQuote {
        allowed: true,
        balance: euro(4_300),
        held: euro(300),
        most: euro(3_500),
        currencies: vec![Currency::EUR],
        amount: Some(euro(3_500)),
        parts: vec![(card.clone(), euro(2_500)), (bank, euro(1_000))],
        transfers: true,
        tops_up: true,
        wrong: None,
        shown: "[]".to_owned(),
        key: "0190d5c2-7a3b-8c11-8f00-4d2b6a0e9f10".to_owned(),
        earlier: Page {
            items: vec![WithdrawalView {
                id: "wdr_01k00000000000000000000000".parse().unwrap(),
                on: day("2026-11-20"),
                amount: euro(900),
                note: Some("Not your account".to_owned()),
                parts: vec![
                    part(card, 500, PartState::UnderWay),
                    part(known, 400, PartState::CreditAgain),
                ],
            }],
            next: Some(Cursor("wdr_1".to_owned())),
            totals: vec![],
        },
    }
}

async fn drawn(quote: WithdrawalQuote, refused: Option<Fault>, language: Language) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            withdrawal: Ok(quote),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look {
            language,
            ..Look::default()
        },
        refused: refused.map(|fault| Refused {
            form: "/api/credit/withdraw".to_owned(),
            fault,
            typed: vec![("holder".to_owned(), "Ada".to_owned())],
        }),
    };
    stage.page("/credit/withdraw").await
}

#[tokio::test]
async fn what_was_confirmed_is_told() {
    let id = quote().earlier.items[0].id.clone();
    let stage = Stage {
        portal: FakePortal {
            withdrawal: Ok(quote()),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        look: Look::default(),
        refused: None,
    };
    let page = stage.page(&format!("/credit/withdraw?done={id}")).await;
    assert!(page.html.contains("€9.00 is on its way"), "{}", page.html);
    assert!(page.html.contains("DE89 •••• 3000"));
    assert!(!page.html.contains("request[key]"));
    // Of nothing that is not there.
    let page = stage.page("/credit/withdraw?done=wdr_1").await;
    assert!(page.html.contains("request[key]"), "{}", page.html);
}

#[tokio::test]
async fn where_it_goes_is_shown_before() {
    let page = drawn(quote(), None, Language::En).await;
    assert_eq!(page.status, 200);
    for text in [
        "Withdraw credit",
        "Up to €35.00",
        r#"name="amount" value="35.00""#,
        "By bank transfer",
        ">25.00",
        ">10.00",
        "Credit afterwards",
        ">5.00",
        r#"name="request[key]" value="0190d5c2-7a3b-8c11-8f00-4d2b6a0e9f10""#,
        r#"name="request[holder]" form="withdraw""#,
        "Withdraw €35.00",
        "Your automatic top-up rests then",
        "was not charged here",
        "On its way",
        "DE89 •••• 3000",
        "Credit again",
        "Not your account",
        r#"href="/credit/withdraw?after=wdr_1""#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    assert!(!page.html.contains("modulepreload"));
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    let mut errors = FieldErrors::default();
    errors.add("iban", Problem::Malformed);
    let page = drawn(quote(), Some(Fault::Invalid(errors)), Language::En).await;
    for text in [
        r#"id="iban-error""#,
        "does not have the right form",
        r#"value="Ada""#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    let wrong = Fault::field("amount", Problem::TooMuch { most: euro(3_500) });
    let mut much = quote();
    (much.amount, much.parts, much.wrong) = (None, vec![], Some(wrong));
    let page = drawn(much, None, Language::En).await;
    assert!(
        page.html.contains("At most €35.00 is possible."),
        "{}",
        page.html
    );
    assert!(!page.html.contains("request[key]"));
}

#[tokio::test]
async fn where_nothing_goes_back_it_is_said() {
    let none = WithdrawalQuote {
        most: euro(0),
        amount: None,
        parts: vec![],
        ..quote()
    };
    let page = drawn(none.clone(), None, Language::En).await;
    assert!(
        page.html.contains("There is nothing to withdraw"),
        "{}",
        page.html
    );
    let forbidden = WithdrawalQuote {
        allowed: false,
        ..none
    };
    let page = drawn(forbidden, None, Language::De).await;
    assert!(
        page.html.contains("Guthaben wird hier nicht ausgezahlt"),
        "{}",
        page.html
    );
    assert!(!page.html.contains("request[key]"));
}
