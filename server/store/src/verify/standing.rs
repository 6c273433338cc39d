use model::currency::Currency;
use model::invoice::InvoiceState;

use crate::column::Word;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What has become of an invoice; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Standing {
    /// The invoice.
    pub id: String,
    /// Its number.
    pub number: String,
    /// The currency of all figures.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The whole, with tax.
    pub total_minor: i64,
    /// Money and credit.
    pub settled_minor: i64,
    /// What went back.
    pub returned_minor: i64,
    /// Credit notes on it.
    pub credited_minor: i64,
    /// Given up.
    pub written_off_minor: i64,
    /// Whether a payment of it is in flight.
    pub in_flight: bool,
    /// The state that is kept.
    pub state: Word<InvoiceState>,
}

/// A thousand standings after an invoice, by its id.
///
/// # Errors
/// When the statement fails.
pub async fn standings(tx: &mut Tx, after: &str) -> Result<Vec<Standing>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select i.id, i.number, s.currency, s.total_minor, s.settled_minor, s.returned_minor,
             s.credited_minor, s.written_off_minor, s.in_flight, s.state
         from invoice_standing s join invoice i on i.id = s.invoice_id
         where s.invoice_id > $1 order by s.invoice_id limit 1000")
        .bind(after).fetch_all(c).await)
}
