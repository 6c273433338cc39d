//! What will be issued next.

use model::caller::Role;
use model::invoice::NextInvoice;
use model::portal::fake::{FakePortal, caller};

use crate::invoice::view;
use crate::stage::{Drawn, Stage};

async fn drawn(address: &str, invoices: usize) -> Drawn {
    let invoice = view();
    let stage = Stage {
        portal: FakePortal {
            next_invoice: Ok(NextInvoice {
                today: invoice.today,
                invoices: vec![invoice; invoices],
                checked: address.ends_with("checked"),
            }),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    };
    stage.page(address).await
}

#[tokio::test]
async fn what_comes_next_reads_like_an_invoice() {
    let page = drawn("/invoices/next", 2).await;
    assert_eq!(page.status, 200);
    for expected in [
        "Next invoice",
        "Will be issued ",
        "id=\"lines-1\"",
        "id=\"lines-2\"",
    ] {
        assert!(page.html.contains(expected), "{expected}");
    }
    let page = drawn("/invoices/next", 0).await;
    assert!(page.html.contains("Nothing is to come"));
    assert_eq!(drawn("/invoices/next?subscription=x", 1).await.status, 404);
}

#[tokio::test]
async fn what_is_set_aside_is_being_checked() {
    let page = drawn("/invoices/next?checked", 0).await;
    assert!(page.html.contains("This invoice is being checked"));
    assert!(!page.html.contains("Nothing is to come"));
    let page = drawn("/invoices/next", 1).await;
    assert!(!page.html.contains("being checked"));
}
