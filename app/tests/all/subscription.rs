//! The list and the properties of subscriptions.

use app::scene::Look;
use model::billing_account::{BillingAccountStatus, Method, PayerView};
use model::caller::{Permission, Role};
use model::currency::Currency;
use model::fault::Fault;
use model::id::{BillingAccountId, InvoiceId, SubscriptionId};
use model::invoice::{InvoiceState, InvoiceSummary};
use model::money::Money;
use model::page::{Cursor, Page};
use model::portal::fake::{FakePortal, caller, caller_with};
use model::subscription::{
    Cycle, Limit, PlanKind, Price, PricePart, Reason, Status, SubscriptionList,
    SubscriptionSummary, SubscriptionView,
};
use model::text::Language;
use model::time::Date;

use crate::stage::{Drawn, Stage};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn visa() -> PayerView {
    PayerView {
        id: BillingAccountId::make(1, [1; 10]),
        name: Some("Company card".to_owned()),
        method: Method::Card,
        brand: Some("visa".to_owned()),
        tail: Some("4242".to_owned()),
        expires: Some((2026, 11)),
        status: BillingAccountStatus::Expiring,
        default: true,
    }
}

pub fn bank() -> PayerView {
    PayerView {
        id: BillingAccountId::make(2, [2; 10]),
        name: Some("Commerzbank".to_owned()),
        method: Method::SepaDebit,
        brand: None,
        tail: Some("DE89 •••• 3000".to_owned()),
        expires: None,
        status: BillingAccountStatus::Active,
        default: false,
    }
}

pub fn shop() -> SubscriptionSummary {
    SubscriptionSummary {
        id: SubscriptionId::make(1, [1; 10]),
        name: "shop.lindqvist.design".to_owned(),
        label: None,
        plan: "Commerce L".to_owned(),
        kind: PlanKind::Hosting,
        addons: 1,
        status: Status::Active,
        overdue: false,
        reason: None,
        ends_on: None,
        price: Some(Price {
            net: Money::new(5500, Currency::EUR),
            cycle: Cycle::Month,
            every: 1,
        }),
        renews_on: Some(day("2026-12-16")),
        payer: Some(visa()),
        missed: None,
    }
}

fn overdue() -> InvoiceSummary {
    InvoiceSummary {
        id: InvoiceId::make(1, [7; 10]),
        number: "INV-2026-00391".to_owned(),
        title: "shop.lindqvist.design".to_owned(),
        detail: "Commerce L".to_owned(),
        period: None,
        lines: 1,
        issued_on: day("2026-11-02"),
        due_on: day("2026-11-16"),
        total: Money::new(6545, Currency::EUR),
        open: Money::new(1071, Currency::EUR),
        state: InvoiceState::PartPaid,
        void: false,
        overdue: true,
        flight: None,
    }
}

pub fn view(summary: SubscriptionSummary) -> SubscriptionView {
    let part = |name: &str, own, net, from| PricePart {
        name: name.to_owned(),
        own,
        net: Some(Money::new(net, Currency::EUR)),
        from,
        to: None,
    };
    let limit = |resource: &str, most| Limit {
        resource: resource.to_owned(),
        most,
    };
    SubscriptionView {
        today: day("2026-11-23"),
        since: Some(day("2026-11-20")),
        deleted_on: None,
        started_on: day("2024-03-09"),
        auto_renew: true,
        parts: vec![
            part("Commerce L", true, 4900, None),
            part("Space 20", false, 600, Some(day("2026-11-12"))),
        ],
        limits: vec![
            limit("disk", Some(80_000_000_000)),
            limit("mailboxes", None),
            limit("cron_jobs", Some(5)),
        ],
        resources: vec![],
        payers: vec![bank(), visa()],
        invoices: Some(vec![overdue()]),
        summary,
    }
}

fn list(items: Vec<SubscriptionSummary>, next: Option<&str>) -> SubscriptionList {
    SubscriptionList {
        today: day("2026-11-23"),
        page: Page {
            items,
            next: next.map(|key| Cursor(key.to_owned())),
            totals: vec![],
        },
    }
}

fn stage(portal: FakePortal) -> Stage {
    Stage {
        portal,
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    }
}

