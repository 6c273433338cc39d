//! Numbers of imported documents: each is there once, and one that fits its template moves the
//! counter of its series.

use std::collections::{BTreeMap, HashMap, HashSet};

use billing::number::{DocumentKind, Template};
use model::id::SellerId;
use model::time::Date;
use store::booking::{Series, keep_series, series};
use store::import::{self, SellerFacts};
use store::{StoreError, Tx};

use super::books::Books;
use super::job::Flaws;

/// Templates, counters, and the numbers that are taken.
pub(super) struct Numbers {
    templates: HashMap<String, (Template, Template)>,
    series: BTreeMap<(String, &'static str, i64), Series>,
    moved: bool,
    taken: HashSet<(String, String)>,
}

/// A document that wants its number.
pub(super) struct Wanted<'a> {
    pub seller: &'a str,
    pub kind: DocumentKind,
    pub number: &'a str,
    pub issued_on: Date,
}

impl Numbers {
    pub(super) async fn find(
        tx: &mut Tx,
        books: &Books,
        sellers: &HashMap<String, SellerFacts>,
    ) -> Result<Self, StoreError> {
        let mut templates = HashMap::new();
        for seller in sellers.values() {
            let parse = |text: &str| {
                Template::parse(text)
                    .map_err(|error| StoreError::unreadable("seller.invoice_template", error))
            };
            let pair = (
                parse(&seller.invoice_template)?,
                parse(&seller.credit_note_template)?,
            );
            templates.insert(seller.id.clone(), pair);
        }
        let invoices = books.invoices.iter().map(|line| line.row.number.as_str());
        let notes = books.credit_notes.iter();
        let notes = notes.map(|line| line.row.number.as_str());
        let names: Vec<&str> = invoices.chain(notes).collect();
        let taken = import::numbers(tx, &names).await?;
        let known = series(tx).await?;
        let keyed = known.into_iter().map(|it| {
            let key = (it.seller_id.to_string(), kind(&it.kind), it.year);
            (key, it)
        });
        Ok(Self {
            templates,
            series: keyed.collect(),
            moved: false,
            taken: taken.into_iter().collect(),
        })
    }

    /// The year and place of a number in its series, if it fits; flaws if it cannot be given.
    pub(super) fn place(&self, flaws: &mut Flaws<'_>, wanted: &Wanted<'_>) -> Option<(i64, i64)> {
        if wanted.number.trim().is_empty() {
            flaws.add("number", "is empty");
        }
        let key = (wanted.seller.to_owned(), wanted.number.to_owned());
        if self.taken.contains(&key) {
            flaws.add("number", "is taken by another document");
        }
        let (template, seller) = self.template(wanted)?;
        let n = template.place(wanted.number, wanted.issued_on)?;
        let series = template.series(&seller, wanted.kind, wanted.issued_on);
        let year = series.year.map_or(0, i64::from);
        let key = (wanted.seller.to_owned(), wanted.kind.as_str(), year);
        if let Some(series) = self.series.get(&key)
            && series.own
            && n > series.last_n
        {
            let last = series.last_n;
            flaws.add(
                "number",
                format!("is above the last one given here ({last})"),
            );
        }
        Some((year, n))
    }

    fn template(&self, wanted: &Wanted<'_>) -> Option<(&Template, SellerId)> {
        let (invoice, note) = self.templates.get(wanted.seller)?;
        let seller = wanted.seller.parse().ok()?;
        Some(match wanted.kind {
            DocumentKind::Invoice => (invoice, seller),
            DocumentKind::CreditNote | DocumentKind::Receipt => (note, seller),
        })
    }

    /// Takes a number; false if it has been taken in this file.
    pub(super) fn take(&mut self, wanted: &Wanted<'_>) -> bool {
        let key = (wanted.seller.to_owned(), wanted.number.to_owned());
        self.taken.insert(key)
    }

    /// Moves the counter of a series: the document was written.
    pub(super) fn written(
        &mut self,
        seller: &SellerId,
        kind: DocumentKind,
        place: Option<(i64, i64)>,
    ) {
        let Some((year, n)) = place else { return };
        let key = (seller.to_string(), kind.as_str(), year);
        let series = self.series.entry(key).or_insert_with(|| Series {
            seller_id: seller.clone(),
            kind: kind.as_str().to_owned(),
            year,
            last_n: 0,
            own: false,
        });
        if n > series.last_n {
            series.last_n = n;
            self.moved = true;
        }
    }

    pub(super) async fn keep(self, tx: &mut Tx) -> Result<(), StoreError> {
        if !self.moved {
            return Ok(());
        }
        let series: Vec<Series> = self.series.into_values().collect();
        keep_series(tx, &series).await
    }
}

fn kind(text: &str) -> &'static str {
    [
        DocumentKind::Invoice,
        DocumentKind::CreditNote,
        DocumentKind::Receipt,
    ]
    .into_iter()
    .map(DocumentKind::as_str)
    .find(|kind| *kind == text)
    .unwrap_or_default()
}
