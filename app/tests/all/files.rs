//! Documents to keep: plain links, which no script takes over.

use model::document::Forms;
use model::id::CreditNoteId;
use model::invoice::CreditNoteView;

use crate::invoice::{day, drawn, euro, view};

fn link(place: &str, file: &str) -> String {
    format!(r#"rel="external" href="{place}/{file}""#)
}

#[tokio::test]
async fn an_invoice_leads_to_the_files_that_there_are() {
    let mut invoice = view();
    let place = format!("/invoices/{}", invoice.summary.id);
    let page = drawn(invoice.clone()).await;
    assert!(
        page.html.contains(&link(&place, "lines.csv")),
        "{}",
        page.html
    );
    for file in ["invoice.pdf", "xrechnung.xml"] {
        assert!(!page.html.contains(file), "{file}");
    }
    invoice.forms = Forms {
        pdf: true,
        xrechnung: true,
    };
    let page = drawn(invoice).await;
    for file in ["invoice.pdf", "xrechnung.xml", "lines.csv"] {
        assert!(page.html.contains(&link(&place, file)), "{file}");
    }
}

#[tokio::test]
async fn a_credit_note_leads_to_its_own() {
    let mut invoice = view();
    let id = CreditNoteId::make(1, [5; 10]);
    let place = format!("/credit-notes/{id}");
    invoice.credit_notes = vec![CreditNoteView {
        id,
        number: "CN-2026-00017".to_owned(),
        issued_on: day("2026-11-20"),
        forms: Forms {
            pdf: true,
            xrechnung: false,
        },
        lines: vec![],
        total: euro(1597),
    }];
    let page = drawn(invoice).await;
    for file in ["credit-note.pdf", "lines.csv"] {
        assert!(
            page.html.contains(&link(&place, file)),
            "{file}\n{}",
            page.html
        );
    }
    assert!(!page.html.contains("xrechnung.xml"));
}
