use billing::charge::{Charge, LineRef, Worth};
use billing::credit_note::{Issued, IssuedLine};
use billing::tax::{Category, Line, groups};
use billing::usage::back;
use billing::zone::{PriceHolds, Treatment};
use model::id::{InvoiceId, SubscriptionId};
use model::invoice::LineKind;
use rust_decimal::Decimal;

use crate::house::eur;

fn invoice(seed: u8, lines: &[&str]) -> Issued {
    let taxed = |net: &&str| Line {
        amount: eur(net).minor,
        rate: Decimal::from(19),
        category: Category::S,
    };
    let taxed: Vec<Line> = lines.iter().map(taxed).collect();
    let lines = (1..).zip(&taxed).map(|(n, line)| IssuedLine {
        n,
        net: line.amount,
        credited: 0,
        rate: line.rate,
        category: line.category,
    });
    Issued {
        invoice: InvoiceId::make(0, [seed; 10]),
        lines: lines.collect(),
        groups: groups(&taxed).unwrap(),
        noted: Vec::new(),
    }
}

fn correction(amount: &str) -> Charge {
    Charge {
        kind: LineKind::Usage,
        item: "disk S".to_owned(),
        revision: 2,
        text: "S, disk, correction for April".to_owned(),
        subscription: Some(SubscriptionId::make(0, [1; 10])),
        addon: None,
        resource: Some("disk".to_owned()),
        period: None,
        quantity: None,
        unit_price: None,
        corrects: None,
        worth: Worth::price(eur(amount), 1).unwrap(),
        tax: Treatment {
            rate: Decimal::from(19),
            category: Category::S,
            price: PriceHolds::Net,
        },
    }
}

fn parts(amount: &str, lines: &[LineRef], issued: &mut [Issued]) -> Option<Vec<(u32, i64, u32)>> {
    let parts = back(&correction(amount), lines, issued).unwrap()?;
    let of = |it: &Charge| {
        let line = it.corrects.as_ref().unwrap();
        (line.1, it.worth.amount.minor, it.revision)
    };
    Some(parts.iter().map(of).collect())
}

#[test]
fn what_goes_back_is_taken_off_the_first_lines_first() {
    let (newer, older) = (invoice(2, &["1.00", "3.00"]), invoice(1, &["5.00"]));
    let lines = [(newer.invoice.clone(), 2), (older.invoice.clone(), 1)];
    let mut issued = [older, newer];
    let first = parts("-4.00", &lines, &mut issued);
    assert_eq!(first, Some(vec![(2, 300, 2), (1, 100, 3)]));
    // More than they hold is not taken, and nothing of it.
    assert_eq!(parts("-4.01", &lines, &mut issued), None);
    assert_eq!(parts("-4.00", &lines, &mut issued), Some(vec![(1, 400, 2)]));
    assert_eq!(parts("-0.01", &lines, &mut issued), None);
}

#[test]
fn no_more_goes_back_than_the_invoice_came_to() {
    // What was taken off a later invoice is not there twice.
    let it = invoice(1, &["10.00", "-3.00"]);
    let lines = [(it.invoice.clone(), 1)];
    let mut issued = [it];
    assert_eq!(parts("-7.01", &lines, &mut issued), None);
    assert_eq!(parts("-7.00", &lines, &mut issued), Some(vec![(1, 700, 2)]));
}
