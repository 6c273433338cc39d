use super::sweep::{Sweep, bound, differs};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A figure of documents beside Σ of their parts.
macro_rules! parts {
    ($table:literal, $word:literal, $figure:literal, $sum:literal, $parts:literal) => {
        differs!(
            "select '",
            $figure,
            " of ",
            $word,
            " ' || d.number as what, d.",
            $figure,
            " as found, cast(coalesce((select ",
            $sum,
            " from ",
            $table,
            "_",
            $parts,
            " p where p.",
            $table,
            "_id = d.id), 0) as bigint) as expected
             from ",
            $table,
            " d where d.id > $1 and d.id <= $2"
        )
    };
}

macro_rules! whole {
    ($table:literal, $word:literal) => {
        differs!(
            "select 'total of ",
            $word,
            " ' || d.number as what, d.total_minor as found,
             d.net_minor + d.tax_minor as expected
             from ",
            $table,
            " d where d.id > $1 and d.id <= $2"
        )
    };
}

/// Total = Σ lines + Σ tax of every invoice, and its lines are all there.
pub const SUMS_OF_INVOICES: Sweep = Sweep {
    bound: bound!("invoice", "id"),
    questions: &[
        whole!("invoice", "invoice"),
        parts!(
            "invoice",
            "invoice",
            "net_minor",
            "sum(p.net_minor)",
            "line"
        ),
        parts!("invoice", "invoice", "net_minor", "sum(p.net_minor)", "tax"),
        parts!("invoice", "invoice", "tax_minor", "sum(p.tax_minor)", "tax"),
        parts!("invoice", "invoice", "line_count", "count(*)", "line"),
    ],
};

/// Total = Σ lines + Σ tax of every credit note.
pub const SUMS_OF_CREDIT_NOTES: Sweep = Sweep {
    bound: bound!("credit_note", "id"),
    questions: &[
        whole!("credit_note", "credit note"),
        parts!(
            "credit_note",
            "credit note",
            "net_minor",
            "sum(p.net_minor)",
            "line"
        ),
        parts!(
            "credit_note",
            "credit note",
            "net_minor",
            "sum(p.net_minor)",
            "tax"
        ),
        parts!(
            "credit_note",
            "credit note",
            "tax_minor",
            "sum(p.tax_minor)",
            "tax"
        ),
    ],
};

/// A line or a tax group of an invoice that Saldo itself made; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// The number of the invoice.
    pub number: String,
    /// Percent.
    pub rate: String,
    /// The category.
    pub category: String,
    /// Net.
    pub net_minor: i64,
    /// Tax; none of a line.
    pub tax_minor: Option<i64>,
}

/// The lines of a range of invoices that Saldo itself made, in order.
///
/// # Errors
/// When the statement fails.
pub async fn own_lines(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<Line>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.number, l.tax_rate as rate, l.tax_category as category, l.net_minor,
             cast(null as bigint) as tax_minor
         from invoice i join invoice_line l on l.invoice_id = i.id
         where i.id > $1 and i.id <= $2 and not i.imported order by i.id, l.n")
        .bind(after).bind(end).fetch_all(c).await)
}

/// The tax groups of a range of invoices that Saldo itself made, in order.
///
/// # Errors
/// When the statement fails.
pub async fn own_groups(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<Line>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.number, g.rate, g.category, g.net_minor, g.tax_minor
         from invoice i join invoice_tax g on g.invoice_id = i.id
         where i.id > $1 and i.id <= $2 and not i.imported order by i.id, g.n")
        .bind(after).bind(end).fetch_all(c).await)
}
