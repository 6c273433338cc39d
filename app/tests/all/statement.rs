//! The statement of account.

use model::caller::{Permission, Role};
use model::currency::Currency;
use model::portal::fake::{FakePortal, caller, caller_with};
use model::statement::{Moved, Standing, StatementPart, StatementRow, StatementView};

use crate::invoice::{day, euro};
use crate::stage::Stage;

fn standing(due: i64, credit: i64) -> Standing {
    Standing {
        due: euro(due),
        credit: euro(credit),
    }
}

fn stage(more: bool) -> Stage {
    let view = StatementView {
        from: day("2026-10-01"),
        to: day("2026-11-30"),
        parts: vec![StatementPart {
            currency: Currency::EUR,
            opening: standing(0, 500),
            rows: vec![
                StatementRow {
                    on: day("2026-11-12"),
                    why: Moved::Invoice,
                    invoice: None,
                    change: standing(2_656, 0),
                    after: standing(2_656, 500),
                },
                StatementRow {
                    on: day("2026-11-26"),
                    why: Moved::CreditUsed,
                    invoice: None,
                    change: standing(-500, -500),
                    after: standing(2_156, 0),
                },
            ],
            more,
            closing: standing(2_156, 0),
        }],
    };
    Stage {
        portal: FakePortal {
            statement: Ok(view),
            ..FakePortal::default()
        },
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    }
}

#[tokio::test]
async fn what_moved_stands_between_what_was_and_what_is() {
    let page = stage(false).page("/statement?from=x").await;
    assert_eq!(page.status, 200);
    for text in [
        r#"type="date""#,
        r#"value="2026-10-01""#,
        "Credit used",
        r#"value="-5.00""#,
        "At the end",
        "/statement.csv?from=2026-10-01&amp;to=2026-11-30",
        "/statement.pdf?from=2026-10-01&amp;to=2026-11-30&amp;currency=EUR",
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
}

#[tokio::test]
async fn days_without_a_movement_say_so() {
    let told = "Nothing moved in these days.";
    let mut stage = stage(false);
    assert!(!stage.page("/statement").await.html.contains(told));
    if let Ok(view) = &mut stage.portal.statement {
        view.parts[0].rows.clear();
    }
    assert!(stage.page("/statement").await.html.contains(told));
}

#[tokio::test]
async fn what_is_cut_has_no_end() {
    let page = stage(true).page("/statement").await;
    assert!(!page.html.contains("At the end"));
    assert!(page.html.contains("choose fewer days"), "{}", page.html);
}

#[tokio::test]
async fn the_way_to_it_is_for_those_who_may_see_it() {
    let leads = async |permissions: Vec<Permission>| {
        let mut stage = stage(false);
        stage.portal.overview = Ok(crate::account::overview());
        stage.caller = Some(caller_with(permissions));
        stage.page("/").await.html.contains(r#"href="/statement""#)
    };
    assert!(leads(Role::Owner.permissions()).await);
    assert!(!leads(vec![Permission::ViewInvoices]).await);
    assert!(!leads(vec![Permission::ViewCredit]).await);
}
