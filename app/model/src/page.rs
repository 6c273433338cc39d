//! Pages of a list, by keyset: a page is found in the same time wherever it lies.

use serde::{Deserialize, Serialize};

use crate::money::Money;

/// Where a page begins: the sort key of the row before it. Opaque to those who carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in order.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// What is open on all rows of the list, by currency, where that is told.
    pub totals: Vec<Money>,
}

impl<T> Page<T> {
    /// Cuts a page out of at most `size + 1` rows: the row too many only proves that more follow.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, size: usize, key: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(key) } else { None };
        Self {
            items: rows,
            next,
            totals: Vec::new(),
        }
    }

    /// The same page of other rows.
    #[must_use]
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(turn).collect(),
            next: self.next,
            totals: self.totals,
        }
    }
}
