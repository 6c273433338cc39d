//! Signing in, faults, and who sees what of the frame.

use app::part::Refused;
use app::scene::Look;
use model::caller::{Permission, Role};
use model::fault::{Fault, Problem};
use model::id::SessionId;
use model::portal::fake::{FakePortal, caller, caller_with};
use model::session::SessionView;
use model::text::Language;
use model::time::Instant;

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
    assert_eq!(page.html.matches(" autofocus").count(), 1);
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
async fn a_device_is_called_as_a_person_knows_it() {
    const SAFARI: &str = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/604.1";
    const CHROME: &str = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
    for (system, browser, name) in [
        ("X11; Linux x86_64", CHROME, "Chrome on Linux"),
        ("Linux; Android 16; K", CHROME, "Chrome on Android"),
        (
            "iPhone; CPU iPhone OS 26_0 like Mac OS X",
            SAFARI,
            "Safari on iPhone",
        ),
        (
            "Windows NT 10.0",
            "Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Macintosh; Intel Mac OS X 10.15",
            "Firefox/140.0",
            "Firefox on macOS",
        ),
    ] {
        named(format!("Mozilla/5.0 ({system}) {browser}"), name).await;
    }
    named(
        "Lynx/2.9 of the library".to_owned(),
        "Lynx/2.9 of the library",
    )
    .await;
    named(String::new(), "Unknown device").await;
}

async fn named(agent: String, name: &str) {
    let page = signed_in(FakePortal {
        sessions: Ok(vec![SessionView {
            id: SessionId::make(1, [1; 10]),
            current: true,
            stay: false,
            address: "127.0.0.1".to_owned(),
            agent,
            created_at: Instant::default(),
            seen_at: Instant::default(),
        }]),
        ..FakePortal::default()
    });
    let page = page.page("/sessions").await;
    assert!(page.html.contains(&format!("<bdi>{name}")), "{name}");
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
