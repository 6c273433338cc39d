use model::id::SellerId;

use crate::bulk::{Table, row};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// The counter of a series of numbers.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Series {
    /// Whose documents.
    #[sqlx(try_from = "String")]
    pub seller_id: SellerId,
    /// What documents: `invoice`, `credit_note`, `receipt`.
    pub kind: String,
    /// The year of `issued_on`; 0 where one series serves all years.
    pub year: i64,
    /// The last number given.
    pub last_n: i64,
    /// Whether Saldo itself has issued in it.
    pub own: bool,
}

const SERIES: Table = Table {
    name: "series",
    columns: &["seller_id", "kind", "year", "last_n", "own"],
    key: 3,
};

/// All counters: a few for each seller and year.
///
/// # Errors
/// The engine's.
pub async fn series(tx: &mut Tx) -> Result<Vec<Series>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Series>("select seller_id, kind, year, last_n, own from series")
            .fetch_all(c)
            .await
    })
}

/// Keeps counters.
///
/// # Errors
/// `ForeignKey` when there is no such seller.
pub async fn keep_series(tx: &mut Tx, series: &[Series]) -> Result<(), StoreError> {
    SERIES
        .put(tx, series, |series| {
            row![
                series.seller_id.as_str(),
                series.kind.as_str(),
                series.year,
                series.last_n,
                series.own,
            ]
        })
        .await
}
