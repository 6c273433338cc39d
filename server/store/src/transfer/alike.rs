use model::id::TransferId;
use model::money::Money;
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The money that was booked by a source.
///
/// # Errors
/// The engine's.
pub async fn by_source(tx: &mut Tx, source: &str) -> Result<Option<TransferId>, StoreError> {
    let found: Option<(As<TransferId>,)> = on!(tx, c => sqlx::query_as(
        "select id from transfer where source = $1").bind(source).fetch_optional(c).await)?;
    Ok(found.map(|(As(id),)| id))
}

/// Money that came on one day in one amount.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Alike {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: TransferId,
    /// What it is booked once by.
    pub source: String,
    /// What came with it.
    pub reference: String,
    /// The payer's name.
    pub party: Option<String>,
    /// The payer's bank account.
    pub iban: Option<String>,
}

/// The money that came on one day in one amount, the oldest first.
///
/// # Errors
/// The engine's.
pub async fn alike(tx: &mut Tx, on: Date, amount: Money) -> Result<Vec<Alike>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select id, source, reference, party, iban from transfer
         where on_day = $1 and currency = $2 and amount_minor = $3 order by at, id")
        .bind(on.to_string()).bind(amount.currency.code()).bind(amount.minor)
        .fetch_all(c).await)
}
