//! Many rows in few statements: one text with as many placeholders as a chunk of rows needs.

use std::sync::Arc;

use sqlx::AssertSqlSafe;

use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A value of a row.
pub(crate) enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
    Bool(Option<bool>),
}

macro_rules! cells {
    ($($from:ty => $kind:ident;)*) => {$(
        impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                Self::$kind(Some(value.into()))
            }
        }

        impl From<Option<$from>> for Cell {
            fn from(value: Option<$from>) -> Self {
                Self::$kind(value.map(Into::into))
            }
        }
    )*};
}

cells! {
    i64 => Int;
    bool => Bool;
    String => Text;
    &str => Text;
}

/// A row of cells: `row![id.as_str(), minor, flag]`.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::bulk::Cell::from($value)),*] };
}
pub(crate) use row;

/// A table and the columns that are written, the key first.
pub(crate) struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// How many of the first columns are the key.
    pub key: usize,
}

/// SQLite takes 32,766 parameters a statement, PostgreSQL 65,535. More of them gain nothing.
const PARAMETERS: usize = 2_000;

/// How a statement marks its parameters.
#[derive(Clone, Copy)]
pub(crate) enum Marks {
    /// `?`, in the order in which they are bound. SQLite looks each parameter that has a number up
    /// in a list of all of them: with hundreds that takes as long as the statement itself.
    Plain,
    /// `$1`, `$2`, …, the only marks that PostgreSQL knows.
    Numbered,
}

impl Marks {
    /// `$5, $6, $7` for three after the first four; `?, ?, ?` in their place.
    pub(crate) fn list(self, after: usize, count: usize) -> String {
        let marks: Vec<String> = match self {
            Self::Plain => vec!["?".to_owned(); count],
            Self::Numbered => (after + 1..=after + count)
                .map(|n| format!("${n}"))
                .collect(),
        };
        marks.join(", ")
    }

    /// So many rows of so many parameters.
    pub(crate) fn rows(self, rows: usize, width: usize) -> String {
        let row = |row: usize| format!("({})", self.list(row * width, width));
        let rows: Vec<String> = (0..rows).map(row).collect();
        rows.join(", ")
    }
}

/// What becomes of a row whose key is there already.
#[derive(Clone, Copy)]
enum Known {
    Refuse,
    Overwrite,
}

/// How rows are made of an item.
enum Make<T> {
    One(fn(&T) -> Vec<Cell>),
    Many(fn(&T) -> Vec<Vec<Cell>>),
}

impl<T> Clone for Make<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Make<T> {}

impl Table {
    /// Adds a row for each item.
    ///
    /// # Errors
    /// `Unique` if one is there already, `ForeignKey` or `Check` if one does not fit.
    pub async fn add<T: Sync>(
        &self,
        tx: &mut Tx,
        items: &[T],
        row: fn(&T) -> Vec<Cell>,
    ) -> Result<(), StoreError> {
        self.write(tx, items, Make::One(row), Known::Refuse).await
    }

    /// Adds the rows of each item.
    ///
    /// # Errors
    /// `Unique` if one is there already, `ForeignKey` or `Check` if one does not fit.
    pub async fn add_each<T: Sync>(
        &self,
        tx: &mut Tx,
        items: &[T],
        rows: fn(&T) -> Vec<Vec<Cell>>,
    ) -> Result<(), StoreError> {
        self.write(tx, items, Make::Many(rows), Known::Refuse).await
    }

    /// Adds a row for each item, and overwrites those that are there already.
    ///
    /// # Errors
    /// `ForeignKey` or `Check` if one does not fit.
    pub async fn put<T: Sync>(
        &self,
        tx: &mut Tx,
        items: &[T],
        row: fn(&T) -> Vec<Cell>,
    ) -> Result<(), StoreError> {
        self.write(tx, items, Make::One(row), Known::Overwrite)
            .await
    }

    async fn write<T: Sync>(
        &self,
        tx: &mut Tx,
        items: &[T],
        make: Make<T>,
        known: Known,
    ) -> Result<(), StoreError> {
        let most = (PARAMETERS / self.columns.len().max(1)).max(1);
        let mut chunk = Vec::with_capacity(most.min(items.len()));
        let (mut whole, marks): (Option<Arc<str>>, _) = (None, tx.marks());
        for item in items {
            match make {
                Make::One(row) => chunk.push(row(item)),
                Make::Many(rows) => chunk.extend(rows(item)),
            }
            while chunk.len() >= most {
                let text = whole.get_or_insert_with(|| self.text(marks, (most, known)).into());
                let rest = chunk.split_off(most);
                run(tx, Arc::clone(text), &chunk).await?;
                chunk = rest;
            }
        }
        if chunk.is_empty() {
            return Ok(());
        }
        let text = self.text(marks, (chunk.len(), known));
        run(tx, text.into(), &chunk).await
    }

