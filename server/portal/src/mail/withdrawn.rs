use document::money;
use serde::Deserialize;

use super::layout::Layout;
use super::notice::{Withdrawn, WithdrawnHow};
use super::stationery::{Reader, Stationery, Values, fill, one_line};

/// The texts of a mail about credit that is withdrawn.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawnTexts {
    subject: String,
    /// Of what stays credit after all.
    stays: String,
    asked: String,
    sent: String,
    rejected: String,
    failed: String,
    /// What of it goes by a transfer, and where to.
    transfer: String,
    link: String,
    after: Vec<String>,
}

impl WithdrawnTexts {
    const fn subject(&self, how: WithdrawnHow) -> &String {
        match how {
            WithdrawnHow::Asked | WithdrawnHow::Sent => &self.subject,
            WithdrawnHow::Rejected | WithdrawnHow::Failed => &self.stays,
        }
    }

    const fn of(&self, how: WithdrawnHow) -> &String {
        match how {
            WithdrawnHow::Asked => &self.asked,
            WithdrawnHow::Sent => &self.sent,
            WithdrawnHow::Rejected => &self.rejected,
            WithdrawnHow::Failed => &self.failed,
        }
    }
}

impl Stationery {
    /// The mail about credit that is withdrawn.
    pub(super) fn withdrawn(&self, of: &Withdrawn, reader: &Reader) -> Layout {
        let texts = self.texts(reader.language);
        let part = &texts.withdrawn;
        let amount = money(of.amount, reader.language);
        let (iban, transfer) = of.transfer.clone().map_or_else(Default::default, |it| {
            let (iban, amount) = it;
            (iban, money(amount, reader.language))
        });
        let values: &Values<'_> = &[
            ("name", &reader.name),
            ("brand", &self.brand),
            ("account", &of.account),
            ("amount", &amount),
            ("transfer", &transfer),
            ("iban", &iban),
        ];
        let filled = |text: &String| fill(text, values);
        let goes =
            (of.how == WithdrawnHow::Asked && of.transfer.is_some()).then_some(&part.transfer);
        let said = [&texts.greeting, part.of(of.how)].into_iter().chain(goes);
        let before = said.map(filled).chain(of.note.clone());
        Layout {
            language: reader.language.tag(),
            subject: one_line(&filled(part.subject(of.how))),
            before: before.collect(),
            link: (filled(&part.link), format!("{}/credit", self.public_url)),
            after: part.after.iter().map(filled).collect(),
            foot: filled(&texts.foot),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::currency::Currency;
    use model::money::Money;
    use model::text::Language;

    #[test]
    fn what_is_withdrawn_is_told_with_its_end() {
        let paper = Stationery::new("Quayside", "https://portal.example").unwrap();
        let all = [
            WithdrawnHow::Asked,
            WithdrawnHow::Sent,
            WithdrawnHow::Rejected,
            WithdrawnHow::Failed,
        ];
        for (how, language) in all
            .iter()
            .flat_map(|how| Language::ALL.map(|it| (*how, it)))
        {
            let of = Withdrawn {
                account: "Ada & Co".to_owned(),
                language,
                amount: Money::new(2_345, Currency::EUR),
                transfer: Some(("DE89 •••• 3000".to_owned(), Money::new(678, Currency::EUR))),
                note: Some("Please call us".to_owned()),
                how,
            };
            let reader = Reader {
                name: "Ada".to_owned(),
                email: "ada@example.org".to_owned(),
                language,
            };
            let text = paper.withdrawn(&of, &reader).text();
            let link = "https://portal.example/credit";
            for expected in ["Ada & Co", "23", "45", "Please call us", link] {
                assert!(text.contains(expected), "{text}");
            }
            let goes = [WithdrawnHow::Asked, WithdrawnHow::Sent].contains(&how);
            assert_eq!(text.contains("DE89 •••• 3000"), goes, "{text}");
            assert_eq!(text.contains("78"), how == WithdrawnHow::Asked, "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}
