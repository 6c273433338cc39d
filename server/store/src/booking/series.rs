use model::id::SellerId;

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

/// Moves counters on. Somebody else may have moved one further meanwhile: none goes back.
///
/// # Errors
/// `ForeignKey` when there is no such seller.
pub async fn keep_series(tx: &mut Tx, series: &[Series]) -> Result<(), StoreError> {
    for it in series {
        on!(tx, c => {
            sqlx::query(
                "insert into series (seller_id, kind, year, last_n, own)
                values ($1, $2, $3, $4, $5)
                on conflict (seller_id, kind, year) do update set
                    last_n = case when excluded.last_n > series.last_n
                        then excluded.last_n else series.last_n end,
                    own = series.own or excluded.own",
            )
            .bind(it.seller_id.as_str())
            .bind(it.kind.as_str())
            .bind(it.year)
            .bind(it.last_n)
            .bind(it.own)
            .execute(c)
            .await
            .map(drop)
        })?;
    }
    Ok(())
}
