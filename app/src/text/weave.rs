//! Puts values into texts.

use leptos::prelude::{AnyView, IntoAny};

/// Puts texts in the places of their names.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = tail;
    }
    filled + rest
}

/// Puts texts and parts of the page in the places of their names. What stands in a text is never
/// taken for a place.
pub(super) fn weave(
    text: &str,
    texts: &[(&str, &str)],
    mut views: Vec<(&'static str, AnyView)>,
) -> AnyView {
    let mut pieces: Vec<AnyView> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((name, tail)) = after.split_once('>') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(fill(before, texts).into_any());
        }
        if let Some(place) = views.iter().position(|(known, _)| *known == name) {
            pieces.push(views.swap_remove(place).1);
        }
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(fill(rest, texts).into_any());
    }
    pieces.into_any()
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_stand_in_the_places_of_their_names() {
        let text = fill("{b} and {a}, {b}", &[("a", "1"), ("b", "2 {a}")]);
        assert_eq!(text, "2 {a} and 1, 2 {a}");
        assert_eq!(fill("plain", &[]), "plain");
    }
}
