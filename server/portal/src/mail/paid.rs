use document::money;
use model::text::Language;
use model::time::Date;
use serde::Deserialize;

use super::layout::Layout;
use super::notice::Paid;
use super::stationery::{Reader, Stationery, Values, fill, one_line};

/// The texts of a mail about a payment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaidTexts {
    pub subject: String,
    /// With the billing account.
    paid_by: String,
    /// Without.
    paid: String,
    /// The same of credit, with the billing account.
    credit_by: String,
    /// Without.
    credit: String,
    /// The words of the link to one invoice.
    link: String,
    /// The words of the link to several.
    link_all: String,
    /// The words of the link to credit.
    link_credit: String,
    pub after: Vec<String>,
}

impl Stationery {
    /// The mail about a payment.
    pub(super) fn paid(&self, paid: &Paid, reader: &Reader) -> Layout {
        let texts = self.texts(reader.language);
        let part = &texts.paid;
        let values: &Values<'_> = &[("name", &reader.name), ("brand", &self.brand)];
        let filled = |text: &String| fill(text, values);
        let told = part.paragraph(paid, reader.language, |day| texts.day(day));
        let (link, path) = part.link(paid);
        Layout {
            language: reader.language.tag(),
            subject: one_line(&filled(&part.subject)),
            before: vec![filled(&texts.greeting), told],
            link: (filled(link), format!("{}{path}", self.public_url)),
            after: part.after.iter().map(filled).collect(),
            foot: filled(&texts.foot),
        }
    }
}

impl PaidTexts {
    /// What was paid, and for what.
    pub fn paragraph(
        &self,
        paid: &Paid,
        language: Language,
        day: impl Fn(Date) -> String,
    ) -> String {
        let numbers: Vec<&str> = paid.invoices.iter().map(|it| it.number.as_str()).collect();
        let (amount, on, numbers) = (
            money(paid.amount, language),
            day(paid.on),
            numbers.join(", "),
        );
        let text = match (&paid.from, paid.invoices.is_empty()) {
            (Some(_), false) => &self.paid_by,
            (None, false) => &self.paid,
            (Some(_), true) => &self.credit_by,
            (None, true) => &self.credit,
        };
        let values: &Values<'_> = &[
            ("account", &paid.account),
            ("amount", &amount),
            ("day", &on),
            ("payer", paid.from.as_deref().unwrap_or_default()),
            ("numbers", &numbers),
        ];
        fill(text, values)
    }

    /// The link: to the invoice, to the list, or to credit.
    pub fn link(&self, paid: &Paid) -> (&String, String) {
        match paid.invoices.as_slice() {
            [one] => (&self.link, format!("/invoices/{}", one.id)),
            [] => (&self.link_credit, "/credit".to_owned()),
            [_, _, ..] => (&self.link_all, "/invoices".to_owned()),
        }
    }
}
