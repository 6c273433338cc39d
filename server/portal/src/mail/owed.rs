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
    terminated_subject: String,
    restored_subject: String,
    /// Says which account it is about.
    about: String,
    due: String,
    overdue: String,
    warning: String,
    suspended: String,
    terminated: String,
    restored: String,
    /// The words of the link to one invoice.
    link: String,
    /// The words of the link to several.
    link_all: String,
    /// That not all documents came with it.
    pub left_out: String,
    pub after: Vec<String>,
}

impl OwedTexts {
    /// The subject: that which weighs most.
    pub fn subject(&self, owed: &Owed) -> &String {
        let stops = || owed.invoices.iter().filter_map(|it| it.stop);
        let weight = stops().map(|it| match it {
            Stop::Ahead { .. } => (1, &self.warning_subject),
            Stop::Suspended { .. } => (2, &self.suspended_subject),
            Stop::Terminated { .. } => (3, &self.terminated_subject),
        });
        let heaviest = weight.max_by_key(|(weight, _)| *weight);
        if let Some((_, subject)) = heaviest {
            subject
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
            let stop = it.stop.map(|stop| self.stop(stop, &day));
            [Some(open), stop]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        });
        restored.into_iter().chain(about).chain(told).collect()
    }

    /// What is said of a suspension or termination.
    fn stop(&self, stop: Stop, day: impl Fn(Date) -> String) -> String {
        match stop {
            Stop::Ahead { on } => fill(&self.warning, &[("day", &day(on))]),
            Stop::Suspended {
                ends_on,
                deleted_on,
            } => {
                let (end, day) = (day(ends_on), day(deleted_on));
                fill(&self.suspended, &[("end", &end), ("day", &day)])
            }
            Stop::Terminated { deleted_on } => fill(&self.terminated, &[("day", &day(deleted_on))]),
        }
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
