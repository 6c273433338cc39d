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
        "select 'what credit notes take of line ' || l.n || ' of invoice ' || i.number as what,
             cast(sum(y.net_minor) as bigint) as found, l.net_minor as expected
         from credit_note k join invoice i on i.id = k.invoice_id
         join credit_note_line x on x.credit_note_id = k.id
         join invoice_line l on l.invoice_id = k.invoice_id and l.n = x.corrects_n
         join credit_note o on o.invoice_id = k.invoice_id
         join credit_note_line y on y.credit_note_id = o.id and y.corrects_n = l.n
         where k.id > $1 and k.id <= $2 and not k.imported and l.net_minor > 0
         group by k.id, x.n, l.n, i.number, l.net_minor
         having sum(y.net_minor) > l.net_minor order by 1 limit 1",
    ],
};

/// What a credit note says of a rate and category, beside what the invoice says of it; amounts in
/// minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Noted {
    /// The invoice's id.
    pub invoice_id: String,
    /// The credit note's number.
    pub number: String,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// Percent.
    pub rate: String,
    /// The category.
    pub category: String,
    /// Net of the credit note.
    pub net_minor: i64,
    /// Its tax.
    pub tax_minor: i64,
    /// Net of the invoice.
    pub whole_net: Option<i64>,
    /// Its tax.
    pub whole_tax: Option<i64>,
}

/// What the credit notes on a range of invoices say of tax, in the order in which they were made.
///
/// # Errors
/// When the statement fails.
pub async fn noted(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<Noted>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select k.invoice_id, k.number, k.imported, t.rate, t.category, t.net_minor, t.tax_minor,
             g.net_minor as whole_net, g.tax_minor as whole_tax
         from credit_note k join credit_note_tax t on t.credit_note_id = k.id
         left join invoice_tax g on g.invoice_id = k.invoice_id and g.rate = t.rate
             and g.category = t.category
         where k.invoice_id > $1 and k.invoice_id <= $2
         order by k.invoice_id, k.id, t.n")
        .bind(after).bind(end).fetch_all(c).await)
}

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
    /// The currency.
    pub currency: String,
    /// How the net amount of a line came to be, as JSON.
    pub derivation: Option<String>,
}

/// The lines of a range of invoices that Saldo itself made, in order.
///
/// # Errors
/// When the statement fails.
pub async fn own_lines(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<Line>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.number, l.tax_rate as rate, l.tax_category as category, l.net_minor,
             cast(null as bigint) as tax_minor, i.currency, l.derivation
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
        "select i.number, g.rate, g.category, g.net_minor, g.tax_minor, i.currency,
             cast(null as text) as derivation
         from invoice i join invoice_tax g on g.invoice_id = i.id
         where i.id > $1 and i.id <= $2 and not i.imported order by i.id, g.n")
        .bind(after).bind(end).fetch_all(c).await)
}
