use std::collections::{BTreeMap, BTreeSet, HashMap};

use billing::charge::Cause;
use billing::usage::{Sample, month_of};
use model::id::{AccountId, SubscriptionId};
use model::time::{Date, Instant};
use store::column::As;
use store::usage::{Made, Month, Reading as Kept, Sample as Row};
use store::{StoreError, Tx, usage};

use super::facts::{Facts, once};
use super::month::Counter;
use crate::zone::begin_of;

/// A reading that was checked: its subscription is there, its day has begun, its figures fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The resource.
    pub resource: String,
    /// The day, in the account's zone.
    pub day: Date,
    /// What was used, in base units.
    pub used: i64,
    /// The limit that was reported with it; −1: none.
    pub limit: Option<i64>,
    /// When it was taken; when it arrived if absent.
    pub taken_at: Option<Instant>,
}

impl Reading {
    /// Whether it says nothing new of its day. What does not say when it was taken was taken on
    /// arrival: it is one more only where the reading in force says otherwise.
    fn is_known(&self, day: &[Sample]) -> bool {
        let figures = |it: &Sample| (it.used, it.limit) == (self.used, self.limit);
        match self.taken_at {
            Some(at) => day.iter().any(|it| it.taken_at == at && figures(it)),
            None => {
                let last = day.iter().max_by_key(|it| (it.taken_at, it.n));
                last.is_some_and(figures)
            }
        }
    }
}

/// What a reading was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// The first of its day.
    New,
    /// Another one of a day that has one.
    Again,
    /// One that was there already.
    Known,
}

/// How many subscriptions are rated at once.
const CHUNK: usize = 500;

type Groups<'a> = BTreeMap<(&'a str, &'a str), Vec<usize>>;

/// Takes readings in and rates the months that they change, in one unit of work. What each of them
/// was is told in their order.
pub(crate) async fn ingest(
    tx: &mut Tx,
    (now, source): (Instant, &str),
    readings: &[Reading],
) -> Result<Vec<Came>, StoreError> {
    let mut came = vec![Came::Known; readings.len()];
    let mut groups = Groups::new();
    for (place, it) in readings.iter().enumerate() {
        let of = (it.subscription.as_str(), it.resource.as_str());
        groups.entry(of).or_default().push(place);
    }
    let ids: Vec<&str> = groups.keys().map(|(id, _)| *id).collect();
    let ids = once(ids);
    lock(tx, &ids).await?;
    for ids in ids.chunks(CHUNK) {
        let facts = Facts::load(tx, ids).await?;
        let days = days_of(&groups, readings, ids);
        let mut shelf = Shelf::load(tx, ids, days, facts.reach()).await?;
        shelf.charged = usage::made(tx, ids, month_of(days.0).from).await?;
        for id in ids {
            let own = groups
                .range((*id, "")..)
                .take_while(|((it, _), _)| it == id);
            for (_, places) in own {
                for place in places {
                    if let Some(reading) = readings.get(*place)
                        && let Some(it) = came.get_mut(*place)
                    {
                        *it = shelf.put(reading, (now, source));
                    }
                }
            }
        }
        shelf.keep(tx, &facts).await?;
    }
    Ok(came)
}

/// Rates the months of subscriptions anew that are not charged yet: their limits or prices are
/// others now.
pub(crate) async fn refresh(tx: &mut Tx, ids: &[&str]) -> Result<(), StoreError> {
    lock(tx, ids).await?;
    for ids in ids.chunks(CHUNK) {
        let facts = Facts::load(tx, ids).await?;
        let rows = usage::months(tx, ids, ALL).await?;
        let rows: Vec<Month> = rows
            .into_iter()
            .filter(|row| row.due_on.is_some())
            .collect();
        let days = rows.iter().map(|row| row.month);
        let Some((first, last)) = days.clone().min().zip(days.max()) else {
            continue;
        };
        let mut shelf = Shelf::load(tx, ids, (first, last), facts.reach()).await?;
        let of = |row: &Month| (row.subscription_id.clone(), row.resource.clone(), row.month);
        shelf.touched = rows.iter().map(of).collect();
        shelf.keep(tx, &facts).await?;
    }
    Ok(())
}