    /// Sets the columns of rows that are there, found by their keys; a key that is not is left out.
    ///
    /// # Errors
    /// `ForeignKey` or `Check` if one does not fit.
    pub async fn set<T: Sync>(
        &self,
        tx: &mut Tx,
        items: &[T],
        row: fn(&T) -> Vec<Cell>,
    ) -> Result<(), StoreError> {
        let most = (PARAMETERS / self.columns.len().max(1)).max(1);
        for items in items.chunks(most) {
            let rows: Vec<Vec<Cell>> = items.iter().map(row).collect();
            run(tx, self.setting(tx.marks(), rows.len()).into(), &rows).await?;
        }
        Ok(())
    }

    fn setting(&self, marks: Marks, rows: usize) -> String {
        let (mut set, mut found) = (Vec::new(), Vec::new());
        for (place, column) in self.columns.iter().enumerate() {
            let value = format!("v.column{}", place + 1);
            if place < self.key {
                found.push(format!("{}.{column} = {value}", self.name));
            } else {
                set.push(format!("{column} = {value}"));
            }
        }
        let (name, set, found) = (self.name, set.join(", "), found.join(" and "));
        let tuples = marks.rows(rows, self.columns.len());
        format!("update {name} set {set} from (values {tuples}) v where {found}")
    }

    /// Changes some columns of one row, found by its key; the other cells are not looked at.
    ///
    /// # Errors
    /// `Unique`, `ForeignKey` or `Check` if it does not fit.
    pub async fn change(
        &self,
        tx: &mut Tx,
        row: Vec<Cell>,
        columns: &[&str],
    ) -> Result<(), StoreError> {
        let (mut set, mut found) = (Vec::new(), Vec::new());
        let mut cells = Vec::new();
        for (place, (column, cell)) in self.columns.iter().zip(row).enumerate() {
            let key = place < self.key;
            if key || columns.contains(column) {
                cells.push(cell);
                let term = format!("{column} = ${}", cells.len());
                if key { &mut found } else { &mut set }.push(term);
            }
        }
        if set.is_empty() {
            return Ok(());
        }
        let (name, set, found) = (self.name, set.join(", "), found.join(" and "));
        let text = format!("update {name} set {set} where {found}");
        run(tx, text.into(), &[cells]).await
    }

    fn text(&self, marks: Marks, (rows, known): (usize, Known)) -> String {
        let end = match known {
            Known::Refuse => String::new(),
            Known::Overwrite => self.overwrite(),
        };
        let (name, columns) = (self.name, self.columns.join(", "));
        let tuples = marks.rows(rows, self.columns.len());
        format!("insert into {name} ({columns}) values {tuples}{end}")
    }

    fn overwrite(&self) -> String {
        let key = self.columns.iter().take(self.key).copied();
        let set = |column: &&str| format!("{column} = excluded.{column}");
        let changed: Vec<String> = self.columns.iter().skip(self.key).map(set).collect();
        format!(
            " on conflict ({}) do update set {}",
            key.collect::<Vec<_>>().join(", "),
            changed.join(", ")
        )
    }
}

async fn run(tx: &mut Tx, text: Arc<str>, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
    on!(tx, c => {
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&text)));
        for cell in rows.iter().flatten() {
            query = match cell {
                Cell::Int(value) => query.bind(*value),
                Cell::Text(value) => query.bind(value.as_deref()),
                Cell::Bool(value) => query.bind(*value),
            };
        }
        query.execute(c).await.map(drop)
    })
}

/// How many keys one question names.
pub(crate) const KEYS: usize = 500;

/// A question for so many keys. What stands for them twice is bound once, by number.
pub(crate) fn asked(tx: &Tx, text: &str, keys: usize) -> Arc<str> {
    let once = text.matches("{keys}").count() == 1;
    let marks = if once { tx.marks() } else { Marks::Numbered };
    text.replace("{keys}", &marks.list(0, keys)).into()
}

/// Each key once, in order: named in two chunks it would be answered twice.
pub(crate) fn each_once<K: AsRef<str>>(keys: &[K]) -> Vec<&str> {
    let mut keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Asks one question for a list of keys, in chunks; `{keys}` in it stands for their marks, and
/// nothing else is bound.
/// The fixed text comes from this crate, never from outside.
macro_rules! by_keys {
    ($tx:expr, $row:ty, $text:expr, $keys:expr) => {{
        let mut found: Vec<$row> = Vec::new();
        for keys in $crate::bulk::each_once(&$keys[..]).chunks($crate::bulk::KEYS) {
            let text = $crate::bulk::asked($tx, &$text, keys.len());
            let rows = $crate::on!($tx, c => {
                let text = sqlx::AssertSqlSafe(std::sync::Arc::clone(&text));
                let mut query = sqlx::query_as::<_, $row>(text);
                for key in keys {
                    query = query.bind(*key);
                }
                query.fetch_all(c).await
            })?;
            found.extend(rows);
        }
        Ok::<Vec<$row>, $crate::error::StoreError>(found)
    }};
}
pub(crate) use by_keys;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_named_twice_is_asked_for_once() {
        assert_eq!(each_once(&["b", "a", "b"]), ["a", "b"]);
    }
}
