use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A row that does not fit; both figures are absent where the row itself is what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Breach {
    /// Which row, in words.
    pub what: String,
    /// What stands there, in minor units or pieces.
    pub found: Option<i64>,
    /// What should.
    pub expected: Option<i64>,
}

/// Questions over ranges of the keys of a table. Each takes the key before the range (`$1`) and
/// its last key (`$2`), and gives the first row that does not fit.
#[derive(Clone, Copy, Debug)]
pub struct Sweep {
    /// What the last key of the range after `$1` is.
    pub bound: &'static str,
    /// The questions.
    pub questions: &'static [&'static str],
}

/// The last key of the next range of a thousand rows.
macro_rules! bound {
    ($table:literal, $key:literal) => {
        concat!(
            "select max(b.k) from (select ",
            $key,
            " as k from ",
            $table,
            " where ",
            $key,
            " > $1 order by ",
            $key,
            " limit 1000) b"
        )
    };
}
pub(super) use bound;

/// Rows in which two figures differ, out of a select of `what`, `found` and `expected`.
macro_rules! differs {
    ($($select:expr),+ $(,)?) => {
        concat!(
            "select what, found, expected from (",
            $($select,)+
            ") f where found <> expected order by what limit 1"
        )
    };
}
pub(super) use differs;

/// The end of the range after a key; none where nothing follows.
///
/// # Errors
/// When the statement fails.
pub async fn next(
    tx: &mut Tx,
    bound: &'static str,
    after: &str,
) -> Result<Option<String>, StoreError> {
    on!(tx, c => sqlx::query_scalar(bound).bind(after).fetch_one(c).await)
}

/// The first row that does not fit, over all ranges.
///
/// # Errors
/// When a statement fails.
pub async fn first(tx: &mut Tx, sweep: &Sweep) -> Result<Option<Breach>, StoreError> {
    let mut after = String::new();
    while let Some(end) = next(tx, sweep.bound, &after).await? {
        for question in sweep.questions {
            let found = on!(tx, c => sqlx::query_as::<_, Breach>(*question)
                .bind(after.as_str()).bind(end.as_str()).fetch_optional(c).await)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        after = end;
    }
    Ok(None)
}
