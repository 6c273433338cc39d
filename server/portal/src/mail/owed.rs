use document::money;
use gateway::payment::DeclineKind;
use model::text::Language;
use model::time::Date;
use serde::Deserialize;

use super::layout::Layout;
use super::notice::{Coming, Owed, OwedInvoice, Refused, Stop};
use super::stationery::{Reader, Stationery, Values, fill, one_line};

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
    refused_subject: String,
    charge_subject: String,
    /// The charge that comes by itself, with and without the billing account.
    charge_by: String,
    charge: String,
    /// The charge that was refused, with and without the billing account.
    refused_by: String,
    refused: String,
    /// When it is tried again, or what to do if it is not.
    again: String,
    not_again: String,
    why: Reasons,
    /// The words of the link to one invoice.
    link: String,
    /// The words of the link to several.
    link_all: String,
    /// That not all documents came with it.
    pub left_out: String,
    pub after: Vec<String>,
}

/// Why a charge was refused, as the reader is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reasons {
    insufficient_funds: String,
    expired: String,
    wrong_entry: String,
    bank: String,
    authentication: String,
    limit: String,
    unusable: String,
    generic: String,
}

impl Reasons {
    const fn of(&self, kind: DeclineKind) -> &String {
        match kind {
            DeclineKind::InsufficientFunds => &self.insufficient_funds,
            DeclineKind::Expired => &self.expired,
            DeclineKind::WrongEntry => &self.wrong_entry,
            // That a card was reported stolen is not told to whoever has it.
            DeclineKind::LostOrStolen | DeclineKind::DoNotHonour => &self.bank,
            DeclineKind::Authentication => &self.authentication,
            DeclineKind::Limit => &self.limit,
            DeclineKind::Unusable => &self.unusable,
            DeclineKind::Generic => &self.generic,
        }
    }
}

impl Stationery {
    /// The mail about what is open.
    pub(super) fn owed(&self, owed: &Owed, reader: &Reader, left_out: bool) -> Layout {
        let texts = self.texts(reader.language);
        let part = &texts.owed;
        let values: &Values<'_> = &[("name", &reader.name), ("brand", &self.brand)];
        let filled = |text: &String| fill(text, values);
        let told = part.paragraphs(owed, reader.language, |day| texts.day(day));
        let (link, path) = part.link(owed);
        let left_out = left_out.then_some(&part.left_out);
        Layout {
            language: reader.language.tag(),
            subject: one_line(&filled(part.subject(owed))),
            before: [filled(&texts.greeting)].into_iter().chain(told).collect(),
            link: (filled(link), format!("{}{path}", self.public_url)),
            after: left_out
                .into_iter()
                .chain(&part.after)
                .map(filled)
                .collect(),
            foot: filled(&texts.foot),
        }
    }
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
        } else if owed.invoices.iter().any(|it| it.refused.is_some()) {
            &self.refused_subject
        } else if owed.invoices.iter().all(|it| it.charge.is_some()) {
            &self.charge_subject
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
            let charge = it.charge.as_ref();
            let charge = charge.map(|it| self.charge(it, language, &day));
            let refused = it.refused.as_ref().map(|it| self.refused(it, &day));
            let stop = it.stop.map(|stop| self.stop(stop, &day));
            [Some(open), charge, refused, stop]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        });
        restored.into_iter().chain(about).chain(told).collect()
    }

    /// What is said of a charge that comes by itself.
    fn charge(&self, it: &Coming, language: Language, day: impl Fn(Date) -> String) -> String {
        let (amount, on) = (money(it.amount, language), day(it.on));
        let payer = it.from.as_deref().unwrap_or_default();
        let text = match &it.from {
            Some(_) => &self.charge_by,
            None => &self.charge,
        };
        fill(text, &[("amount", &amount), ("day", &on), ("payer", payer)])
    }

    /// What is said of a charge that was refused, and of what comes next.
    fn refused(&self, it: &Refused, day: impl Fn(Date) -> String) -> String {
        let payer = it.from.as_deref().unwrap_or_default();
        let text = match &it.from {
            Some(_) => &self.refused_by,
            None => &self.refused,
        };
        let why = self.why.of(it.kind);
        let values: &Values<'_> = &[("payer", payer), ("why", why), ("code", &it.code)];
        let next = match it.again_on {
            Some(on) => fill(&self.again, &[("day", &day(on))]),
            None => self.not_again.clone(),
        };
        format!("{} {next}", fill(text, values))
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
