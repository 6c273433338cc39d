/// Which rows are wanted: at most `ROWS` after one, of all accounts or of one.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// The reference of the row before; empty at the beginning.
    pub after: &'a str,
    /// The id of the only account; all if absent.
    pub account: Option<&'a str>,
}

/// How many rows a chunk has at the most.
pub(super) const ROWS: i64 = 500;

/// Asks for a chunk: `$1` the reference before it, `$2` the account, `$3` how many.
macro_rules! rows {
    ($tx:expr, $chunk:expr, $text:expr) => {
        $crate::on!($tx, c => sqlx::query_as($text)
            .bind($chunk.after).bind($chunk.account).bind($crate::export::chunk::ROWS)
            .fetch_all(c).await)
    };
}
pub(super) use rows;
