use document::money;
use model::text::Language;
use model::time::Date;
use serde::Deserialize;

use super::notice::{Owed, OwedInvoice};
use super::stationery::{Values, fill};

/// The texts of a mail about debts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwedTexts {
    pub subject: String,
    /// Says which account it is about.
    about: String,
    due: String,
    overdue: String,
    /// The words of the link to one invoice.
    link: String,
    /// The words of the link to several.
    link_all: String,
    pub after: Vec<String>,
}

impl OwedTexts {
    /// What is said of each invoice.
    pub fn paragraphs(
        &self,
        owed: &Owed,
        language: Language,
        day: impl Fn(Date) -> String,
    ) -> Vec<String> {
        let about = fill(&self.about, &[("account", &owed.account)]);
        let told = owed.invoices.iter().map(|it| {
            let (amount, due_on) = (money(it.open, language), day(it.due_on));
            let values: &Values<'_> = &[
                ("number", &it.number),
                ("amount", &amount),
                ("day", &due_on),
            ];
            fill(self.of(it), values)
        });
        [about].into_iter().chain(told).collect()
    }

    const fn of(&self, it: &OwedInvoice) -> &String {
        if it.overdue { &self.overdue } else { &self.due }
    }

    /// The link: to the invoice, or to all that is open.
    pub fn link(&self, owed: &Owed) -> (&String, String) {
        match owed.invoices.as_slice() {
            [one] => (&self.link, format!("/invoices/{}", one.id)),
            _ => (&self.link_all, "/invoices?filter=open".to_owned()),
        }
    }
}
