//! Papers to print.

use document::{
    Contact, InvoicePaper, Kind, PaperGroup, PaperLine, ReceiptPaper, ReceiptPart, Settling,
    StatementPaper,
};
use model::billing_account::{BankAccount, Method};
use model::currency::Currency;
use model::invoice::{Address, LineKind, Party};
use model::money::Money;
use model::statement::{Moved, Standing, StatementPart, StatementRow};
use model::text::Language;
use model::time::{Date, Period};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn party(name: &str, street: &str, city: &str, vat: &str) -> Party {
    let (postal_code, city) = city.split_once(' ').unwrap();
    Party {
        name: name.to_owned(),
        address: Address {
            line1: street.to_owned(),
            city: city.to_owned(),
            postal_code: postal_code.to_owned(),
            country: vat[..2].to_owned(),
            ..Address::default()
        },
        vat_id: Some(vat.to_owned()),
        tax_number: None,
    }
}

pub fn seller() -> Party {
    let (street, city) = ("Kaiserkai 12", "20457 Hamburg");
    let mut seller = party("Quayside Hosting GmbH", street, city, "DE811204912");
    seller.tax_number = Some("48/722/01337".to_owned());
    seller
}

pub fn line(n: u32, text: &str, minor: i64, rate: &str) -> PaperLine {
    PaperLine {
        n,
        kind: LineKind::Plan,
        text: text.to_owned(),
        subscription: Some("shop.lindqvist.design".to_owned()),
        period: Some(Period {
            from: day("2026-11-12"),
            to: day("2026-11-28"),
        }),
        quantity: None,
        unit_price: None,
        net: euro(minor),
        tax_rate: rate.to_owned(),
        tax_category: if rate == "0" { "AE" } else { "S" }.to_owned(),
    }
}

fn groups(lines: &[PaperLine]) -> Vec<PaperGroup> {
    let mut groups: Vec<PaperGroup> = Vec::new();
    for line in lines {
        let same = |group: &&mut PaperGroup| group.rate == line.tax_rate;
        match groups.iter_mut().find(same) {
            Some(group) => group.net = group.net.plus(line.net).unwrap(),
            None => groups.push(PaperGroup {
                rate: line.tax_rate.clone(),
                category: line.tax_category.clone(),
                net: line.net,
                tax: euro(0),
            }),
        }
    }
    for group in &mut groups {
        let rate: i64 = group.rate.parse().unwrap();
        let exact = group.net.minor * rate;
        group.tax = euro((exact + 50 * exact.signum()) / 100);
    }
    groups
}

/// An invoice over lines, at 19 % or without tax.
pub fn paper(lines: Vec<PaperLine>) -> InvoicePaper {
    let groups = groups(&lines);
    let sum = |of: fn(&PaperGroup) -> Money| groups.iter().map(|group| of(group).minor).sum();
    let (net, tax): (i64, i64) = (sum(|group| group.net), sum(|group| group.tax));
    let (street, city) = ("Oranienstraße 185", "10999 Berlin");
    InvoicePaper {
        kind: Kind::Invoice {
            due_on: day("2026-11-26"),
        },
        language: Language::En,
        number: "INV-2026-00409".to_owned(),
        issued_on: day("2026-11-12"),
        copy: false,
        seller: seller(),
        buyer: party("Atelier Lindqvist GmbH", street, city, "DE298441306"),
        customer: "A-20401".to_owned(),
        buyer_email: "rechnung@lindqvist.design".to_owned(),
        own_reference: Some("PO 7731".to_owned()),
        lines,
        groups,
        net: euro(net),
        tax: euro(tax),
        total: euro(net + tax),
        settling: Settling {
            bank: Some(BankAccount {
                holder: "Quayside Hosting GmbH".to_owned(),
                iban: "DE02 1203 0000 0000 2020 51".to_owned(),
                bic: Some("BYLADEM1001".to_owned()),
            }),
            contact: Some(Contact {
                name: "Billing".to_owned(),
                phone: "+49 40 1234567".to_owned(),
                email: "billing@quayside.example".to_owned(),
            }),
            page: Some("https://portal.quayside.example/invoices".to_owned()),
        },
    }
}

