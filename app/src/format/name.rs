//! Names that may be long: they break before a dot, as the names of domains do.

use leptos::prelude::*;

/// A name of which each part may begin a new line.
#[must_use]
pub fn name(text: &str) -> AnyView {
    let mut pieces: Vec<AnyView> = Vec::new();
    for piece in parts(text) {
        if !pieces.is_empty() {
            pieces.push(view! { <wbr /> }.into_any());
        }
        pieces.push(piece.to_owned().into_any());
    }
    pieces.into_any()
}

/// The text, cut before each dot between two other signs.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    // A name has few dots; what has many is no name and needs no more places to break.
    for (at, _) in text.match_indices('.').take(8) {
        let (before, after) = text.split_at(at);
        let inside = !before.is_empty() && after.chars().nth(1).is_some_and(char::is_alphanumeric);
        let taken = text.len() - rest.len();
        if let Some(piece) = before
            .get(taken..)
            .filter(|piece| inside && !piece.is_empty())
        {
            parts.push(piece);
            rest = after;
        }
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names_break_before_dots() {
        assert_eq!(
            parts("shop.lindqvist.design"),
            ["shop", ".lindqvist", ".design"]
        );
        assert_eq!(parts("*.lindqvist.design"), ["*", ".lindqvist", ".design"]);
        assert_eq!(
            parts("Extra space. Then more."),
            ["Extra space. Then more."]
        );
        assert_eq!(parts(".net"), [".net"]);
        assert_eq!(parts(""), [""]);
    }
}
