//! Dates that are written from the day of the import: `today`, `today-3d`, `today+14m`,
//! `today+23d-13m`.

use model::time::Date;
use serde_json::Value;

/// The date that such a text means; none if it has another form. Offsets are taken one after the
/// other; months are clamped to the end of a shorter month.
fn date(text: &str, today: Date) -> Option<Date> {
    let mut rest = text.strip_prefix("today")?;
    let mut day = today;
    while !rest.is_empty() {
        let end = rest.find(['d', 'm'])? + 1;
        let (offset, more) = rest.split_at_checked(end)?;
        day = moved(day, offset)?;
        rest = more;
    }
    Some(day)
}

/// A day moved by `+14m` or `-3d`.
fn moved(day: Date, offset: &str) -> Option<Date> {
    let sign = match offset.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let rest = offset.get(1..)?;
    let (figure, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    let plain = !figure.is_empty() && figure.bytes().all(|byte| byte.is_ascii_digit());
    let count: i32 = figure.parse().ok().filter(|_| plain)?;
    match unit {
        "d" => Some(day.plus_days(sign * count)),
        "m" => Some(day.plus_months(sign * count, day.parts().2)),
        _ => None,
    }
}

/// Writes the dates of a row out, and the year of issue into its number.
pub fn resolve(row: &mut serde_json::Map<String, Value>, today: Date) {
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
                *value = written(key, day);
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

/// As the field wants it: an instant, a month, the day of a month, else a date.
fn written(key: &str, day: Date) -> Value {
    let text = day.to_string();
    match key {
        "at" => format!("{text}T00:00:00Z").into(),
        "expires" => text.get(..7).unwrap_or_default().into(),
        "anchor_day" => day.parts().2.into(),
        _ => text.into(),
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
            "number": "INV-{year}-7", "issued_on": "today-92d", "g": "today--1d",
            "h": "today+1m-1d", "i": "today-1d-1m", "j": "today-1d-", "anchor_day": "today-1m"});
        let made = json!({"a": "2028-03-31", "b": "2028-02-29", "c": "2028-02-29",
            "d": ["2029-02-28"], "at": "2028-04-01T00:00:00Z", "expires": "2028-02",
            "note": "today-1x", "e": "today-", "f": 1,
            "number": "INV-2027-7", "issued_on": "2027-12-30", "g": "today--1d",
            "h": "2028-04-29", "i": "2028-02-29", "j": "today-1d-", "anchor_day": 29});
        assert_eq!(row(given), made);
    }
}
