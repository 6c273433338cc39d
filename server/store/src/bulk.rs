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

/// SQLite takes 32,766 parameters a statement, PostgreSQL 65,535. Each parameter that is bound by
/// number is looked up in a list of all of them on SQLite, so that more than this costs time.
const PARAMETERS: usize = 500;

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
        let mut whole: Option<Arc<str>> = None;
        for item in items {
            match make {
                Make::One(row) => chunk.push(row(item)),
                Make::Many(rows) => chunk.extend(rows(item)),
            }
            while chunk.len() >= most {
                let text = whole.get_or_insert_with(|| self.text(most, known).into());
                let rest = chunk.split_off(most);
                run(tx, Arc::clone(text), &chunk).await?;
                chunk = rest;
            }
        }
        if chunk.is_empty() {
            return Ok(());
        }
        let text = self.text(chunk.len(), known);
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
            run(tx, self.setting(rows.len()).into(), &rows).await?;
        }
        Ok(())
    }

    fn setting(&self, rows: usize) -> String {
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
        let tuples = self.tuples(rows);
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

    fn text(&self, rows: usize, known: Known) -> String {
        let end = match known {
            Known::Refuse => String::new(),
            Known::Overwrite => self.overwrite(),
        };
        let (name, columns, tuples) = (self.name, self.columns.join(", "), self.tuples(rows));
        format!("insert into {name} ({columns}) values {tuples}{end}")
    }

    /// The placeholders of so many rows.
    fn tuples(&self, rows: usize) -> String {
        let width = self.columns.len();
        let tuple = |row: usize| format!("({})", placeholders(row * width, width));
        let tuples: Vec<String> = (0..rows).map(tuple).collect();
        tuples.join(", ")
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

/// `$5, $6, $7` for three after the first four.
pub(crate) fn placeholders(after: usize, count: usize) -> String {
    let names: Vec<String> = (after + 1..=after + count)
        .map(|n| format!("${n}"))
        .collect();
    names.join(", ")
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

/// Asks one question for a list of keys, in chunks; `{keys}` in it stands for the placeholders.
/// The fixed text comes from this crate, never from outside.
macro_rules! by_keys {
    ($tx:expr, $row:ty, $text:expr, $keys:expr) => {{
        let mut found: Vec<$row> = Vec::new();
        for keys in $keys.chunks($crate::bulk::KEYS) {
            let text: std::sync::Arc<str> = $text
                .replace("{keys}", &$crate::bulk::placeholders(0, keys.len()))
                .into();
            let rows = $crate::on!($tx, c => {
                let text = sqlx::AssertSqlSafe(std::sync::Arc::clone(&text));
                let mut query = sqlx::query_as::<_, $row>(text);
                for key in keys {
                    query = query.bind(key.as_ref() as &str);
                }
                query.fetch_all(c).await
            })?;
            found.extend(rows);
        }
        Ok::<Vec<$row>, $crate::error::StoreError>(found)
    }};
}
pub(crate) use by_keys;
