use model::id::SellerId;
use model::time::Date;

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

/// A range of numbers of one series, taken at once.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Taken {
    /// The last number of the range.
    pub last_n: i64,
    /// The day of issue: no earlier than that of any number before.
    #[sqlx(try_from = "String")]
    pub last_on: Date,
}

/// Takes so many numbers of a series for documents of a day. Whoever takes some at the same time
/// waits for the end of this transaction, so that there is no gap: take them last.
///
/// # Errors
/// `ForeignKey` when there is no such seller.
pub async fn take(
    tx: &mut Tx,
    (seller, kind, year): (&SellerId, &str, i64),
    count: i64,
    on: Date,
) -> Result<Taken, StoreError> {
    on!(tx, c => {
        sqlx::query_as(
            "insert into series (seller_id, kind, year, last_n, own, last_on)
            values ($1, $2, $3, $4, true, $5)
            on conflict (seller_id, kind, year) do update set
                last_n = series.last_n + excluded.last_n, own = true,
                last_on = case when series.last_on > excluded.last_on
                    then series.last_on else excluded.last_on end
            returning last_n, last_on",
        )
        .bind(seller.as_str())
        .bind(kind)
        .bind(year)
        .bind(count)
        .bind(on.to_string())
        .fetch_one(c)
        .await
    })
}
