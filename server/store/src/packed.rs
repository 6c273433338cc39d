//! A short list within one column, so that a page of a list stays one statement and one row an
//! item: fields and records are divided by ASCII's own separators, bound as parameters.

/// Between the fields of a record (ASCII 31, unit separator).
pub const UNIT: &str = "\u{1f}";

/// Between records (ASCII 30, record separator).
pub const RECORD: &str = "\u{1e}";

/// The records of such a column; none of a null.
pub fn records(column: Option<&str>) -> impl Iterator<Item = Vec<&str>> {
    column
        .into_iter()
        .flat_map(|text| text.split(RECORD))
        .map(|record| record.split(UNIT).collect())
}
