//! The list of invoices, and the page of one.

use app::scene::Look;
use model::caller::Role;
use model::currency::Currency;
use model::document::Forms;
use model::fault::Fault;
use model::id::{CreditNoteId, InvoiceId, SubscriptionId};
use model::invoice::{
    Address, CreditNoteView, InvoiceState, InvoiceSummary, InvoiceView, LineKind, LineView, Party,
    SettledBy, SettlementView, TaxGroup, TaxRule,
};
use model::money::Money;
use model::page::{Cursor, Page};
use model::portal::fake::{FakePortal, caller};
use model::text::Language;
use model::time::{Date, Period};
use model::told::{About, Kind, Name, Told, ToldTerm};

use crate::stage::{Drawn, Stage};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// An invoice over a change of plan, part of it paid.
pub fn change() -> InvoiceSummary {
    InvoiceSummary {
        id: InvoiceId::make(1, [9; 10]),
        number: "INV-2026-00409".to_owned(),
        title: "shop.lindqvist.design".to_owned(),
        detail: "Change of plan".to_owned(),
        period: Some(Period {
            from: day("2026-11-12"),
            to: day("2026-11-28"),
        }),
        lines: 1,
        issued_on: day("2026-11-12"),
        due_on: day("2026-11-26"),
        total: euro(1597),
        open: euro(1097),
        state: InvoiceState::PartPaid,
        void: false,
        overdue: false,
        flight: None,
    }
}

/// An invoice that was not paid in time.
pub fn overdue() -> InvoiceSummary {
    InvoiceSummary {
        id: InvoiceId::make(2, [8; 10]),
        number: "INV-2026-00391".to_owned(),
        title: "werkstatt-berlin.org".to_owned(),
        detail: "Business S".to_owned(),
        lines: 3,
        issued_on: day("2026-11-02"),
        due_on: day("2026-11-16"),
        total: euro(1071),
        open: euro(1071),
        state: InvoiceState::Open,
        overdue: true,
        ..change()
    }
}

/// An invoice with nothing open.
pub fn paid() -> InvoiceSummary {
    InvoiceSummary {
        id: InvoiceId::make(3, [7; 10]),
        number: "INV-2026-00214".to_owned(),
        title: "Domain".to_owned(),
        detail: "Domain".to_owned(),
        period: None,
        due_on: day("2026-06-26"),
        open: euro(0),
        state: InvoiceState::Paid,
        ..change()
    }
}

fn party(name: &str, line1: &str, postal_code: &str, city: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: Address {
            line1: line1.to_owned(),
            line2: None,
            city: city.to_owned(),
            region: None,
            postal_code: postal_code.to_owned(),
            country: "DE".to_owned(),
        },
        vat_id: Some("DE298441306".to_owned()),
        tax_number: None,
    }
}

fn line(n: u32, text: &str, net: i64) -> LineView {
    let shop = SubscriptionId::make(1, [1; 10]);
    LineView {
        n,
        kind: LineKind::ProrationCharge,
        text: text.to_owned(),
        subscription: Some((shop, "shop.lindqvist.design".to_owned())),
        period: change().period,
        quantity: None,
        unit_price: None,
        net: euro(net),
        tax_rate: "19".to_owned(),
        tax_category: "S".to_owned(),
        derivation: None,
    }
}

/// Lines as a change of plan makes them, and one that was imported.
fn lines() -> Vec<LineView> {
    let term = |sign: &str, kind, figure: &str, name, of: &str| ToldTerm {
        sign: sign.to_owned(),
        kind,
        figure: figure.to_owned(),
        name,
        of: of.to_owned(),
    };
    let explained = Told {
        about: Some(About::Part),
        terms: vec![
            term("", Kind::Money, "49.00", Name::Line, "Commerce L a month"),
            term("×", Kind::Number, "16", Name::DaysCounted, ""),
            term("÷", Kind::Number, "31", Name::DaysWhole, ""),
        ],
        result: "25.29".to_owned(),
        exact: Some("25.2903".to_owned()),
        unit: None,
        days: vec![],
    };
    let charge = LineView {
        derivation: Some(explained),
        ..line(1, "Commerce L, rest of the period", 2529)
    };
    let extra = LineView {
        quantity: Some("2".to_owned()),
        unit_price: Some("1.55".to_owned()),
        ..line(3, "Extra space 20 GB", 310)
    };
    vec![charge, line(2, "Commerce M, not used", -1497), extra]
}

