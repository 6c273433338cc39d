use std::collections::HashMap;

use billing::audit::{self, DocumentLine};
use model::currency::Currency;
use model::explain::Plain;
use model::invoice::Party;
use model::money::Money;
use model::time::{Date, Period};
use store::export::{self, Chunk, Document, Line};
use store::{StoreError, Tx};

/// I2: the content of every issued document has the hash that it was issued with.
pub(super) async fn unchanged(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    let mut after = String::new();
    loop {
        let rows = export::invoices(tx, after_row(&after)).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.document.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.document.id.as_str()).collect();
        let lines = export::invoice_lines(tx, &ids).await?;
        let lines = by_document(&lines);
        for row in &rows {
            if !fits("invoice", &row.document, Some(&row.due_on), &lines)? {
                return Ok(Some(changed("invoice", &row.document)));
            }
        }
    }
    after.clear();
    loop {
        let rows = export::credit_notes(tx, after_row(&after)).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.document.reference);
        let ids: Vec<&str> = rows.iter().map(|row| row.document.id.as_str()).collect();
        let lines = export::credit_note_lines(tx, &ids).await?;
        let lines = by_document(&lines);
        for row in &rows {
            if !fits("credit_note", &row.document, None, &lines)? {
                return Ok(Some(changed("credit note", &row.document)));
            }
        }
    }
    Ok(None)
}

const fn after_row(after: &str) -> Chunk<'_> {
    Chunk {
        after,
        account: None,
    }
}

fn changed(kind: &str, document: &Document) -> String {
    format!("{kind} {} is not what was issued", document.number)
}

fn by_document(lines: &[Line]) -> HashMap<&str, Vec<&Line>> {
    let mut found: HashMap<&str, Vec<&Line>> = HashMap::new();
    for line in lines {
        found.entry(&line.document).or_default().push(line);
    }
    found
}

fn fits(
    kind: &str,
    document: &Document,
    due_on: Option<&str>,
    lines: &HashMap<&str, Vec<&Line>>,
) -> Result<bool, StoreError> {
    let currency: Currency = read(&document.currency, "currency")?;
    let lines = lines.get(document.id.as_str()).into_iter().flatten();
    let lines = lines.map(|row| line(row, currency));
    let lines: Vec<DocumentLine<'_>> = lines.collect::<Result<_, _>>()?;
    let content = audit::Document {
        kind,
        number: &document.number,
        issued_on: read(&document.issued_on, "issued_on")?,
        due_on: due_on.map(|day| read(day, "due_on")).transpose()?,
        seller: &party(&document.seller)?,
        buyer: &party(&document.buyer)?,
        net: Money::new(document.net_minor, currency),
        tax: Money::new(document.tax_minor, currency),
        total: Money::new(document.total_minor, currency),
        lines: &lines,
    };
    Ok(content.canon().hash() == document.hash)
}

fn line(row: &Line, currency: Currency) -> Result<DocumentLine<'_>, StoreError> {
    let period = row.period_from.as_deref().zip(row.period_to.as_deref());
    let period = period.map(|(from, to)| {
        Ok::<Period, StoreError>(Period {
            from: read::<Date>(from, "period_from")?,
            to: read::<Date>(to, "period_to")?,
        })
    });
    Ok(DocumentLine {
        kind: &row.kind,
        text: &row.text,
        period: period.transpose()?,
        quantity: row.quantity.as_deref().map(plain).transpose()?,
        unit_price: row.unit_price.as_deref().map(plain).transpose()?,
        net: Money::new(row.net_minor, currency),
        tax_rate: plain(&row.tax_rate)?,
        tax_category: &row.tax_category,
        derivation: row.derivation.as_deref(),
    })
}

fn read<T: std::str::FromStr<Err: ToString>>(
    text: &str,
    column: &'static str,
) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error: T::Err| StoreError::unreadable(column, error))
}

fn plain(text: &str) -> Result<Plain, StoreError> {
    Plain::try_from(text.to_owned()).map_err(|error| StoreError::unreadable("line", error))
}

fn party(json: &str) -> Result<Party, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::unreadable("party", error))
}
