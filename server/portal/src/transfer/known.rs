//! What an entry of a statement is known by when the bank tells it again: in the same statement, or
//! in one that overlaps it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use gateway::payment::manual::{Entry, Statement};
use model::id::TransferId;
use model::time::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::transfer::Alike;

use super::settle::Come;

/// What an entry is booked once by. Of entries that nothing tells apart, as many are booked as
/// there are in the statement that has the most of them.
pub(super) struct Mark {
    /// The bank's reference with account, day and amount; without one what the entry says itself,
    /// because its place in a statement is another in the next.
    source: String,
    /// How the sources of entries without a reference began before that was so.
    before: Vec<String>,
    /// Which of those like it in its statement it is, from 1.
    n: usize,
}

/// What is known of an entry.
pub(super) enum Place {
    /// It was booked as this.
    Taken(TransferId),
    /// It was not, and is booked by this source.
    Free(String),
}

/// The marks of the entries of a statement.
#[derive(Default)]
pub(super) struct Marks(BTreeMap<String, usize>);

impl Marks {
    /// The mark of the next entry that is booked.
    pub fn next(&mut self, statement: &Statement, entry: &Entry, come: &Come) -> Mark {
        let account = &statement.account;
        let amount = entry.amount.plain();
        let of = |day: Option<Date>| {
            let day = day.map(|day| day.to_string()).unwrap_or_default();
            format!("bank:{account}:{day}:{amount}")
        };
        let (source, before) = match &entry.bank_reference {
            Some(reference) => (format!("{}:{reference}", of(entry.booked_on)), vec![]),
            None => {
                let booked = of(entry.booked_on);
                let before = ["NONREF", "NOTPROVIDED"].map(|none| format!("{booked}:{none}"));
                let place = format!("bank:{account}:statement:");
                let source = format!("{}:content:{}", of(day(statement, entry)), content(come));
                (source, [before.to_vec(), vec![place]].concat())
            }
        };
        let n = self.0.entry(source.clone()).or_default();
        *n += 1;
        Mark {
            source,
            before,
            n: *n,
        }
    }
}

impl Mark {
    /// Whether the entry is one of those that were booked of its day and amount.
    pub fn among(&self, come: &Come, alike: &[Alike]) -> Place {
        let same = alike.iter().filter(|it| self.fits(come, it));
        if let Some(it) = same.clone().nth(self.n - 1) {
            return Place::Taken(it.id.clone());
        }
        let free = |source: &String| !same.clone().any(|it| it.source == *source);
        let mut names = (self.n..).map(|n| self.named(n));
        Place::Free(names.find(free).unwrap_or_default())
    }

    fn named(&self, n: usize) -> String {
        match n {
            1 => self.source.clone(),
            _ => format!("{}:{n}", self.source),
        }
    }

    fn fits(&self, come: &Come, it: &Alike) -> bool {
        let same = |more: &str| more.parse::<usize>().is_ok();
        let counted = it.source.strip_prefix(&self.source);
        counted.is_some_and(|more| more.is_empty() || more.strip_prefix(':').is_some_and(same))
            || self.before.iter().any(|old| it.source.starts_with(old))
                && it.reference == come.reference
                && (&it.party, &it.iban) == (&come.party, &come.iban)
    }
}

/// The day of an entry: on which it was booked, else from which it counts, else that of its
/// statement.
pub(super) fn day(statement: &Statement, entry: &Entry) -> Option<Date> {
    entry.booked_on.or(entry.value_on).or(statement.made_on)
}

/// What an entry says of itself.
fn content(come: &Come) -> String {
    let said = json!([come.reference, come.party, come.iban]).to_string();
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(said))
}
