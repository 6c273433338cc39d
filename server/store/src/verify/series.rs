use super::sweep::bound;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The numbers that a range of documents has on one day of one series.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Day {
    /// Whose documents.
    pub seller_id: String,
    /// Whose, by the provider's own id.
    pub seller: String,
    /// The year of the series; 0 where one serves all years.
    pub year: i64,
    /// The date on the documents.
    pub issued_on: String,
    /// Whether they were made elsewhere.
    pub imported: bool,
    /// The lowest number.
    pub least: i64,
    /// The highest.
    pub most: i64,
    /// How many documents.
    pub count: i64,
}

/// A kind of document: as a series names it, the ends of its ranges, and their days.
pub type Kind = (&'static str, &'static str, &'static str);

macro_rules! kind {
    ($table:literal, $imported:literal, $by:literal) => {
        (
            $table,
            bound!($table, "id"),
            concat!(
                "select d.seller_id, s.ref as seller, d.series_year as year, d.issued_on,
                     ",
                $imported,
                " as imported, min(d.series_n) as least, max(d.series_n) as most,
                     count(*) as count
                 from ",
                $table,
                " d join seller s on s.id = d.seller_id
                 where d.id > $1 and d.id <= $2 and d.series_n is not null
                 group by d.seller_id, s.ref, d.series_year, d.issued_on",
                $by
            ),
        )
    };
}

/// Invoices.
pub const INVOICES: Kind = kind!("invoice", "d.imported", ", d.imported");

/// Credit notes.
pub const CREDIT_NOTES: Kind = kind!("credit_note", "d.imported", ", d.imported");

/// Receipts: all of them are Saldo's own.
pub const RECEIPTS: Kind = kind!("receipt", "false", "");

/// The days of a range of documents whose numbers fit their series.
///
/// # Errors
/// When the statement fails.
pub async fn days(tx: &mut Tx, kind: Kind, after: &str, end: &str) -> Result<Vec<Day>, StoreError> {
    on!(tx, c => sqlx::query_as(kind.2).bind(after).bind(end).fetch_all(c).await)
}
