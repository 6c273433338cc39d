//! Signing in, faults, and who sees what of the frame.

use app::part::Refused;
use app::scene::Look;
use model::caller::{Permission, Role};
use model::fault::{Fault, Problem};
use model::portal::fake::{FakePortal, caller, caller_with};
use model::text::Language;

use crate::stage::Stage;

#[tokio::test]
async fn the_way_in_needs_no_script() {
    let page = Stage::default().page("/sign-in?next=/credit").await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("<title>Sign in – Quayside</title>"));
    assert!(page.html.contains(r#"name="next" value="/credit""#));
    assert!(!page.html.contains("modulepreload"));
}

#[tokio::test]
async fn sign_in_never_leads_to_another_site() {
    let page = Stage::default().page("/sign-in?next=//evil.example").await;
    assert!(page.html.contains(r#"name="next" value="/""#));
}

#[tokio::test]
async fn a_refused_sign_in_says_so_and_keeps_the_address() {
    let stage = Stage {
        refused: Some(Refused {
            form: app::session::sign_in::FORM.to_owned(),
            fault: Fault::field("password", Problem::WrongCredentials),
            typed: vec![("email".to_owned(), "anna@example.org".to_owned())],
        }),
        look: Look {
            language: Language::De,
            ..Look::default()
        },
        ..Stage::default()
    };
    let page = stage.page("/sign-in").await;
    assert!(page.html.contains(r#"<html lang="de" dir="ltr""#));
    assert!(page.html.contains(r#"value="anna@example.org""#));
    assert!(page.html.contains(r#"aria-describedby="password-error""#));
    assert!(
        page.html
            .contains("E-Mail und Passwort gehören nicht zusammen.")
    );
}

#[tokio::test]
async fn nobody_is_led_to_sign_in_and_back() {
    let page = Stage::default().page("/sessions").await;
    assert_eq!(page.status, 302);
    assert_eq!(page.location.as_deref(), Some("/sign-in?next=%2Fsessions"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for stage in [Stage::default(), signed_in(FakePortal::default())] {
        let page = stage.page("/nothing/here").await;
        assert_eq!(page.status, 404);
        assert!(page.html.contains("Nothing is here"));
    }
}

#[tokio::test]
async fn a_fault_of_ours_shows_its_ticket() {
    let page = signed_in(FakePortal {
        sessions: Err(Fault::Internal("T-1".to_owned())),
        ..FakePortal::default()
    });
    let page = page.page("/sessions").await;
    assert_eq!(page.status, 500);
    assert!(page.html.contains("T-1"));
}

#[tokio::test]
async fn only_places_that_may_be_entered_are_shown() {
    let stage = Stage {
        caller: Some(caller_with(vec![Permission::ViewInvoices])),
        ..Stage::default()
    };
    let page = stage.page("/sessions").await;
    assert!(page.html.contains(r#"href="/invoices""#));
    assert!(!page.html.contains(r#"href="/credit""#));
    assert!(page.html.contains("modulepreload"));
}

fn signed_in(portal: FakePortal) -> Stage {
    Stage {
        portal,
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    }
}