async fn listed(address: &str, list: SubscriptionList) -> Drawn {
    let portal = FakePortal {
        subscriptions: Ok(list),
        ..FakePortal::default()
    };
    stage(portal).page(address).await
}

pub async fn shown(view: SubscriptionView) -> Drawn {
    let portal = FakePortal {
        subscription: Ok(view),
        ..FakePortal::default()
    };
    let address = format!("/subscriptions/{}", SubscriptionId::make(1, [1; 10]));
    stage(portal).page(&address).await
}

/// What a reader reads: the document without its tags.
pub fn read(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text += piece.split_once('>').map_or("", |(_, text)| text);
    }
    text
}

#[tokio::test]
async fn a_row_says_what_it_costs_when_it_renews_and_who_pays() {
    let page = listed("/subscriptions", list(vec![shop()], None)).await;
    assert_eq!(page.status, 200);
    let text = read(&page.html);
    assert!(text.contains("shop.lindqvist.design"), "{text}");
    assert!(text.contains("Commerce L, 1 add-on"));
    assert!(text.contains("€55.00"));
    assert!(text.contains("a month"));
    assert!(text.contains("16 Dec"));
    assert!(text.contains("in 23 days"));
    assert!(text.contains("Visa ••••\u{a0}4242"));
    assert!(text.contains("ends 11/26"));
    let address = format!("/subscriptions/{}#price", shop().id);
    assert!(page.html.contains(&address));
    assert!(!page.html.contains("class=\"pager\""));
}

#[tokio::test]
async fn what_nobody_pays_is_by_hand_and_what_has_ended_is_paid_by_nobody() {
    let by_hand = SubscriptionSummary {
        payer: None,
        renews_on: None,
        ..shop()
    };
    let text = read(
        &listed("/subscriptions", list(vec![by_hand.clone()], None))
            .await
            .html,
    );
    assert!(text.contains("By hand"));
    assert!(text.contains("not by itself"));
    assert!(text.contains("no automatic charge"));
    let missed = SubscriptionSummary {
        missed: Some(visa()),
        ..by_hand.clone()
    };
    let why = "By handVisa ••••\u{a0}4242 ends before";
    let row = read(
        &listed("/subscriptions", list(vec![missed.clone()], None))
            .await
            .html,
    );
    let page = read(&shown(view(missed)).await.html);
    assert!(row.contains(why), "{row}");
    assert!(page.contains(why), "{page}");
    let ended = SubscriptionSummary {
        status: Status::Cancelled,
        ends_on: Some(day("2025-12-31")),
        ..by_hand
    };
    let text = read(&listed("/subscriptions", list(vec![ended], None)).await.html);
    assert!(!text.contains("By hand"));
    assert!(text.contains("ended 31 Dec 2025"));
}

