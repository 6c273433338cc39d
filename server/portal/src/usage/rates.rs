use billing::charge::Cause;
use billing::usage::{Rating, rate};
use model::time::{Date, Period};
use store::column::As;
use store::usage::{Month, Section};
use store::{StoreError, Tx};

use super::facts::{Facts, once};
use super::ingest::Shelf;

/// What months should be, for who recomputes them.
pub(crate) struct Rates {
    facts: Facts,
    shelf: Shelf,
}

impl Rates {
    /// Of some months of subscriptions.
    pub async fn load(tx: &mut Tx, ids: &[&str], rows: &[&Month]) -> Result<Self, StoreError> {
        let days = rows.iter().map(|row| row.month);
        let bounds = days.clone().min().zip(days.max());
        Self::between(tx, ids, bounds.unwrap_or((Date::FIRST, Date::FIRST))).await
    }

    /// Of a month of resources of subscriptions.
    pub async fn of(tx: &mut Tx, rows: &[Section], month: Period) -> Result<Self, StoreError> {
        let ids = rows.iter().map(|row| row.subscription_id.as_str());
        let ids = once(ids.collect());
        Self::between(tx, &ids, (month.from, month.from)).await
    }

    async fn between(tx: &mut Tx, ids: &[&str], days: (Date, Date)) -> Result<Self, StoreError> {
        let facts = Facts::load(tx, ids).await?;
        let shelf = Shelf::load(tx, ids, days, facts.reach()).await?;
        Ok(Self { facts, shelf })
    }

    /// The month of a resource: so far, or as it was charged.
    pub fn rating(&self, row: &Section, month: Period) -> Result<Rating, StoreError> {
        let unreadable = |error| StoreError::unreadable("usage_sample", error);
        let held = self.facts.held.get(&row.subscription_id);
        let held = held.ok_or_else(|| unreadable(Cause::Days))?;
        let meter = self.facts.meter(held, &row.resource);
        let of = (row.subscription_id.clone(), row.resource.clone());
        let samples = self.shelf.samples(&of, month.to);
        let until = match &row.last_day {
            Some(As(last)) if !row.charged => *last,
            _ => month.to,
        };
        rate(&meter, month, &samples, until).map_err(unreadable)
    }

    /// One of them.
    pub fn month(&self, row: &Month) -> Result<Option<Month>, StoreError> {
        let of = (&row.subscription_id, row.resource.as_str(), row.month);
        let month = self.shelf.month(&self.facts, of);
        month.map_err(|error| StoreError::unreadable("usage_sample", error))
    }
}
