use document::money;
use model::text::Language;
use model::time::Date;
use serde::Deserialize;

use super::notice::{Owed, OwedInvoice, Stop};
use super::stationery::{Values, fill};

/// The texts of a mail about debts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwedTexts {
    due_subject: String,
    warning_subject: String,
    suspended_subject: String,
    restored_subject: String,
    /// Says which account it is about.
    about: String,
    due: String,
    overdue: String,
    warning: String,
    suspended: String,
    restored: String,
    /// The words of the link to one invoice.
    link: String,
    /// The words of the link to several.
    link_all: String,
    pub after: Vec<String>,
}

impl OwedTexts {
    /// The subject: that which weighs most.
    pub fn subject(&self, owed: &Owed) -> &String {
        let stops = || owed.invoices.iter().filter_map(|it| it.stop);
        let suspended = stops().any(|it| it == Stop::Suspended);
        if suspended {
            &self.suspended_subject
        } else if stops().next().is_some() {
            &self.warning_subject
        } else if owed.invoices.is_empty() {
            &self.restored_subject
        } else {
            &self.due_subject
        }
    }

    /// What is said of each invoice.
    pub fn paragraphs(
        &self,
        owed: &Owed,
        language: Language,
        day: impl Fn(Date) -> String,
    ) -> Vec<String> {
        let account: &Values<'_> = &[("account", &owed.account)];
        let restored = owed.restored.then(|| fill(&self.restored, account));
        let about = (!owed.invoices.is_empty()).then(|| fill(&self.about, account));
        let told = owed.invoices.iter().map(|it| {
            let (amount, due_on) = (money(it.open, language), day(it.due_on));
            let values: &Values<'_> = &[
                ("number", &it.number),
                ("amount", &amount),
                ("day", &due_on),
            ];
            let open = fill(self.of(it), values);
            match it.stop {
                None => open,
                Some(Stop::Ahead { on }) => {
                    let stop = fill(&self.warning, &[("day", &day(on))]);
                    format!("{open} {stop}")
                }
                Some(Stop::Suspended) => format!("{open} {}", self.suspended),
            }
        });
        restored.into_iter().chain(about).chain(told).collect()
    }

    const fn of(&self, it: &OwedInvoice) -> &String {
        if it.overdue { &self.overdue } else { &self.due }
    }

    /// The link: to the invoice, or to all that is open.
    pub fn link(&self, owed: &Owed) -> (&String, String) {
        match owed.invoices.as_slice() {
            [one] => (&self.link, format!("/invoices/{}", one.id)),
            [] => (&self.link_all, "/invoices".to_owned()),
            [_, _, ..] => (&self.link_all, "/invoices?filter=open".to_owned()),
        }
    }
}
