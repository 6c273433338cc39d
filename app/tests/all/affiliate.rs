//! The page of affiliate programs.

use app::scene::Look;
use model::affiliate::{
    AffiliateSummary, AffiliateView, CommissionState, CommissionView, Earnings, MonthView,
    OfferView, PartView, ProgramView,
};
use model::caller::{Caller, Role};
use model::fault::Fault;
use model::id::{CommissionId, ProgramId};
use model::page::{Cursor, Page};
use model::portal::fake::{FakePortal, caller};
use model::text::Language;
use model::told::{Kind, Name, Told, ToldTerm};

use crate::invoice::{day, euro};
use crate::stage::{Drawn, Stage};

fn earnings() -> Earnings {
    Earnings {
        earned: euro(18640),
        pending: euro(2760),
        pending_until: Some(day("2027-01-09")),
        payable: euro(6400),
        requested: euro(0),
        paid: euro(9480),
    }
}

pub fn summary() -> AffiliateSummary {
    AffiliateSummary {
        earnings: vec![earnings()],
        clicks: 61,
        orders: 4,
    }
}

fn program() -> ProgramView {
    ProgramView {
        id: ProgramId::make(1, [1; 10]),
        name: "Quayside friends".to_owned(),
        offer: OfferView::Percent("20".to_owned()),
        plans: vec![
            ("Business S".to_owned(), None),
            ("Commerce L".to_owned(), Some(OfferView::Amount(euro(2500)))),
        ],
        cycles: Some(12),
        cookie_days: 60,
        maturity_days: 45,
        minimum: euro(2500),
        part: Some(PartView {
            code: "atelier".to_owned(),
            joined_on: day("2025-03-01"),
            clicks: 1204,
            orders: 61,
            conversion: Some("5.1".to_owned()),
        }),
    }
}

fn told() -> Told {
    let term = |sign: &str, kind, figure: &str, name| ToldTerm {
        sign: sign.to_owned(),
        kind,
        figure: figure.to_owned(),
        name,
        of: String::new(),
    };
    Told {
        about: None,
        terms: vec![
            term("", Kind::Money, "138.00", Name::Base),
            term("×", Kind::Percent, "20", Name::Commission),
        ],
        result: "27.60".to_owned(),
        exact: None,
        unit: None,
        days: vec![],
    }
}

fn commission(n: u64, state: CommissionState, amount: i64) -> CommissionView {
    CommissionView {
        id: CommissionId::make(n, [1; 10]),
        program: "Quayside friends".to_owned(),
        on: day("2026-11-12"),
        amount: euro(amount),
        why: None,
        state,
        until: None,
        reason: None,
        paid_on: None,
    }
}

fn view() -> AffiliateView {
    let pending = CommissionView {
        why: Some(told()),
        until: Some(day("2027-01-09")),
        ..commission(1, CommissionState::Pending, 2760)
    };
    let back = CommissionView {
        reason: Some("A third was refunded".to_owned()),
        ..commission(2, CommissionState::Payable, -320)
    };
    AffiliateView {
        today: day("2026-11-23"),
        programs: vec![program()],
        earnings: vec![earnings()],
        months: vec![MonthView {
            month: day("2026-11-01"),
            clicks: 61,
            orders: 4,
            conversion: Some("6.6".to_owned()),
            earned: vec![euro(5560)],
        }],
        commissions: Page {
            items: vec![pending, back],
            next: Some(Cursor("next".to_owned())),
            totals: vec![],
        },
    }
}

async fn drawn(
    affiliate: Result<AffiliateView, Fault>,
    language: Language,
    caller: Caller,
) -> Drawn {
    let stage = Stage {
        portal: FakePortal {
            affiliate,
            ..FakePortal::default()
        },
        caller: Some(caller),
        look: Look {
            language,
            ..Look::default()
        },
        ..Stage::default()
    };
    stage.page("/affiliate").await
}

#[tokio::test]
async fn terms_figures_and_every_commission_are_there() {
    let page = drawn(Ok(view()), Language::En, caller(Role::Owner)).await;
    assert_eq!(page.status, 200);
    for text in [
        "Quayside friends",
        "of the net that is paid",
        "for the first 12 periods",
        "€25.00 an order",
        "45 days after the order is paid",
        "atelier",
        "1,204 clicks",
        "61 orders",
        "became orders",
        r#"href="/affiliate?state=payable#commissions""#,
        r#"href="/affiliate?month=2026-11#commissions""#,
        "November 2026",
        r#"186<span class="minor">.40"#,
        r#"value="-3.20""#,
        "A third was refunded",
        "Commission, Quayside friends",
        "Taken back, Quayside friends",
        "net paid for it",
        "€138.00",
        "As imported from Quayside",
        r#"href="/affiliate?after=next""#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
}

#[tokio::test]
async fn who_does_not_take_part_is_told_so() {
    let mut affiliate = view();
    let told = "You do not take part in this program.";
    let page = drawn(Ok(affiliate.clone()), Language::En, caller(Role::Owner)).await;
    assert!(!page.html.contains(told));
    affiliate.programs[0].part = None;
    let page = drawn(Ok(affiliate), Language::En, caller(Role::Owner)).await;
    assert!(page.html.contains(told));
    assert!(!page.html.contains("Every commission"));
}

#[tokio::test]
async fn the_page_speaks_german() {
    let page = drawn(Ok(view()), Language::De, caller(Role::Owner)).await;
    for text in ["Partnerprogramm", "Bisher verdient", "Vorgemerkt", "186"] {
        assert!(page.html.contains(text), "{text}");
    }
}

#[tokio::test]
async fn who_takes_no_part_sees_what_is_offered_and_no_button_that_does_nothing() {
    let view = AffiliateView {
        programs: vec![ProgramView {
            part: None,
            ..program()
        }],
        ..view()
    };
    let page = drawn(Ok(view), Language::En, caller(Role::Owner)).await;
    assert!(page.html.contains("of the net that is paid"));
    assert!(!page.html.contains("Earned so far") && !page.html.contains("Join"));
}

#[tokio::test]
async fn the_way_there_is_shown_where_there_is_a_program() {
    let link = r#"<a href="/affiliate""#;
    let page = drawn(Ok(view()), Language::En, caller(Role::Owner)).await;
    assert!(page.html.contains(link));
    let technician = caller(Role::Technician);
    let page = drawn(Err(Fault::Forbidden), Language::En, technician).await;
    assert_eq!(page.status, 403);
    assert!(!page.html.contains(link));
    let mut elsewhere = caller(Role::Owner);
    elsewhere.programs = false;
    let none = AffiliateView {
        programs: vec![],
        ..view()
    };
    let page = drawn(Ok(none), Language::En, elsewhere).await;
    assert!(page.html.contains("No program at the moment") && !page.html.contains(link));
}
