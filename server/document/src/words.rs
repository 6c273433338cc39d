//! The words of the documents, by language.

use std::collections::BTreeMap;

use model::text::Language;
use model::time::{Date, Period};
use serde::Deserialize;

use crate::error::DocumentError;

/// What stands for a name in braces.
type Values<'a> = [(&'a str, &'a str)];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    date: String,
    months: [String; 12],
    words: BTreeMap<String, String>,
}

/// The words of one language.
pub struct Words {
    /// Which one.
    pub language: Language,
    texts: Texts,
}

impl Words {
    pub fn of(language: Language) -> Result<Self, DocumentError> {
        let text = match language {
            Language::En => include_str!("../text/en.toml"),
            Language::De => include_str!("../text/de.toml"),
        };
        let texts = toml::from_str(text)?;
        Ok(Self { language, texts })
    }

    /// A word.
    pub fn word(&self, key: &str) -> Result<String, DocumentError> {
        let word = self.texts.words.get(key).cloned();
        word.ok_or_else(|| DocumentError::NoWord(key.to_owned()))
    }

    /// A sentence with values in it.
    pub fn say(&self, key: &str, values: &Values<'_>) -> Result<String, DocumentError> {
        Ok(fill(&self.word(key)?, values))
    }

    /// `12 November 2026`.
    pub fn date(&self, date: Date) -> String {
        let (year, month, day) = date.parts();
        let place = usize::try_from(month).unwrap_or(1).saturating_sub(1);
        let month = self.texts.months.get(place).map_or("", String::as_str);
        let (year, day) = (year.to_string(), day.to_string());
        let values = [("day", day.as_str()), ("month", month), ("year", &year)];
        fill(&self.texts.date, &values)
    }

    /// First and last day of a period.
    pub fn period(&self, period: Period) -> Result<String, DocumentError> {
        let (from, to) = (self.date(period.from), self.date(period.to.plus_days(-1)));
        self.say("period", &[("from", &from), ("to", &to)])
    }
}

/// Once through the text, so that braces in a value stay what they are.
fn fill(text: &str, values: &Values<'_>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        let parts = text.split('{').skip(1);
        let mut names: Vec<_> = parts.map(|part| part.split('}').next().unwrap()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_has_the_same_words_with_the_same_values() {
        let known = Words::of(Language::En).unwrap().texts;
        for language in Language::ALL {
            let texts = Words::of(language).unwrap().texts;
            let keys = |texts: &Texts| texts.words.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&texts), keys(&known));
            for (key, text) in &texts.words {
                assert_eq!(names(text), names(&known.words[key]), "{key}");
            }
            assert_eq!(names(&texts.date), names(&known.date));
        }
    }

    #[test]
    fn a_value_is_not_read_again() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "c")]), "{b} of c");
    }
}