pub fn view() -> InvoiceView {
    InvoiceView {
        summary: change(),
        today: day("2026-11-23"),
        seller: party("Quayside Hosting GmbH", "Kaiserkai 12", "20457", "Hamburg"),
        buyer: party("Atelier Lindqvist", "Oranienstraße 185", "10999", "Berlin"),
        own_reference: Some("PO 7731".to_owned()),
        imported: true,
        disputed: false,
        lines: lines(),
        tax_groups: vec![TaxGroup {
            rate: "19".to_owned(),
            category: "S".to_owned(),
            net: euro(1342),
            tax: euro(255),
            rule: Some(TaxRule {
                with: None,
                exact: Some("2.5498".to_owned()),
            }),
        }],
        net: euro(1342),
        tax: euro(255),
        settlements: vec![SettlementView {
            on: day("2026-11-16"),
            by: SettledBy::Transfer,
            amount: euro(500),
            label: Some("RF18 2026 0409".to_owned()),
            checkout: None,
        }],
        credit_notes: vec![],
        forms: Forms::default(),
        ahead: None,
        held: None,
        unpaid: None,
    }
}

fn stage(portal: FakePortal) -> Stage {
    Stage {
        portal,
        caller: Some(caller(Role::Owner)),
        ..Stage::default()
    }
}

pub async fn drawn(invoice: InvoiceView) -> Drawn {
    let stage = stage(FakePortal {
        invoice: Ok(invoice),
        ..FakePortal::default()
    });
    stage.page(&format!("/invoices/{}", change().id)).await
}

async fn listed(items: Vec<InvoiceSummary>, address: &str) -> Drawn {
    let next = Some(Cursor("2026-11-12~x".to_owned()));
    let stage = stage(FakePortal {
        invoices: Ok(Page {
            items,
            next,
            totals: vec![euro(5432)],
        }),
        ..FakePortal::default()
    });
    stage.page(address).await
}

#[tokio::test]
async fn the_list_tells_what_is_open_and_late() {
    let page = listed(vec![change(), overdue(), paid()], "/invoices?filter=open").await;
    assert_eq!(page.status, 200);
    for text in [
        "INV-2026-00409",
        "Business S and 2 more, 12 – 27 Nov 2026",
        "Overdue",
        "Part paid",
        r#"data-tone="bad""#,
        r#"<span class="none">"#,
        r#"href="/invoices?filter=open&amp;after=2026-11-12%7Ex""#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    assert!(
        page.html
            .contains("Open invoices, what is due first on top")
    );
}

#[tokio::test]
async fn what_nobody_paid_and_was_taken_back_is_void_in_lists() {
    let credited = InvoiceSummary {
        open: euro(0),
        state: InvoiceState::Credited,
        ..change()
    };
    let void = InvoiceSummary {
        void: true,
        ..credited.clone()
    };
    for (invoice, word, other) in [
        (credited, ">Credited<", ">Void<"),
        (void, ">Void<", ">Credited<"),
    ] {
        let page = listed(vec![invoice], "/invoices").await;
        assert!(page.html.contains(word), "{word}");
        assert!(!page.html.contains(other), "{other}");
    }
}

#[tokio::test]
async fn an_empty_list_says_what_will_be_there() {
    for (address, text) in [
        ("/invoices", "No invoice yet"),
        ("/invoices?filter=overdue", "Nothing is overdue"),
        ("/invoices?filter=open", "Nothing is open"),
        ("/invoices?filter=settled", "Nothing is settled yet"),
        ("/invoices?search=zzz", "No invoice fits"),
    ] {
        let page = listed(vec![], address).await;
        assert!(page.html.contains(text), "{address}");
        let back = page.html.contains("Show all invoices");
        assert_eq!(back, address != "/invoices", "{address}");
    }
}