/// The invoice of the design: a change of plan in the middle of a period.
pub fn change() -> InvoicePaper {
    let mut back = line(2, "Commerce M", -1_497, "19");
    back.kind = LineKind::ProrationCredit;
    let mut extra = line(3, "Extra space 20 GB", 1_200, "19");
    extra.quantity = Some("2".to_owned());
    extra.unit_price = Some("6.00".to_owned());
    paper(vec![line(1, "Commerce L", 2_529, "19"), back, extra])
}

/// With what a coupon takes off: so much in a hundred of one line, the whole of another.
pub fn discounted(percent: i64) -> InvoicePaper {
    let off = |n, of: i64| {
        let mut off = line(n, "Welcome offer", -of, "19");
        off.kind = LineKind::Coupon;
        off
    };
    let lines = [
        line(1, "Commerce M", 2_900, "19"),
        line(2, "Daily backup", 450, "19"),
        off(3, 29 * percent),
        off(4, 450),
    ];
    paper(lines.to_vec())
}

/// So many lines that they need several pages.
pub fn long() -> InvoicePaper {
    let lines = (1..=90).map(|n| line(n, &format!("Webspace {n}"), 990, "19"));
    paper(lines.collect())
}

/// To a business in another member state, in Arabic letters, with what a typesetter could take for
/// its own language.
pub fn abroad() -> InvoicePaper {
    let text = "#panic(\"x\") *Müller* $x$ <b>& \\ `raw` @ref";
    let mut paper = paper(vec![line(1, text, 4_900, "0")]);
    paper.buyer = party(
        "شركة النور للتقنية",
        "شارع 5 الملك",
        "1010 Wien",
        "ATU12345675",
    );
    paper
}

/// What takes a part of [`change`] back.
pub fn credit_note() -> InvoicePaper {
    let mut paper = paper(vec![line(1, "Commerce L", 1_000, "19")]);
    paper.kind = Kind::CreditNote {
        invoice: "INV-2026-00409".to_owned(),
        issued_on: day("2026-11-12"),
    };
    paper.number = "CN-2026-00003".to_owned();
    paper.language = Language::De;
    paper
}

/// Two movements of an account with some credit.
pub fn account() -> StatementPaper {
    let from = change();
    let standing = |due, credit| Standing {
        due: euro(due),
        credit: euro(credit),
    };
    let row = |on: &str, why, change, after| StatementRow {
        on: day(on),
        why,
        invoice: None,
        change,
        after,
    };
    StatementPaper {
        language: Language::De,
        seller: from.seller,
        buyer: from.buyer,
        customer: from.customer,
        from: day("2026-11-01"),
        to: day("2026-11-30"),
        made_on: day("2026-12-01"),
        part: StatementPart {
            currency: Currency::EUR,
            opening: standing(0, 500),
            rows: vec![
                row(
                    "2026-11-12",
                    Moved::Invoice,
                    standing(2_656, 0),
                    standing(2_656, 500),
                ),
                row(
                    "2026-11-26",
                    Moved::CreditUsed,
                    standing(-500, -500),
                    standing(2_156, 0),
                ),
            ],
            more: false,
            closing: standing(2_156, 0),
        },
    }
}

/// 10.00 from credit and 40.00 by a card for one invoice.
pub fn received() -> ReceiptPaper {
    let from = change();
    ReceiptPaper {
        language: Language::En,
        number: "R-2026-00007".to_owned(),
        issued_on: day("2026-11-26"),
        seller: from.seller,
        buyer: from.buyer,
        customer: from.customer,
        payment: "pay_01k00000000000000000000000".to_owned(),
        method: Method::Card,
        known_by: Some("Visa •••• 4242".to_owned()),
        received_on: day("2026-11-26"),
        parts: vec![ReceiptPart {
            number: "INV-2026-00391".to_owned(),
            credit: euro(1_000),
            received: euro(4_000),
        }],
        amount: euro(4_000),
        credit: euro(1_000),
        bought: euro(0),
    }
}
