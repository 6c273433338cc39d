use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::time::Date;
use portal::import::resolve;
use serde_json::{Map, Value};

use super::Trouble;

/// The books, with days relative to today.
pub const TEXT: &str = include_str!("../../../demo/books.ndjson");

/// How many months ago the books begin.
const MONTHS: i32 = 14;

type Row = Map<String, Value>;

/// The first day of a demo.
pub fn first_day(today: Date) -> Date {
    today.plus_months(-MONTHS, today.parts().2)
}

/// The books cut by the days on which they are brought in: what there was before the first is
/// brought on it, a month of readings on the 1st of the next, what a recommendation has come to on
/// the last.
pub fn by_day(today: Date) -> Result<BTreeMap<Date, String>, Trouble> {
    let mut rows = Vec::new();
    for line in TEXT.lines() {
        let mut row: Row = serde_json::from_str(line)?;
        resolve(&mut row, today);
        rows.push(row);
    }
    let created = created(&rows);
    let mut days: BTreeMap<Date, String> = BTreeMap::new();
    let mut add = |day: Date, row: Row| {
        let day = day.clamp(first_day(today), today);
        let _ = writeln!(days.entry(day).or_default(), "{}", Value::Object(row));
    };
    for row in rows {
        if text(&row, "type") == Some("usage") {
            for (day, month) in months(&row) {
                add(day, month);
            }
        } else {
            let day = own_day(&row, &created, today);
            add(day.unwrap_or(first_day(today)), row);
        }
    }
    Ok(days)
}

fn text<'r>(row: &'r Row, field: &str) -> Option<&'r str> {
    row.get(field).and_then(Value::as_str)
}

fn day(row: &Row, field: &str) -> Option<Date> {
    text(row, field)?.parse().ok()
}

/// When each account came.
fn created(rows: &[Row]) -> BTreeMap<String, Date> {
    let accounts = rows
        .iter()
        .filter(|row| text(row, "type") == Some("account"));
    let dated = accounts.filter_map(|row| {
        let reference = text(row, "ref")?.to_owned();
        Some((reference, day(row, "created_on")?))
    });
    dated.collect()
}

/// The day on which a row comes into being; none if it was always there.
fn own_day(row: &Row, created: &BTreeMap<String, Date>, today: Date) -> Option<Date> {
    let came = |row: &Row| created.get(text(row, "account")?).copied();
    match text(row, "type")? {
        "account" => day(row, "created_on"),
        "billing_account" => came(row),
        "person" => {
            let member = row.get("memberships")?.as_array()?.iter();
            member.filter_map(|it| came(it.as_object()?)).max()
        }
        "subscription" => day(row, "started_on"),
        "credit" => day(row, "on"),
        "invoice" | "credit_note" => day(row, "issued_on"),
        "commission" => Some(today),
        _ => None,
    }
}

/// The readings of a row month by month, each with the day on which the month is over.
fn months(row: &Row) -> Vec<(Date, Row)> {
    let mut found: Vec<(Date, Row)> = Vec::new();
    let (Some(from), Some(Value::Array(values))) = (day(row, "from"), row.get("values")) else {
        return found;
    };
    for (on, value) in (0..).map(|n| from.plus_days(n)).zip(values) {
        let over = on.plus_months(1, 1);
        if found.last().is_none_or(|(last, _)| *last != over) {
            let mut month = row.clone();
            month.insert("from".to_owned(), on.to_string().into());
            month.insert("values".to_owned(), Vec::<Value>::new().into());
            found.push((over, month));
        }
        let part = found
            .last_mut()
            .and_then(|(_, month)| month.get_mut("values"));
        if let Some(Value::Array(part)) = part {
            part.push(value.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days on which months are short, years begin, and weeks end.
    const DAYS: [&str; 6] = [
        "2028-02-29",
        "2027-03-31",
        "2026-12-01",
        "2027-01-01",
        "2027-03-28",
        "2026-11-26",
    ];

    #[test]
    fn every_row_comes_once_and_readings_when_their_month_is_over() {
        for today in DAYS.map(|day| day.parse().unwrap()) {
            let days = by_day(today).ok().unwrap();
            assert_eq!(*days.first_key_value().unwrap().0, first_day(today));
            let mut named = 0;
            for (on, lines) in &days {
                for line in lines.lines() {
                    let row: Row = serde_json::from_str(line).unwrap();
                    if text(&row, "type") != Some("usage") {
                        named += 1;
                        continue;
                    }
                    assert!(on.parts().2 == 1 || *on == today, "{on}");
                    let count = i32::try_from(row["values"].as_array().unwrap().len()).unwrap();
                    let end = day(&row, "from").unwrap().plus_days(count);
                    assert!(end <= *on || *on == first_day(today), "{on}: {end}");
                }
            }
            let usage = |line: &&str| !line.contains(r#""type":"usage""#);
            assert_eq!(named, TEXT.lines().filter(usage).count());
        }
    }
}
