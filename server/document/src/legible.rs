//! Texts that can be set with the fonts there are.

use serde_json::Value;

/// Stands for a sign that no font has: an archive must not hold a picture without meaning.
const UNKNOWN: char = '\u{fffd}';

/// Every text within, without signs that steer instead of being seen, and with a sign for each
/// that no font has.
pub fn legible(value: &mut Value, known: &impl Fn(char) -> bool) {
    match value {
        Value::String(text) => *text = clean(text, known),
        Value::Array(items) => items.iter_mut().for_each(|item| legible(item, known)),
        Value::Object(fields) => {
            let values = fields.iter_mut().map(|(_, item)| item);
            values.for_each(|item| legible(item, known));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn clean(text: &str, known: &impl Fn(char) -> bool) -> String {
    let seen = text.chars().filter(|sign| !steers(*sign));
    seen.map(|sign| match sign {
        sign if sign.is_whitespace() && sign != '\u{a0}' => ' ',
        sign if sign.is_control() || !known(sign) => UNKNOWN,
        sign => sign,
    })
    .collect()
}

/// Marks of direction and width, by which a text would look like another one (UAX 9, UTS 39);
/// the direction of what is written follows from its letters.
const fn steers(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_set_is_marked_and_what_steers_is_left_out() {
        let known = |sign: char| sign.is_ascii();
        let mut value = serde_json::json!({ "a": ["b\u{202e}c\n\u{7}", "漢d"], "n": 1 });
        legible(&mut value, &known);
        let clean = serde_json::json!({ "a": ["bc \u{fffd}", "\u{fffd}d"], "n": 1 });
        assert_eq!(value, clean);
    }
}
