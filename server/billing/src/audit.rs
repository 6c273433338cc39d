//! Proofs that nothing was changed afterwards (invariant I2): the content hash of an issued
//! document, and the hash chain of the audit trail.

use std::fmt::Write;

use model::explain::Plain;
use model::invoice::Party;
use model::money::Money;
use model::time::{Date, Period};
use sha2::{Digest, Sha256};

/// A text that says the same facts in the same way always: one line a field, its length in bytes
/// before its value, so that no value can pass for another field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canon(String);

impl Canon {
    /// A text of a kind and its version, such as `invoice.1`.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        Self(String::new()).field("kind", kind)
    }

    /// One field more.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{name}={}:{value}", value.len());
        self
    }

    /// One field more, which may be absent: that is another text than an empty value.
    #[must_use]
    pub fn optional(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            return self.field(name, value);
        }
        let _ = writeln!(self.0, "{name}=-");
        self
    }

    /// Parts, such as the lines of an invoice, in their order.
    #[must_use]
    pub fn parts(self, name: &str, parts: impl IntoIterator<Item = Self>) -> Self {
        parts
            .into_iter()
            .fold(self, |canon, part| canon.field(name, part.0))
    }

    /// SHA-256 (FIPS 180-4) of the text, in lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// The hash of a row that follows the row of that hash; the first row follows the empty text.
    #[must_use]
    pub fn chained(self, previous: &str) -> String {
        self.field("previous", previous).hash()
    }
}

/// An issued document: what its content hash covers. Ids are left out, so that the hash outlives an
/// export and its import.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// `invoice` or `credit_note`.
    pub kind: &'a str,
    /// Its number.
    pub number: &'a str,
    /// The date on it.
    pub issued_on: Date,
    /// When it is due; none for a credit note.
    pub due_on: Option<Date>,
    /// Who issued it.
    pub seller: &'a Party,
    /// To whom.
    pub buyer: &'a Party,
    /// Σ of the lines.
    pub net: Money,
    /// Σ of the tax.
    pub tax: Money,
    /// The whole.
    pub total: Money,
    /// The lines in order.
    pub lines: &'a [DocumentLine<'a>],
}

/// A line of an issued document.
#[derive(Clone, Copy, Debug)]
pub struct DocumentLine<'a> {
    /// What it is for, as the export names it.
    pub kind: &'a str,
    /// The text.
    pub text: &'a str,
    /// The service period.
    pub period: Option<Period>,
    /// How many.
    pub quantity: Option<Plain>,
    /// The price of one.
    pub unit_price: Option<Plain>,
    /// The net amount.
    pub net: Money,
    /// Percent of tax.
    pub tax_rate: Plain,
    /// The category of tax.
    pub tax_category: &'a str,
    /// How the net amount came to be: the JSON text as it is stored.
    pub derivation: Option<&'a str>,
}

impl Document<'_> {
    /// The text of which the content hash is made.
    #[must_use]
    pub fn canon(&self) -> Canon {
        Canon::new("document.1")
            .field("document", self.kind)
            .field("number", self.number)
            .field("issued_on", self.issued_on)
            .optional("due_on", self.due_on)
            .parts("seller", [party(self.seller)])
            .parts("buyer", [party(self.buyer)])
            .field("currency", self.total.currency)
            .field("net", self.net.minor)
            .field("tax", self.tax.minor)
            .field("total", self.total.minor)
            .parts("line", self.lines.iter().map(DocumentLine::canon))
    }
}

impl DocumentLine<'_> {
    fn canon(&self) -> Canon {
        let plain = |value: Plain| value.0.normalize();
        Canon::new("line")
            .field("for", self.kind)
            .field("text", self.text)
            .optional("from", self.period.map(|period| period.from))
            .optional("to", self.period.map(|period| period.to))
            .optional("quantity", self.quantity.map(plain))
            .optional("unit_price", self.unit_price.map(plain))
            .field("net", self.net.minor)
            .field("tax_rate", plain(self.tax_rate))
            .field("tax_category", self.tax_category)
            .optional("derivation", self.derivation)
    }
}

