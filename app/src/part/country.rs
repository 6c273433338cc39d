//! The countries by name, to choose one from. Only the server draws such a list: the browser loads
//! none of it.

use model::text::Language;

/// Code (ISO 3166-1, two letters) and name (CLDR), in the order of the language's alphabet.
const fn table(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../text/country/en.txt"),
        Language::De => include_str!("../../text/country/de.txt"),
    }
}

/// The countries in a language: code and name, by name.
pub fn countries(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    table(language)
        .lines()
        .filter_map(|line| line.split_once(' '))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_names_the_same_countries_once() {
        let codes = |language| {
            let codes = countries(language).map(|(code, _)| code);
            codes.collect::<Vec<&str>>()
        };
        let set = |language| codes(language).into_iter().collect::<BTreeSet<&str>>();
        for language in Language::ALL {
            assert_eq!((codes(language).len(), set(language).len()), (249, 249));
            assert_eq!(set(language), set(Language::En));
            assert!(countries(language).all(|(code, name)| code.len() == 2 && !name.is_empty()));
        }
    }

    #[test]
    fn they_stand_where_a_reader_looks_for_them() {
        let names: Vec<&str> = countries(Language::De).map(|(_, name)| name).collect();
        let place = |name: &str| names.iter().position(|it| *it == name).unwrap();
        assert!(place("Afghanistan") < place("Ägypten") && place("Ägypten") < place("Albanien"));
        assert!(place("Oman") < place("Österreich") && place("Österreich") < place("Pakistan"));
    }
}