/// The same for all that hold a plan or an add-on, by its id, whose terms have changed.
pub(crate) async fn refresh_terms(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    let held = usage::holding(tx, &[id], &[id]).await?;
    let ids: Vec<&str> = held.iter().map(SubscriptionId::as_str).collect();
    refresh(tx, &ids).await
}

/// All months.
pub(crate) const ALL: (Date, Date) = (Date::FIRST, Date::LAST);

async fn lock(tx: &mut Tx, subscriptions: &[&str]) -> Result<(), StoreError> {
    let rows = usage::metered(tx, subscriptions).await?;
    let accounts: Vec<&str> = rows.iter().map(|row| row.account_id.as_str()).collect();
    store::import::account_locks(tx, &once(accounts)).await?;
    Ok(())
}

/// The first and the last day of the readings of some subscriptions.
fn days_of(groups: &Groups<'_>, readings: &[Reading], ids: &[&str]) -> (Date, Date) {
    let own = groups
        .iter()
        .filter(|((id, _), _)| ids.binary_search(id).is_ok());
    let places = own.flat_map(|(_, places)| places);
    let days = places.filter_map(|place| Some(readings.get(*place)?.day));
    let bounds = days.fold(None, |bounds: Option<(Date, Date)>, day| {
        Some(bounds.map_or((day, day), |(a, b)| (a.min(day), b.max(day))))
    });
    bounds.unwrap_or((Date::FIRST, Date::FIRST))
}

type Of = (SubscriptionId, String);

/// The readings of some subscriptions around some days, and what has come of them.
pub(super) struct Shelf {
    known: HashMap<Of, BTreeMap<Date, Vec<Sample>>>,
    pub rows: HashMap<(SubscriptionId, String, Date), Month>,
    fresh: Vec<Row>,
    touched: BTreeSet<(SubscriptionId, String, Date)>,
    /// What was charged before there was any reading.
    charged: Vec<Made>,
}

impl Shelf {
    pub async fn load(
        tx: &mut Tx,
        ids: &[&str],
        (first, last): (Date, Date),
        reach: i32,
    ) -> Result<Self, StoreError> {
        let (from, to) = (
            month_of(first).from,
            super::month::next_first(month_of(last).to),
        );
        let mut known: HashMap<Of, BTreeMap<Date, Vec<Sample>>> = HashMap::new();
        for row in usage::readings(tx, ids, (from.plus_days(-reach), to)).await? {
            let mut days: BTreeMap<Date, Vec<Sample>> = BTreeMap::new();
            for it in row.unpacked()? {
                days.entry(it.day).or_default().push(sample(&it));
            }
            known.insert((row.subscription_id, row.resource), days);
        }
        let rows = usage::months(tx, ids, (from, to)).await?;
        let of = |row: &Month| (row.subscription_id.clone(), row.resource.clone(), row.month);
        Ok(Self {
            known,
            rows: rows.into_iter().map(|row| (of(&row), row)).collect(),
            fresh: Vec::new(),
            touched: BTreeSet::new(),
            charged: Vec::new(),
        })
    }

    fn put(&mut self, reading: &Reading, (now, source): (Instant, &str)) -> Came {
        let of = (reading.subscription.clone(), reading.resource.clone());
        let days = self.known.entry(of).or_default();
        let day = days.entry(reading.day).or_default();
        if reading.is_known(day) {
            return Came::Known;
        }
        let first = day.is_empty();
        let it = Sample {
            day: reading.day,
            used: reading.used,
            limit: reading.limit,
            taken_at: reading.taken_at.unwrap_or(now),
            n: i64::try_from(day.len()).unwrap_or(i64::MAX),
        };
        day.push(it);
        let row = Row {
            subscription_id: reading.subscription.clone(),
            resource: reading.resource.clone(),
            day: it.day,
            n: it.n,
            used: it.used,
            own_limit: it.limit,
            source: source.to_owned(),
            taken_at: it.taken_at.0,
            received_at: now.0,
        };
        let month = month_of(reading.day);
        let (id, resource) = (row.subscription_id.clone(), row.resource.clone());
        let next = (id.clone(), resource.clone(), month.to);
        self.touched.insert((id, resource, month.from));
        // The last values of a month reach into the next one.
        if self.rows.contains_key(&next) {
            self.touched.insert(next);
        }
        self.fresh.push(row);
        if first { Came::New } else { Came::Again }
    }

