use document::{InvoicePaper, hybrid, invoice, xrechnung};

use crate::paper::{abroad, change, credit_note, discounted, long};
use crate::tool::{file, oracle, run, verdicts};

fn papers() -> [InvoicePaper; 6] {
    [
        change(),
        long(),
        abroad(),
        credit_note(),
        discounted(25),
        discounted(100),
    ]
}

/// What stands in a PDF under a name.
fn attached(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = file(folder.path(), "it.pdf", pdf);
    let name = "--show-attachment=factur-x.xml";
    run("qpdf".as_ref(), &[name, &path])
}

#[test]
fn schema_and_schematron_accept_both_forms() {
    let Some(python) = oracle() else { return };
    let folder = tempfile::tempdir().expect("makes a folder");
    let mut files = Vec::new();
    for (n, paper) in papers().iter().enumerate() {
        let ubl = xrechnung(paper).expect("is written");
        let pdf = hybrid(paper, &invoice(paper).expect("is set")).expect("is embedded");
        files.push(file(folder.path(), &format!("{n}.ubl.xml"), ubl.as_bytes()));
        let cii = attached(&pdf);
        files.push(file(folder.path(), &format!("{n}.cii.xml"), cii.as_bytes()));
    }
    let verdicts = verdicts(&python, &files);
    assert_eq!(verdicts, vec!["ok"; files.len()]);
}

#[test]
fn schematron_refuses_a_falsified_total() {
    let Some(python) = oracle() else { return };
    let folder = tempfile::tempdir().expect("makes a folder");
    let paper = change();
    let ubl = xrechnung(&paper).expect("is written");
    let cii = attached(&hybrid(&paper, &invoice(&paper).expect("is set")).expect("is embedded"));
    let total = paper.total.plain();
    let mut files = Vec::new();
    for (name, xml) in [("false.ubl.xml", ubl), ("false.cii.xml", cii)] {
        let false_xml = xml.replace(&format!(">{total}<"), ">99.99<");
        assert_ne!(xml, false_xml);
        files.push(file(folder.path(), name, false_xml.as_bytes()));
    }
    for verdict in verdicts(&python, &files) {
        assert!(verdict.contains("BR-CO-15"), "{verdict}");
    }
}

#[test]
fn what_breaks_the_rules_is_not_written() {
    let mut paper = change();
    paper.total.minor += 1;
    let refused = xrechnung(&paper).unwrap_err().to_string();
    assert!(refused.contains("BR-CO-15"), "{refused}");
    let mut paper = change();
    paper.settling.contact = None;
    let refused = xrechnung(&paper).unwrap_err().to_string();
    assert!(refused.contains("BR-DE-"), "{refused}");
}
