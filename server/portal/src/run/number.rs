use std::collections::BTreeMap;

use billing::number::{DocumentKind, Template};
use model::id::SellerId;
use model::time::Date;
use store::{StoreError, Tx, booking};

use super::issuer::{Issuer, Issuers};
use super::paper::Numbered;

/// What a series is known by: kind of document, seller, and year (0: one for all years). Counters
/// are taken in this order, so that nobody waits for two of them crosswise.
pub(super) type Key = (DocumentKind, SellerId, i64);

/// How many numbers were given of each series.
pub(super) type Given = BTreeMap<Key, i64>;

/// The numbers that a chunk of documents needs: how many of each series, and their first day. In a
/// run all of a seller have one day, in a rehearsal each its own.
#[derive(Default)]
pub(super) struct Wanted(BTreeMap<Key, (i64, Date)>);

fn key(issuer: &Issuer, kind: DocumentKind, issued_on: Date) -> Key {
    let seller = &issuer.house.seller;
    let series = issuer.template(kind).series(seller, kind, issued_on);
    (kind, series.seller, series.year.map_or(0, i64::from))
}

impl Wanted {
    /// One document more.
    pub fn document(&mut self, issuer: &Issuer, kind: DocumentKind, issued_on: Date) {
        let wanted = self.0.entry(key(issuer, kind, issued_on));
        let (count, first) = wanted.or_insert((0, issued_on));
        *count += 1;
        *first = issued_on.min(*first);
    }

    /// Takes them, each series as one range. `before` are numbers that were given without being
    /// kept: the numbers of a rehearsal go on after them.
    pub async fn take(self, tx: &mut Tx, before: &Given) -> Result<Numbers, StoreError> {
        let mut ranges = BTreeMap::new();
        for (key, (count, on)) in self.0 {
            let of = (&key.1, key.0.as_str(), key.2);
            let taken = booking::take(tx, of, count, on).await?;
            let before = before.get(&key).copied().unwrap_or_default();
            let next = taken.last_n - count + 1 + before;
            ranges.insert(key, (next, taken.last_on));
        }
        Ok(Numbers {
            ranges,
            given: Given::new(),
        })
    }
}

/// Numbers that were taken and are to be given.
pub(super) struct Numbers {
    /// The next one, and the day before which none is issued: days never go back in a series.
    ranges: BTreeMap<Key, (i64, Date)>,
    pub given: Given,
}

impl Numbers {
    /// The next number for a document of a day; none if none was taken.
    pub fn next(
        &mut self,
        issuer: &Issuer,
        kind: DocumentKind,
        issued_on: Date,
    ) -> Option<Numbered> {
        let key = key(issuer, kind, issued_on);
        let (next, last_on) = self.ranges.get_mut(&key)?;
        let n = *next;
        *next += 1;
        // A clock that went back makes no earlier document.
        let issued_on = issued_on.max(*last_on);
        *self.given.entry(key.clone()).or_default() += 1;
        Some(Numbered {
            number: written(issuer.template(kind), issued_on, n),
            year: key.2,
            n,
            issued_on,
        })
    }
}

fn written(template: &Template, issued_on: Date, n: i64) -> String {
    template.format(issued_on.parts().0, n)
}

/// How sellers are found.
pub(super) fn of<'a>(issuers: &'a Issuers, seller: &SellerId) -> Result<&'a Issuer, StoreError> {
    issuers
        .get(seller)
        .ok_or_else(|| StoreError::unreadable("account.seller_id", "there is no such seller"))
}
