use document::money;
use serde::Deserialize;

use super::layout::Layout;
use super::notice::LowCredit;
use super::stationery::{Reader, Stationery, Values, fill, one_line};

/// The texts of a mail about credit that is low.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowTexts {
    subject: String,
    told: String,
    link: String,
    after: Vec<String>,
}

impl Stationery {
    /// The mail about credit that is low.
    pub(super) fn low(&self, low: &LowCredit, reader: &Reader) -> Layout {
        let texts = self.texts(reader.language);
        let part = &texts.low;
        let (left, least) = (
            money(low.left, reader.language),
            money(low.least, reader.language),
        );
        let values: &Values<'_> = &[
            ("name", &reader.name),
            ("brand", &self.brand),
            ("account", &low.account),
            ("left", &left),
            ("least", &least),
        ];
        let filled = |text: &String| fill(text, values);
        Layout {
            language: reader.language.tag(),
            subject: one_line(&filled(&part.subject)),
            before: [&texts.greeting, &part.told].map(filled).to_vec(),
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
    fn low_credit_says_what_is_left_of_what() {
        let paper = Stationery::new("Quayside", "https://portal.example").unwrap();
        let low = LowCredit {
            account: "Ada & Co".to_owned(),
            language: Language::En,
            left: Money::new(312, Currency::EUR),
            least: Money::new(500, Currency::EUR),
        };
        for language in Language::ALL {
            let reader = Reader {
                name: "Ada".to_owned(),
                email: "ada@example.org".to_owned(),
                language,
            };
            let text = paper.low(&low, &reader).text();
            for expected in ["Ada & Co", "3", "12", "5", "https://portal.example/credit"] {
                assert!(text.contains(expected), "{text}");
            }
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}
