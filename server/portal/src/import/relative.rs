//! Dates that are written from the day of the import: `today`, `today-3d`, `today+14m`.

use model::time::Date;
use serde_json::Value;

/// The date that such a text means; none if it has another form. Months are clamped to the end
/// of a shorter month.
fn date(text: &str, today: Date) -> Option<Date> {
    let rest = text.strip_prefix("today")?;
    if rest.is_empty() {
        return Some(today);
    }
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let rest = rest.get(1..)?;
    let (figure, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let plain = !figure.is_empty() && figure.bytes().all(|byte| byte.is_ascii_digit());
    let count: i32 = figure.parse().ok().filter(|_| plain)?;
    match unit {
        "d" => Some(today.plus_days(sign * count)),
        "m" => Some(today.plus_months(sign * count, today.parts().2)),
        _ => None,
    }
}

/// Writes the dates of a row out, and the year of issue into its number.
pub(super) fn resolve(row: &mut serde_json::Map<String, Value>, today: Date) {
    for (key, value) in row.iter_mut() {
        within(key, value, today);
    }
    let year = row
        .get("issued_on")
        .and_then(Value::as_str)
        .and_then(|day| day.get(..4))
        .map(str::to_owned);
    if let (Some(year), Some(Value::String(number))) = (year, row.get_mut("number")) {
        *number = number.replace("{year}", &year);
    }
}

fn within(key: &str, value: &mut Value, today: Date) {
    match value {
        Value::String(text) => {
            if let Some(day) = date(text, today) {
                *text = written(key, day);
            }
        }
        Value::Array(items) => {
            for item in items {
                within(key, item, today);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                within(key, value, today);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// As the field wants it: an instant, a month, else a date.
fn written(key: &str, day: Date) -> String {
    let text = day.to_string();
    match key {
        "at" => format!("{text}T00:00:00Z"),
        "expires" => text.get(..7).unwrap_or_default().to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: Value) -> Value {
        let Value::Object(mut row) = value else {
            panic!("no row");
        };
        resolve(&mut row, "2028-03-31".parse().unwrap());
        Value::Object(row)
    }

    #[test]
    fn dates_are_counted_from_the_day_of_the_import() {
        let given = json!({"a": "today", "b": "today-31d", "c": "today-1m", "d": ["today+11m"],
            "at": "today+1d", "expires": "today-1m", "note": "today-1x", "e": "today-", "f": 1,
            "number": "INV-{year}-7", "issued_on": "today-92d", "g": "today--1d"});
        let made = json!({"a": "2028-03-31", "b": "2028-02-29", "c": "2028-02-29",
            "d": ["2029-02-28"], "at": "2028-04-01T00:00:00Z", "expires": "2028-02",
            "note": "today-1x", "e": "today-", "f": 1,
            "number": "INV-2027-7", "issued_on": "2027-12-30", "g": "today--1d"});
        assert_eq!(row(given), made);
    }
}
