//! Errors of reading, in words for the provider.

/// Names the field of an error of reading: an unknown or missing one is named by its reason only.
pub(crate) fn flaw(path: &str, reason: &str) -> (String, String) {
    let within = |name: &str| match path {
        "." | "?" => name.to_owned(),
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    let named = |start: &str| {
        let rest = reason.strip_prefix(start)?;
        rest.split_once('`').map(|(name, _)| within(name))
    };
    if let Some(field) = named("unknown field `") {
        (field, "is not a field of this type".to_owned())
    } else if let Some(field) = named("missing field `") {
        (field, "is missing".to_owned())
    } else {
        (path.to_owned(), worded(reason))
    }
}

/// What `serde` says of a value, without its names for kinds of values.
fn worded(reason: &str) -> String {
    let parts = |start: &str, middle: &str| {
        let rest = reason.strip_prefix(start)?;
        rest.rsplit_once(middle)
    };
    if let Some((found, wanted)) = parts("invalid type: ", ", expected ") {
        format!(
            "is {}, and must be {}",
            found_kind(found),
            wanted_kind(wanted)
        )
    } else if let Some((found, wanted)) = parts("invalid value: ", ", expected ") {
        let value = found.split('`').nth(1).unwrap_or_else(|| found_kind(found));
        format!("is {value}, and must be {}", wanted_kind(wanted))
    } else if let Some((word, known)) = parts("unknown variant `", "`, expected ") {
        let known = known.trim_start_matches("one of ").replace('`', "");
        format!(
            "is {word:?}, and must be one of: {}",
            known.replace(" or ", ", ")
        )
    } else if reason.starts_with("data did not match any variant") {
        "is of none of the forms that it may have".to_owned()
    } else {
        reason.to_owned()
    }
}

fn found_kind(found: &str) -> &str {
    let kinds = [
        ("null", "null"),
        ("unit", "null"),
        ("boolean", "true or false"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("string", "a text"),
        ("sequence", "a list"),
        ("map", "an object"),
    ];
    let kind = kinds.iter().find(|(start, _)| found.starts_with(start));
    kind.map_or(found, |(_, kind)| kind)
}

fn wanted_kind(wanted: &str) -> &str {
    match wanted {
        "a string" | "string or map" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below zero",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        name if name.starts_with("struct ") => "an object",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_the_reader_is_left() {
        let table = [
            (
                "invalid type: string \"a, expected b\", expected struct Address",
                "is a text, and must be an object",
            ),
            (
                "invalid type: null, expected a string",
                "is null, and must be a text",
            ),
            (
                "invalid value: integer `-7`, expected u32",
                "is -7, and must be a whole number, not below zero",
            ),
            (
                "unknown variant `boss`, expected one of `owner`, `viewer`",
                "is \"boss\", and must be one of: owner, viewer",
            ),
            (
                "unknown variant `day`, expected `month` or `year`",
                "is \"day\", and must be one of: month, year",
            ),
            ("not a day (YYYY-MM-DD)", "not a day (YYYY-MM-DD)"),
        ];
        for (reason, expected) in table {
            let told = flaw("x", reason);
            assert_eq!(told, ("x".to_owned(), expected.to_owned()));
        }
    }
}