    /// Writes what has come, and the months that it has changed.
    async fn keep(self, tx: &mut Tx, facts: &Facts) -> Result<(), StoreError> {
        usage::add_samples(tx, &self.fresh).await?;
        let mut months = Vec::with_capacity(self.touched.len());
        for (id, resource, from) in &self.touched {
            let row = self.month(facts, (id, resource, *from));
            months.extend(row.map_err(|error| StoreError::unreadable("usage_sample", error))?);
        }
        for row in &mut months {
            self.as_before(row);
        }
        usage::keep_months(tx, &months).await?;
        let accounts: Vec<&str> = months.iter().map(|row| row.account_id.as_str()).collect();
        if let Some(first) = months.iter().map(|row| row.month).min() {
            usage::sum_up(tx, &once(accounts), first).await?;
        }
        usage::wake(tx, &woken(facts, &months)).await
    }

    /// A month of which nothing has come is looked at when it was to be; a new one may be charged.
    fn as_before(&self, row: &mut Month) {
        let of = (row.subscription_id.clone(), row.resource.clone(), row.month);
        match self.rows.get(&of) {
            Some(before) if self.fresh.is_empty() => row.due_on.clone_from(&before.due_on),
            Some(_) => {}
            None => {
                let same = |it: &&Made| {
                    let it = (&it.subscription_id, &it.resource, it.month);
                    it == (&of.0, &of.1, of.2)
                };
                let made = self.charged.iter().filter(same);
                row.invoiced_minor = made.map(|it| it.net_minor).sum();
            }
        }
    }

    /// A month as it is now.
    pub fn month(
        &self,
        facts: &Facts,
        (id, resource, from): (&SubscriptionId, &str, Date),
    ) -> Result<Option<Month>, Cause> {
        let Some(held) = facts.held.get(id) else {
            return Ok(None);
        };
        let Some(register) = facts.registers.get(&held.row.account_id) else {
            return Ok(None);
        };
        let counter = Counter {
            meter: facts.meter(held, resource),
            held: &held.row,
            register,
        };
        let of = (id.clone(), resource.to_owned(), from);
        let samples = self.samples(&(id.clone(), resource.to_owned()), month_of(from).to);
        counter
            .rated(month_of(from), &samples, self.rows.get(&of))
            .map(Some)
    }

    /// The readings before a day.
    pub fn samples(&self, of: &Of, to: Date) -> Vec<Sample> {
        let days = self.known.get(of).into_iter().flatten();
        let days = days.take_while(|(day, _)| **day < to);
        days.flat_map(|(_, rows)| rows).copied().collect()
    }
}

/// A reading as it is rated.
pub(crate) const fn sample(row: &Kept) -> Sample {
    Sample {
        day: row.day,
        used: row.used,
        limit: row.own_limit,
        taken_at: Instant(row.taken_at),
        n: row.n,
    }
}

/// When the run is to look at accounts, where it would do so later.
fn woken(facts: &Facts, months: &[Month]) -> Vec<(AccountId, Date, Instant)> {
    let mut first: BTreeMap<&AccountId, Date> = BTreeMap::new();
    for row in months {
        if let Some(As(due)) = &row.due_on {
            let day = first.entry(&row.account_id).or_insert(*due);
            *day = (*day).min(*due);
        }
    }
    let woken = first.into_iter().filter_map(|(account, day)| {
        let register = facts.registers.get(account)?;
        let sooner = register.next_on.as_ref().is_none_or(|As(next)| *next > day);
        sooner.then(|| (account.clone(), day, begin_of(&register.time_zone, day)))
    });
    woken.collect()
}
