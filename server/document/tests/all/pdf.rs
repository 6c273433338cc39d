use document::{InvoicePaper, hybrid, invoice, receipt, statement};
use model::text::Language;

use crate::paper::{abroad, account, change, credit_note, euro, long, received};
use crate::tool::{file, oracle, run};

/// What is seen on the pages of a document, and what is said of it.
struct Looked {
    text: String,
    facts: String,
    metadata: String,
    fonts: String,
}

fn look(name: &str, pdf: &[u8]) -> Looked {
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = file(folder.path(), name, pdf);
    // To look at them as pictures: `SALDO_PAPERS=folder cargo test -p document`.
    if let Some(kept) = std::env::var_os("SALDO_PAPERS") {
        file(kept.as_ref(), name, pdf);
    }
    let said = run("qpdf".as_ref(), &["--check", &path]);
    assert!(
        said.contains("No syntax or stream encoding errors"),
        "{said}"
    );
    Looked {
        text: run("pdftotext".as_ref(), &["-layout", &path, "-"]),
        facts: run("pdfinfo".as_ref(), &[&path]),
        metadata: run("pdfinfo".as_ref(), &["-meta", &path]),
        fonts: run("pdffonts".as_ref(), &[&path]),
    }
}

fn both(paper: &InvoicePaper) -> Vec<u8> {
    hybrid(paper, &invoice(paper).expect("is set")).expect("is embedded")
}

fn conforms(looked: &Looked) {
    let declared = looked.metadata.replace(['\n', ' '], "");
    for claim in [
        "<pdfaid:part>3<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
    ] {
        assert!(declared.contains(claim), "{claim}\n{}", looked.metadata);
    }
    assert!(
        looked.facts.contains("Tagged:          yes"),
        "{}",
        looked.facts
    );
    let fonts = looked.fonts.lines().skip(2);
    let embedded = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().rev().collect();
        words[4] == "yes"
    };
    assert!(
        fonts.clone().count() > 0 && fonts.clone().all(embedded),
        "{}",
        looked.fonts
    );
}

#[test]
fn an_invoice_says_all_that_it_has_to() {
    if oracle().is_none() {
        return;
    }
    let looked = look("invoice.pdf", &both(&change()));
    conforms(&looked);
    for said in [
        "Invoice INV-2026-00409",
        "12 November 2026 – 27 November 2026",
        "\u{2212}14.97",
        "VAT 19% of 22.32",
        "26.56",
        "DE02 1203 0000 0000 2020 51",
        "PO 7731",
        "DE811204912",
        "Page 1 of 1",
    ] {
        assert!(looked.text.contains(said), "{said}\n{}", looked.text);
    }
    let inside = looked.metadata.replace(['\n', ' '], "");
    assert!(inside.contains("<fx:ConformanceLevel>EN16931<"), "{inside}");
}

#[test]
fn a_long_invoice_repeats_its_head() {
    if oracle().is_none() {
        return;
    }
    let mut paper = long();
    paper.language = Language::De;
    let looked = look("long.pdf", &both(&paper));
    conforms(&looked);
    let pages: Vec<&str> = looked
        .text
        .split('\u{c}')
        .filter(|page| !page.is_empty())
        .collect();
    assert!(pages.len() > 2, "{}", pages.len());
    for page in &pages[..pages.len() - 1] {
        assert!(page.contains("Netto, EUR"), "{page}");
    }
    assert!(looked.text.contains("Webspace 90") && looked.text.contains("1.060,29"));
}

#[test]
fn what_people_wrote_is_never_read_as_markup() {
    if oracle().is_none() {
        return;
    }
    let looked = look("abroad.pdf", &both(&abroad()));
    conforms(&looked);
    let text = "#panic(\"x\") *Müller* $x$ <b>& \\ `raw` @ref";
    assert!(looked.text.contains(text), "{}", looked.text);
    assert!(looked.text.contains("Reverse charge"), "{}", looked.text);
    assert!(looked.fonts.contains("Arabic"), "{}", looked.fonts);
    assert!(looked.text.contains("النور"), "{}", looked.text);
}

#[test]
fn a_credit_note_and_a_copy_say_what_they_are() {
    if oracle().is_none() {
        return;
    }
    let looked = look("credit-note.pdf", &both(&credit_note()));
    conforms(&looked);
    for said in [
        "Rechnungskorrektur CN-2026-00003",
        "INV-2026-00409",
        "11,90",
    ] {
        assert!(looked.text.contains(said), "{said}\n{}", looked.text);
    }
    let mut copy = change();
    copy.copy = true;
    let looked = look("copy.pdf", &invoice(&copy).expect("is set"));
    assert!(looked.text.contains("Copy:"), "{}", looked.text);
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(both(&change()), both(&change()));
}

#[test]
fn a_name_in_letters_without_a_font_still_gives_a_document() {
    let mut paper = change();
    paper.buyer.name = "漢字\u{202e} 😀 GmbH".to_owned();
    both(&paper);
}

#[test]
fn a_statement_has_a_running_balance() {
    if oracle().is_none() {
        return;
    }
    let paper = account();
    let looked = look("statement.pdf", &statement(&paper).expect("is set"));
    conforms(&looked);
    for said in [
        "Kontoauszug",
        "\u{2212}5,00",
        "21,56",
        "Offen am 30. November 2026",
    ] {
        assert!(looked.text.contains(said), "{said}\n{}", looked.text);
    }
}

#[test]
fn a_receipt_says_what_was_received_for_what() {
    if oracle().is_none() {
        return;
    }
    let paper = received();
    let looked = look("receipt.pdf", &receipt(&paper).expect("is set"));
    conforms(&looked);
    for said in [
        "Receipt R-2026-00007",
        "Card, Visa •••• 4242",
        "Invoice INV-2026-00391",
        "From credit, EUR",
        "40.00",
        "no invoice",
    ] {
        assert!(looked.text.contains(said), "{said}\n{}", looked.text);
    }
    let mut alone = received();
    alone.credit = euro(0);
    let looked = look("receipt-alone.pdf", &receipt(&alone).expect("is set"));
    assert!(!looked.text.contains("credit"), "{}", looked.text);
}
