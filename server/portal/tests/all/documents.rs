use std::sync::Arc;

use model::Fault;
use model::caller::{Caller, Permission};
use model::document::{File, Form, Forms};
use model::fault::Answer;
use model::id::{CreditNoteId, InvoiceId};
use model::portal::Door;
use model::time::FixedClock;
use portal::{Contact, Desk, Papers};
use store::probe::script;
use store::{Db, on_both};

use crate::support::{NOON, all_but, books, id, known, member, owner, reception};

/// An invoice that Saldo issued to account 1, and what takes a part of it back.
const OWN: u64 = 50;

fn issued() -> String {
    let party = |vat: &str| {
        format!(
            r#"{{"name":"Party","address":{{"line1":"Kaiserkai 12","city":"Hamburg",
            "postal_code":"20457","country":"DE"}},"vat_id":"{vat}"}}"#
        )
    };
    let (inv, acc, sel) = (id("inv", OWN), id("acc", 1), id("sel", 1));
    let (seller, buyer) = (party("DE811204912"), party("DE298441306"));
    let (sub, note) = (id("sub", 1), id("crn", OWN));
    format!(
        "insert into invoice values ('{inv}', 'I-own', '{acc}', '{sel}', 'INV-2026-00050', 2026, 50,
             '2026-06-10', '2026-06-24', null, 'EUR', 2000, 380, 2380, 'T', 'First', null, null, 2,
             't', '{seller}', '{buyer}', 'PO 7', true, null, false, 'h');
         insert into invoice_line values ('{inv}', 1, 'plan', '', 0, '=Business M', '{sub}', null,
             null, '2026-06-01', '2026-07-01', '2', '9.50', 1900, '19', 'S', null, null, null);
         insert into invoice_line values ('{inv}', 2, 'manual', '', 0, 'By hand', null, null, null,
             null, null, null, null, 100, '19', 'S', null, null, null);
         insert into invoice_tax values ('{inv}', 1, '19', 'S', 2000, 380);
         insert into invoice_standing values ('{inv}', '{acc}', '2026-06-10', '2026-06-24', 'EUR',
             2380, 0, 0, 0, 0, 2380, false, 'open');
         insert into credit_note values ('{note}', 'N-own', '{acc}', '{inv}', '{sel}',
             'CN-2026-00050', 2026, 50, '2026-06-12', 'EUR', 100, 19, 119, '{seller}', '{buyer}',
             '[]', false, 'h');
         insert into credit_note_line values ('{note}', 1, 'manual', '', 0, 'By hand', null, null,
             null, null, null, null, null, 100, '19', 'S', '{inv}', 2, null);
         insert into credit_note_tax values ('{note}', 1, '19', 'S', 100, 19);"
    )
}

fn door(db: Db, contact: bool) -> Door {
    let contact = contact.then(|| Contact {
        name: "Accounts".to_owned(),
        phone: "+49 40 5550100".to_owned(),
        email: "accounts@quayside.example".to_owned(),
    });
    let papers = Papers::new(contact, Some("https://portal.example/"));
    let desk = Desk::new(db, Arc::new(FixedClock(NOON)), reception());
    Arc::new(desk.with_papers(papers))
}

async fn open(db: &Db) -> Door {
    books::fill(db).await;
    script(db, issued()).await.expect("fills");
    door(db.clone(), true)
}

async fn invoice(desk: &Door, caller: &Caller, n: u64, form: Form) -> Answer<File> {
    let invoice: InvoiceId = known("inv", n);
    desk.show_invoice_file(caller, invoice, form).await
}

async fn note(desk: &Door, caller: &Caller, n: u64, form: Form) -> Answer<File> {
    let note: CreditNoteId = known("crn", n);
    desk.show_credit_note_file(caller, note, form).await
}

on_both!(a_document_is_made_once_and_never_changes, |db| async move {
    let desk = open(&db).await;
    let first = invoice(&desk, &owner(1), OWN, Form::Pdf).await.unwrap();
    assert!(first.content.starts_with(b"%PDF"));
    assert_eq!(first.name, "INV-2026-00050");
    // What the provider changes later changes nothing of it.
    script(
        &db,
        "update seller set bank = null; update account set language = 'en'",
    )
    .await
    .unwrap();
    let later = door(db.clone(), false);
    let again = invoice(&later, &owner(1), OWN, Form::Pdf).await.unwrap();
    assert_eq!(first, again);
    for change in [
        "update document set content = ''",
        "delete from document",
        "insert into document select subject, form, account_id, 0, '', '' from document",
    ] {
        assert!(script(&db, change).await.is_err(), "{change}");
    }
});