#[tokio::test]
async fn an_invoice_explains_each_amount() {
    let page = drawn(view()).await;
    assert_eq!(page.status, 200);
    for text in [
        "<title>Invoice INV-2026-00409 – Quayside</title>",
        "Why this amount",
        "from 25.2903",
        "As imported from Quayside Hosting GmbH",
        "Imported from Quayside Hosting GmbH",
        "2 × €1.55",
        "VAT 19\u{a0}% of",
        "Reference RF18 2026 0409",
        "Your reference: PO 7731",
        "20457 Hamburg, DE",
        "No refund and no credit note belongs to this invoice.",
        r#"<a href="/subscriptions/sub_"#,
    ] {
        assert!(page.html.contains(text), "{text}\n{}", page.html);
    }
    // A settlement takes from what is open.
    assert!(page.html.contains(r#"value="-5.00""#));
    assert!(!page.html.contains("Reverse charge"));
}

#[tokio::test]
async fn tax_that_is_not_taken_is_explained() {
    for (category, text) in [
        (
            "AE",
            "Reverse charge: the recipient of the service owes the VAT.",
        ),
        ("E", "Exempt from VAT."),
    ] {
        let mut view = view();
        view.tax_groups[0].category = category.to_owned();
        view.tax_groups[0].rate = "0".to_owned();
        assert!(drawn(view).await.html.contains(text), "{category}");
    }
}

#[tokio::test]
async fn what_was_taken_back_in_full_is_void() {
    let note = CreditNoteView {
        id: CreditNoteId::make(1, [5; 10]),
        number: "CN-2026-00017".to_owned(),
        issued_on: day("2026-11-20"),
        forms: Forms::default(),
        lines: vec![line(1, "Commerce L", 1342)],
        total: euro(1597),
    };
    let mut view = view();
    let summary = &mut view.summary;
    (summary.state, summary.void, summary.open) = (InvoiceState::Credited, true, euro(0));
    view.settlements = vec![SettlementView {
        by: SettledBy::CreditNote,
        amount: euro(1597),
        label: Some(note.number.clone()),
        ..view.settlements.remove(0)
    }];
    let anchor = note.id.clone();
    view.credit_notes = vec![note];
    let page = drawn(view).await;
    assert!(page.html.contains(">Void<"));
    for text in [
        "Credit note CN-2026-00017".to_owned(),
        format!("href=\"#{anchor}\""),
        format!("id=\"{anchor}\""),
    ] {
        assert!(page.html.contains(&text), "{text}");
    }
}

#[tokio::test]
async fn another_ones_invoice_is_not_found() {
    for address in ["/invoices/inv_1", "/invoices/x", "/invoices/%00"] {
        let page = stage(FakePortal::default()).page(address).await;
        assert_eq!(page.status, 404, "{address}");
    }
    let portal = FakePortal {
        invoices: Err(Fault::Forbidden),
        ..FakePortal::default()
    };
    assert_eq!(stage(portal).page("/invoices").await.status, 403);
}

#[tokio::test]
async fn an_invoice_speaks_german() {
    let mut stage = stage(FakePortal {
        invoice: Ok(view()),
        ..FakePortal::default()
    });
    stage.look = Look {
        language: Language::De,
        ..Look::default()
    };
    let page = stage.page(&format!("/invoices/{}", change().id)).await;
    for text in [
        "Rechnung INV-2026-00409",
        "Teilweise bezahlt",
        "12. – 27. Nov. 2026",
        "USt. 19\u{a0}% auf",
        "Übernommen von",
    ] {
        assert!(page.html.contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_name_of_another_direction_stays_among_its_own() {
    let arabic = InvoiceSummary {
        title: "شركة البحار".to_owned(),
        ..change()
    };
    let page = listed(vec![arabic], "/invoices").await;
    let (name, detail) = (
        "<bdi>شركة البحار",
        "<small><bdi>Change of plan, 12 – 27 Nov 2026",
    );
    assert!(page.html.contains(name) && page.html.contains(detail));
}