#[tokio::test]
async fn the_address_holds_what_is_searched_and_chosen() {
    let address = "/subscriptions?search=shop&kind=hosting&status=active";
    let page = listed(address, list(vec![shop()], Some("k/2"))).await;
    assert!(page.html.contains(r#"value="shop""#));
    assert!(
        page.html
            .contains("search=shop&amp;kind=hosting&amp;status=active&amp;after=k%2F2")
    );
    let chosen = r#"kind=hosting" aria-current="true">Hosting"#;
    assert!(page.html.contains(chosen), "{}", page.html);
    assert!(
        page.html
            .contains(r#"<input type="hidden" name="kind" value="hosting""#)
    );
}

#[tokio::test]
async fn an_empty_list_says_why() {
    let table = [
        ("/subscriptions", "No subscription yet", false),
        ("/subscriptions?kind=hosting", "No hosting", true),
        ("/subscriptions?kind=domain", "No domain", true),
        ("/subscriptions?kind=certificate", "No certificate", true),
        ("/subscriptions?kind=domain&search=x", "Nothing fits", true),
        ("/subscriptions?status=expired", "Nothing fits", true),
    ];
    for (address, title, way_out) in table {
        let page = listed(address, list(vec![], None)).await;
        assert!(page.html.contains(title), "{address}");
        assert_eq!(
            page.html.contains("Show all subscriptions"),
            way_out,
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_price_is_the_sum_of_its_parts() {
    let page = shown(view(shop())).await;
    assert_eq!(page.status, 200);
    let text = read(&page.html);
    assert!(text.contains("€49.00"));
    assert!(text.contains("your own price"));
    assert!(text.contains("catalogue price · from 12 Nov 2026"));
    assert!(text.contains("Monthly"));
    assert!(page.html.contains(r#"<tr class="total""#));
    assert!(page.html.contains(r##"href="#price""##));
    assert!(text.contains("80\u{a0}GB"));
    assert!(text.contains("unlimited"));
    assert!(text.contains("cron_jobs"));
    assert!(text.contains("the account's default") || text.contains("the account&#x27;s default"));
}

#[tokio::test]
async fn what_ends_has_no_way_to_a_next_invoice() {
    let way = "/invoices/next?subscription=";
    assert!(shown(view(shop())).await.html.contains(way));
    let ending = SubscriptionSummary {
        status: Status::Cancelling,
        renews_on: None,
        ends_on: Some(day("2026-12-15")),
        ..shop()
    };
    assert!(!shown(view(ending)).await.html.contains(way));
}

#[tokio::test]
async fn what_is_suspended_names_the_invoices_that_would_bring_it_back() {
    let page = shown(view(SubscriptionSummary {
        status: Status::Suspended,
        reason: Some(Reason::NonPayment),
        ..shop()
    }))
    .await;
    let notice = page.html.split("class=\"notice\"").nth(1).unwrap();
    let notice = notice.split("</div>").next().unwrap();
    assert!(notice.contains("Out of service because it was not paid."));
    assert!(notice.contains(&format!("/invoices/{}", overdue().id)));
    assert!(read(notice).contains("€10.71"));
    let page = shown(view(shop())).await;
    assert!(!page.html.contains("class=\"notice\""));
}

#[tokio::test]
async fn what_serves_unpaid_is_not_said_to_be_in_order() {
    let late = || SubscriptionSummary {
        overdue: true,
        ..shop()
    };
    let row = listed("/subscriptions", list(vec![late()], None)).await;
    let state = r#"<span data-tone="warn" class="status">Active"#;
    assert!(row.html.contains(state), "{}", row.html);
    assert!(row.html.contains("payment overdue"));
    let page = shown(view(late())).await;
    assert_eq!(page.html.matches(state).count(), 2, "{}", page.html);
    let notice = page.html.split("class=\"notice\"").nth(1).unwrap();
    let notice = notice.split("</div>").next().unwrap();
    assert!(notice.contains("In service, but an invoice is overdue."));
    assert!(notice.contains(&format!("/invoices/{}", overdue().id)));
}

#[tokio::test]
async fn invoices_that_may_not_be_seen_leave_no_trace() {
    let page = shown(SubscriptionView {
        invoices: None,
        ..view(shop())
    })
    .await;
    assert!(!page.html.contains(r#"id="invoices""#));
}

#[tokio::test]
async fn no_other_id_is_told_from_one_that_does_not_exist() {
    let stage = stage(FakePortal::default());
    let mut answers = Vec::new();
    for id in ["nonsense", SubscriptionId::make(9, [9; 10]).as_str()] {
        let page = stage.page(&format!("/subscriptions/{id}")).await;
        answers.push((page.status, page.html.contains("Nothing is here")));
    }
    assert_eq!(answers, [(404, true), (404, true)]);
}

#[tokio::test]
async fn who_may_not_see_them_is_told_so() {
    let stage = Stage {
        portal: FakePortal {
            subscriptions: Err(Fault::Forbidden),
            ..FakePortal::default()
        },
        caller: Some(caller_with(vec![Permission::ViewInvoices])),
        ..Stage::default()
    };
    assert_eq!(stage.page("/subscriptions").await.status, 403);
}

#[tokio::test]
async fn german_is_german() {
    let german = Stage {
        look: Look {
            language: Language::De,
            ..Look::default()
        },
        ..stage(FakePortal {
            subscription: Ok(view(shop())),
            ..FakePortal::default()
        })
    };
    let address = format!("/subscriptions/{}", shop().id);
    let text = read(&german.page(&address).await.html);
    for expected in [
        "55,00\u{a0}€",
        "im Monat",
        "in 23 Tagen",
        "Standard des Kontos",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}
