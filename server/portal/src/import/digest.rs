//! The digests of a row's fields, by which it is seen whether, and where, a row differs from what
//! was imported under its `ref` before.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// By field: the first 96 bits of SHA-256 over its JSON; of a password its hash (PHC).
pub(super) type Fields = BTreeMap<String, String>;

/// The digests of a row as it was understood: defaults filled in, what an export computes left out.
/// Passwords are left out as well: they have no quick digest.
pub(super) fn fields(row: &impl Serialize) -> Fields {
    let Ok(Value::Object(fields)) = serde_json::to_value(row) else {
        return Fields::new();
    };
    let digests = fields
        .into_iter()
        .filter(|(name, value)| name != "password" && !value.is_null())
        .map(|(name, value)| (name, short(value.to_string().as_bytes())));
    digests.collect()
}

fn short(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(12)
        .fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The fields in which two rows differ.
pub(super) fn changed(before: &Fields, now: &Fields) -> Vec<String> {
    let mut names: Vec<&String> = before.keys().chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| before.get(*name) != now.get(*name))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_is_named_and_a_default_is_none() {
        let before = fields(&json!({"a": 1, "b": [1, 2], "c": null, "password": "x"}));
        assert_eq!(
            changed(&before, &fields(&json!({"b": [1, 2], "a": 1}))),
            [""; 0]
        );
        let now = fields(&json!({"a": 2, "b": [1, 2], "d": true}));
        assert_eq!(changed(&before, &now), ["a", "d"]);
    }
}