fn party(party: &Party) -> Canon {
    let address = &party.address;
    Canon::new("party")
        .field("name", &party.name)
        .field("line1", &address.line1)
        .optional("line2", address.line2.as_ref())
        .field("city", &address.city)
        .optional("region", address.region.as_ref())
        .field("postal_code", &address.postal_code)
        .field("country", &address.country)
        .optional("vat_id", party.vat_id.as_ref())
        .optional("tax_number", party.tax_number.as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::currency::Currency;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // Made with coreutils: printf 'kind=1:a\nn=1:7\nnote=-\n' | sha256sum
        let canon = Canon::new("a").field("n", 7).optional("note", None::<&str>);
        assert_eq!(canon.0, "kind=1:a\nn=1:7\nnote=-\n");
        assert_eq!(
            canon.hash(),
            concat!(
                "c127226afba0cededd873fe25795163d",
                "2aeef54efdbf177bb9d3bd580ae714f6"
            )
        );
    }

    #[test]
    fn a_changed_row_breaks_the_chain() {
        let row = |n: u8| Canon::new("audit.1").field("n", n);
        let first = row(1).chained("");
        assert_ne!(row(2).chained(&first), row(2).chained(&row(3).chained("")));
        assert_ne!(row(1).hash(), first);
    }

    const LINE: DocumentLine<'static> = DocumentLine {
        kind: "manual",
        text: "Moving house",
        period: None,
        quantity: None,
        unit_price: None,
        net: Money::new(100, Currency::EUR),
        tax_rate: Plain(Decimal::ONE),
        tax_category: "S",
        derivation: None,
    };

    fn document<'a>(party: &'a Party, lines: &'a [DocumentLine<'a>]) -> Document<'a> {
        let day: Date = "2026-01-01".parse().unwrap();
        Document {
            kind: "invoice",
            number: "INV-2026-00001",
            issued_on: day,
            due_on: Some(day),
            seller: party,
            buyer: party,
            net: Money::new(100, Currency::EUR),
            tax: Money::new(1, Currency::EUR),
            total: Money::new(101, Currency::EUR),
            lines,
        }
    }

    #[test]
    fn a_document_is_told_by_every_fact_on_it() {
        let party = Party::default();
        let hash = document(&party, &[LINE]).canon().hash();
        let changes: [fn(&mut Document<'_>); 4] = [
            |document| document.number = "INV-2026-00002",
            |document| document.due_on = None,
            |document| document.tax.minor = 20,
            |document| document.lines = &[LINE, LINE],
        ];
        for change in changes {
            let mut changed = document(&party, &[LINE]);
            change(&mut changed);
            assert_ne!(changed.canon().hash(), hash, "{changed:?}");
        }
        let named = Party {
            name: "x".into(),
            ..Party::default()
        };
        assert_ne!(document(&named, &[LINE]).canon().hash(), hash);
    }

    #[test]
    fn a_line_is_told_by_every_fact_on_it() {
        let changes: [fn(&mut DocumentLine<'_>); 5] = [
            |line| line.text = "Moving",
            |line| line.net.minor = 99,
            |line| line.tax_category = "E",
            |line| line.quantity = Some(Plain(Decimal::ONE)),
            |line| line.derivation = Some("{}"),
        ];
        for change in changes {
            let mut changed = LINE;
            change(&mut changed);
            assert_ne!(changed.canon(), LINE.canon(), "{changed:?}");
        }
        let mut same = LINE;
        same.tax_rate = Plain(Decimal::new(100, 2));
        assert_eq!(same.canon(), LINE.canon());
    }

    #[test]
    fn absent_is_not_empty() {
        let with = |value: Option<&str>| Canon::new("a").optional("x", value).hash();
        assert_ne!(with(None), with(Some("")));
        assert_ne!(with(None), with(Some("-")));
    }

    proptest! {
        #[test]
        fn other_facts_make_another_text(
            a in ("\\PC{0,6}\n?", "\\PC{0,6}"), b in ("\\PC{0,6}\n?", "\\PC{0,6}"),
        ) {
            let canon = |(x, y): &(String, String)| {
                Canon::new("t").parts("line", [Canon::new("l").field("x", x).field("y", y)])
            };
            prop_assert_eq!(a == b, canon(&a) == canon(&b));
        }
    }
}
