use billing::usage::{Day, Rating};
use model::money::Money;
use model::time::Period;
use store::Tx;
use store::usage::Section;

use super::rates::Rates;
use crate::failure::Failure;

/// How many resources' readings are read at once.
const CHUNK: usize = 100;

const HEAD: &str = "subscription,resource,day,used,limit,over,estimate,currency,charge\r\n";

/// Every day of a month, in base units; the charge of the month stands with its last day.
pub(super) async fn table(tx: &mut Tx, rows: &[Section], month: Period) -> Result<String, Failure> {
    let mut text = HEAD.to_owned();
    for rows in rows.chunks(CHUNK) {
        let rates = Rates::of(tx, rows, month).await?;
        for row in rows {
            let rating = rates.rating(row, month)?;
            for day in &rating.days {
                line(&mut text, row, &rating, day);
            }
        }
    }
    Ok(text)
}

fn line(text: &mut String, row: &Section, rating: &Rating, day: &Day) {
    let last = rating.days.last() == Some(day);
    let charge = Money::new(row.charge_minor, row.currency).plain();
    let fields = [
        cell(&row.name),
        cell(&row.resource),
        day.day.to_string(),
        day.used.to_string(),
        day.limit.map(|limit| limit.to_string()).unwrap_or_default(),
        day.over.to_string(),
        if day.estimate { "yes" } else { "" }.to_owned(),
        row.currency.to_string(),
        if last { charge } else { String::new() },
    ];
    text.push_str(&fields.join(","));
    text.push_str("\r\n");
}

/// A text that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell(r#"a "b", c"#), r#""a ""b"", c""#);
        assert_eq!(cell("-x,y"), "\"'-x,y\"");
    }
}