on_both!(many_who_ask_at_once_get_the_same, |db| async move {
    let desk = open(&db).await;
    let mut tasks = Vec::new();
    for _ in 0..12 {
        let desk = Arc::clone(&desk);
        tasks.push(tokio::spawn(async move {
            invoice(&desk, &owner(1), OWN, Form::Pdf).await.unwrap()
        }));
    }
    let mut files = Vec::new();
    for task in tasks {
        files.push(task.await.unwrap());
    }
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
});

on_both!(
    an_e_invoice_stands_beside_what_saldo_issued,
    |db| async move {
        let desk = open(&db).await;
        let ubl = invoice(&desk, &owner(1), OWN, Form::Xrechnung)
            .await
            .unwrap();
        let ubl = String::from_utf8(ubl.content).unwrap();
        assert!(
            ubl.contains("xrechnung_3.0") && ubl.contains("INV-2026-00050"),
            "{ubl}"
        );
        let ubl = note(&desk, &owner(1), OWN, Form::Xrechnung).await.unwrap();
        let ubl = String::from_utf8(ubl.content).unwrap();
        assert!(
            ubl.contains("CreditNote") && ubl.contains("INV-2026-00050"),
            "{ubl}"
        );
        let pdf = note(&desk, &owner(1), OWN, Form::Pdf).await.unwrap();
        assert!(pdf.content.starts_with(b"%PDF"));
        let view = desk
            .show_invoice(&owner(1), known("inv", OWN))
            .await
            .unwrap();
        let both = Forms {
            pdf: true,
            xrechnung: true,
        };
        assert_eq!((view.forms, view.credit_notes[0].forms), (both, both));
    }
);

on_both!(
    what_was_made_elsewhere_is_a_copy_without_e_invoice,
    |db| async move {
        let desk = open(&db).await;
        let view = desk.show_invoice(&owner(1), known("inv", 1)).await.unwrap();
        assert!(view.forms.pdf && !view.forms.xrechnung);
        assert!(invoice(&desk, &owner(1), 1, Form::Pdf).await.is_ok());
        let refused = invoice(&desk, &owner(1), 1, Form::Xrechnung).await;
        assert_eq!(refused, Err(Fault::NotFound));
        // Nobody to ask: no XRechnung, which demands somebody.
        let silent = door(db.clone(), false);
        let view = silent
            .show_invoice(&owner(1), known("inv", OWN))
            .await
            .unwrap();
        assert!(view.forms.pdf && !view.forms.xrechnung);
        let refused = invoice(&silent, &owner(1), OWN, Form::Xrechnung).await;
        assert_eq!(refused, Err(Fault::NotFound));
    }
);

on_both!(no_access_is_not_found, |db| async move {
    let desk = open(&db).await;
    let blind = member(1, all_but(&[Permission::ViewInvoices]), None);
    for form in [Form::Pdf, Form::Xrechnung, Form::Csv] {
        for caller in [&owner(2), &blind] {
            let refused = invoice(&desk, caller, OWN, form).await;
            assert_eq!(refused, Err(Fault::NotFound));
            let refused = note(&desk, caller, OWN, form).await;
            assert_eq!(refused, Err(Fault::NotFound));
        }
        let none = invoice(&desk, &owner(1), 9_999, form).await;
        assert_eq!(none, Err(Fault::NotFound));
    }
    // A document names subscriptions: not to those who may not know all of them.
    let some = member(1, Permission::ALL.to_vec(), Some(vec![2]));
    let refused = invoice(&desk, &some, OWN, Form::Pdf).await;
    assert_eq!(refused, Err(Fault::NotFound));
    let view = desk.show_invoice(&some, known("inv", OWN)).await.unwrap();
    assert_eq!(view.forms, Forms::default());
    let lines = invoice(&desk, &some, OWN, Form::Csv).await.unwrap();
    let lines = String::from_utf8(lines.content).unwrap();
    assert!(
        lines.contains("By hand") && !lines.contains("lindqvist.example"),
        "{lines}"
    );
});

on_both!(lines_for_spreadsheets_hold_no_formula, |db| async move {
    let desk = open(&db).await;
    let lines = invoice(&desk, &owner(1), OWN, Form::Csv).await.unwrap();
    let text = String::from_utf8(lines.content).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    let first = "INV-2026-00050,1,plan,\"'=Business M\",lindqvist.example,2026-06-01,2026-06-30,2,\
        9.50,19.00,EUR,19,S";
    assert_eq!((rows.len(), rows[1]), (3, first));
});
