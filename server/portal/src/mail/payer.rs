use serde::Deserialize;

use super::layout::Layout;
use super::notice::{PayerChange, PayerChanged};
use super::stationery::{Reader, Stationery, Values, fill, one_line};

/// The texts of a mail about billing accounts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerTexts {
    subject: String,
    added: String,
    removed: String,
    replaced: String,
    changed: String,
    owner: String,
    default: String,
    assigned: String,
    /// The mandate of a debit, with its reference.
    mandate: String,
    /// What is paid by no billing account.
    by_hand: String,
    /// Who did it, and when.
    who: String,
    link: String,
    after: Vec<String>,
}

impl PayerTexts {
    /// What was done, to what, by whom.
    fn paragraphs(&self, of: &PayerChange, at: &str) -> Vec<String> {
        let method = of.method.as_ref().unwrap_or(&self.by_hand);
        let values: &Values<'_> = &[
            ("account", &of.account),
            ("method", method),
            ("who", &of.who),
            ("at", at),
        ];
        let mandate = of.mandate.as_ref().map(|mandate| {
            let values: &Values<'_> = &[("mandate", mandate), ("method", method)];
            fill(&self.mandate, values)
        });
        let told = [fill(self.of(of.what), values)].into_iter();
        told.chain(mandate)
            .chain([fill(&self.who, values)])
            .collect()
    }

    const fn of(&self, what: PayerChanged) -> &String {
        match what {
            PayerChanged::Added => &self.added,
            PayerChanged::Removed => &self.removed,
            PayerChanged::Replaced => &self.replaced,
            PayerChanged::Changed => &self.changed,
            PayerChanged::Owner => &self.owner,
            PayerChanged::Default => &self.default,
            PayerChanged::Assigned => &self.assigned,
        }
    }
}

impl Stationery {
    /// A mail about a change of billing accounts.
    pub(super) fn changed(&self, change: &PayerChange, reader: &Reader) -> Layout {
        let texts = self.texts(reader.language);
        let part = &texts.payer;
        let values: &Values<'_> = &[("name", &reader.name), ("brand", &self.brand)];
        let filled = |text: &String| fill(text, values);
        let told = part.paragraphs(change, &texts.at(change.at));
        Layout {
            language: reader.language.tag(),
            subject: one_line(&filled(&part.subject)),
            before: [filled(&texts.greeting)].into_iter().chain(told).collect(),
            link: (
                filled(&part.link),
                format!("{}/billing-accounts", self.public_url),
            ),
            after: part.after.iter().map(filled).collect(),
            foot: filled(&texts.foot),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::text::Language;
    use model::time::Instant;

    #[test]
    fn a_change_says_what_of_whom_by_whom() {
        let paper = Stationery::new("Quayside", "https://portal.example").unwrap();
        let mut change = PayerChange {
            account: "Ada & Co".to_owned(),
            who: "Zoë".to_owned(),
            at: Instant(1_774_952_640_000_000),
            what: PayerChanged::Added,
            method: Some("Visa •••• 1881".to_owned()),
            mandate: Some("M-1".to_owned()),
        };
        let read = |change: &PayerChange, language| {
            let reader = Reader {
                name: "Ada".to_owned(),
                email: "ada@example.org".to_owned(),
                language,
            };
            paper.changed(change, &reader).text()
        };
        let text = read(&change, Language::En);
        for expected in [
            "Ada & Co: Visa •••• 1881",
            "is M-1",
            "By Zoë, on 31 March 2026, 10:24",
        ] {
            assert!(text.contains(expected), "{text}");
        }
        change.method = None;
        change.mandate = None;
        change.what = PayerChanged::Assigned;
        for language in Language::ALL {
            let text = read(&change, language);
            assert!(text.contains("hand") || text.contains("Hand"), "{text}");
            assert!(
                !text.contains(['{', '}']) && !text.contains("M-1"),
                "{text}"
            );
        }
    }
}
