use std::collections::{BTreeMap, HashMap};

use billing::charge::{Cause, Charge};
use billing::draft::Bill;
use billing::period::{Doing, usage_planned};
use billing::usage::{Made, TRAFFIC, lines, month_of, rate};
use model::id::{AccountId, BillingAccountId, SubscriptionId};
use model::time::{Date, Period};
use store::column::As;
use store::usage::{Made as MadeRow, Month};
use store::{StoreError, Tx, usage};

use super::bills::{Usage, Wanted, usage_of};
use super::charged::Charged;
use super::facts::{Facts, Held, once};
use super::ingest::Shelf;
use super::month::{Counter, next_first};

/// A month of a resource of a subscription.
type Key = (SubscriptionId, String, Date);

fn key(row: &Month) -> Key {
    (row.subscription_id.clone(), row.resource.clone(), row.month)
}

/// What decides what months cost.
pub(super) struct Looked<'a> {
    pub whose: BTreeMap<&'a AccountId, &'a Wanted<'a>>,
    pub facts: Facts,
    pub shelf: Shelf,
}

/// What is to be charged, and what is to be written of it.
#[derive(Default)]
pub(super) struct Found {
    pub usage: BTreeMap<AccountId, Usage>,
    pub kept: Kept,
}

impl Found {
    /// Adds what was found of other subscriptions; bills keep the order of days and subscriptions.
    pub fn add(&mut self, other: Self) {
        for (account, usage) in other.usage {
            let own = self.usage.entry(account).or_default();
            own.bills.extend(usage.bills);
            let place = |bill: &Bill| (bill.planned.issue_on, bill.subscription.clone());
            own.bills.sort_by_cached_key(place);
            own.backs.extend(usage.backs);
            own.backs.sort_by_key(|(day, _)| *day);
            own.parked.extend(usage.parked);
        }
        self.kept.months.extend(other.kept.months);
        self.kept.made.extend(other.kept.made);
    }
}

/// Months and what was charged of them, as they are afterwards.
#[derive(Default)]
pub(super) struct Kept {
    months: BTreeMap<Key, Month>,
    made: BTreeMap<(Key, String), MadeRow>,
}

impl Kept {
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        let months: Vec<Month> = self.months.into_values().collect();
        let made: Vec<MadeRow> = self.made.into_values().collect();
        usage::keep_months(tx, &months).await?;
        usage::keep_made(tx, &made).await?;
        let accounts = months.iter().map(|row| row.account_id.as_str()).collect();
        if let Some(first) = months.iter().map(|row| row.month).min() {
            usage::sum_up(tx, &once(accounts), first).await?;
        }
        Ok(())
    }
}

/// Months on their way to be charged, planned day by planned day, so that it does not matter how
/// the days are cut.
pub(super) struct Round<'a> {
    looked: Looked<'a>,
    made: HashMap<Key, Vec<MadeRow>>,
    charged: Charged,
    payers: HashMap<String, Vec<BillingAccountId>>,
    /// By the day on which they are charged.
    queue: BTreeMap<(Date, SubscriptionId), Vec<Month>>,
    found: Found,
}

/// A month with the lines that bring what was charged of it to what it costs.
struct Rated {
    row: Month,
    charges: Vec<Charge>,
}

impl Rated {
    fn net(&self) -> i64 {
        self.charges.iter().map(|it| it.worth.amount.minor).sum()
    }
}

impl<'a> Round<'a> {
    pub fn new(looked: Looked<'a>) -> Self {
        Self {
            looked,
            made: HashMap::new(),
            charged: Charged::default(),
            payers: HashMap::new(),
            queue: BTreeMap::new(),
            found: Found::default(),
        }
    }

    /// Takes in what was charged before.
    pub fn made(&mut self, rows: Vec<MadeRow>) {
        for row in rows {
            let of = (row.subscription_id.clone(), row.resource.clone(), row.month);
            self.made.entry(of).or_default().push(row);
        }
    }

    /// Takes in the lines that charged it.
    pub fn charged_on(&mut self, charged: Charged) {
        self.charged = charged;
    }

    /// Takes in the next one who pays for a subscription.
    pub fn payer(&mut self, id: String, payer: BillingAccountId) {
        self.payers.entry(id).or_default().push(payer);
    }

    /// Charges months, and those that come of them.
    pub fn charged(mut self, rows: Vec<Month>) -> Found {
        for row in rows {
            self.later(row);
        }
        while let Some(((day, id), rows)) = self.queue.pop_first() {
            self.day(day, &id, rows);
        }
        self.found
    }

    /// A month whose day comes within the days that are done waits for it, every other is kept.
    fn later(&mut self, row: Month) {
        let until = self.looked.whose.get(&row.account_id).map(|it| it.until);
        let day = row.due_on.as_ref().map(|As(day)| *day);
        match day.filter(|day| Some(*day) <= until) {
            Some(day) => {
                let of = (day, row.subscription_id.clone());
                self.queue.entry(of).or_default().push(row);
            }
            None => {
                self.found.kept.months.insert(key(&row), row);
            }
        }
    }

    /// The months of a subscription on one planned day. Where they come to less than nothing, what
    /// goes back is taken off the lines that charged it.
    fn day(&mut self, day: Date, id: &SubscriptionId, rows: Vec<Month>) {
        let mut rated = Vec::with_capacity(rows.len());
        for row in rows {
            match self.rated(&row) {
                Ok(it) => rated.push(it),
                Err(cause) => self.park(&row.account_id, (id, &cause.to_string(), day)),
            }
        }
        let below = rated.iter().map(Rated::net).sum::<i64>() < 0;
        let mut charges = Vec::new();
        let mut account = None;
        for it in rated {
            account = Some(it.row.account_id.clone());
            match self.made_of(it, below) {
                Ok((it, backs)) => {
                    let usage = self
                        .found
                        .usage
                        .entry(it.row.account_id.clone())
                        .or_default();
                    usage
                        .backs
                        .extend(backs.iter().map(|back| (day, back.clone())));
                    charges.extend(it.charges.iter().cloned());
                    self.keep(it, &backs, day);
                }
                Err(row) => self.wait(*row, day),
            }
        }
        if let Some(account) = account.filter(|_| !charges.is_empty()) {
            self.bill(&account, (day, id), charges);
        }
    }

    /// Parts what is charged of a month from what goes back of it. A month that gives back what no
    /// line holds waits.
    fn made_of(&mut self, mut it: Rated, below: bool) -> Result<(Rated, Vec<Charge>), Box<Month>> {
        if !below {
            return Ok((it, Vec::new()));
        }
        let charges = std::mem::take(&mut it.charges);
        let less = |charge: &Charge| charge.worth.amount.minor < 0;
        let (less, more): (Vec<Charge>, Vec<Charge>) = charges.into_iter().partition(less);
        match self.charged.back(&less) {
            Ok(Some(backs)) => {
                it.charges = more;
                Ok((it, backs))
            }
            Ok(None) | Err(_) => Err(Box::new(it.row)),
        }
    }

    fn bill(&mut self, account: &AccountId, of: (Date, &SubscriptionId), charges: Vec<Charge>) {
        let ((day, id), looked) = (of, &self.looked);
        let (Some(whose), Some(held)) = (looked.whose.get(account), looked.facts.held.get(id))
        else {
            return;
        };
        let month = Period {
            from: day.plus_months(-1, 1),
            to: day,
        };
        let bill = Bill {
            planned: usage_planned(&whose.house.policy, month),
            doing: Doing::Run,
            subscription: Some(id.clone()),
            payers: self.payers.get(id.as_str()).cloned().unwrap_or_default(),
            credit_first: held.row.credit_first.unwrap_or(whose.customer.credit_first),
            charges,
        };
        let usage = self.found.usage.entry(account.clone()).or_default();
        usage.bills.push(bill);
    }

    fn park(&mut self, account: &AccountId, (id, cause, day): (&SubscriptionId, &str, Date)) {
        let usage = self.found.usage.entry(account.clone()).or_default();
        let parked = (usage_of(id), cause.to_owned(), day);
        usage.parked.push(parked);
    }

    fn rated(&self, row: &Month) -> Result<Rated, Cause> {
        let month = month_of(row.month);
        let (id, resource, _) = key(row);
        let counter = self.looked.counter(row).ok_or(Cause::Days)?;
        let whose = self.looked.whose.get(&row.account_id).ok_or(Cause::Days)?;
        let samples = self.looked.shelf.samples(&(id, resource), month.to);
        let rating = rate(&counter.meter, month, &samples, month.to)?;
        let made = self.made.get(&key(row)).into_iter().flatten();
        let made: Vec<Made> = made.map(known).collect();
        let last = month.to.plus_days(-1);
        let tax = whose.house.treatment(whose.customer, last);
        let of = (&row.subscription_id, row.resource.as_str());
        Ok(Rated {
            row: counter.row(&rating, rating.charge, Some(row))?,
            charges: lines(&rating, of, &made, row.charged, tax),
        })
    }

    /// A month is charged; its last values reach into the next one.
    fn keep(&mut self, it: Rated, backs: &[Charge], day: Date) {
        let Rated { mut row, charges } = it;
        let off = backs
            .iter()
            .map(|it| (it.item.clone(), -it.worth.amount.minor));
        let more = charges
            .into_iter()
            .map(|it| (it.item, it.worth.amount.minor));
        for (item, net) in more.chain(off) {
            row.invoiced_minor = row.invoiced_minor.saturating_add(net);
            self.note(&row, (item, net));
        }
        let carried = self.looked.carried(&row, day);
        self.found.kept.months.insert(key(&row), row);
        if let Some(mut next) = carried
            && !self.looked.shelf.rows.contains_key(&key(&next))
            && !self.found.kept.months.contains_key(&key(&next))
        {
            let made = self.made.get(&key(&next)).into_iter().flatten();
            next.invoiced_minor = made.map(|it| it.net_minor).sum();
            self.later(next);
        }
    }

    /// Notes a line with those that were made before of the same month at the same price.
    fn note(&mut self, row: &Month, (item, net): (String, i64)) {
        let of = key(row);
        let made = self.made.entry(of.clone()).or_default();
        let before = made.iter_mut().find(|it| it.item == item);
        let now = match before {
            Some(it) => {
                it.count += 1;
                it.net_minor = it.net_minor.saturating_add(net);
                it.clone()
            }
            None => {
                let first = MadeRow {
                    subscription_id: row.subscription_id.clone(),
                    resource: row.resource.clone(),
                    month: row.month,
                    item,
                    count: 1,
                    net_minor: net,
                };
                made.push(first.clone());
                first
            }
        };
        self.found.kept.made.insert((of, now.item.clone()), now);
    }

    /// Looked at again with the charges of the next month, which may be worth more. Of a
    /// subscription that has ended none may come: the provider is told.
    fn wait(&mut self, mut row: Month, day: Date) {
        let ended = self.looked.held(&row).and_then(|held| {
            let As(last) = held.row.ends_on.as_ref()?;
            Some(*last < day)
        });
        if ended == Some(true) {
            let cause = "no invoice holds what goes back: the provider credits it";
            let (account, id) = (row.account_id.clone(), row.subscription_id.clone());
            self.park(&account, (&id, cause, day));
        }
        row.due_on = Some(As(next_first(day)));
        self.later(row);
    }
}

fn known(row: &MadeRow) -> Made {
    Made {
        item: row.item.clone(),
        net: row.net_minor,
        count: u32::try_from(row.count).unwrap_or(u32::MAX),
    }
}

impl Looked<'_> {
    fn held(&self, row: &Month) -> Option<&Held> {
        self.facts.held.get(&row.subscription_id)
    }

    fn counter<'b>(&'b self, row: &'b Month) -> Option<Counter<'b>> {
        let held = self.held(row)?;
        Some(Counter {
            meter: self.facts.meter(held, &row.resource),
            held: &held.row,
            register: self.facts.registers.get(&row.account_id)?,
        })
    }

    /// The month after one that is charged on a day, where the last value reaches into it.
    fn carried(&self, row: &Month, day: Date) -> Option<Month> {
        let month = month_of(month_of(row.month).to);
        let meter = self.counter(row)?.meter;
        let As(last) = row.last_day.as_ref()?;
        let gap = i32::try_from(meter.gap).unwrap_or(i32::MAX);
        let reaches = last.plus_days(gap) >= month.from;
        let ended = meter.ends_on.is_some_and(|end| end < month.from);
        let carried = reaches && !ended && meter.resource != TRAFFIC;
        carried.then(|| Month {
            month: month.from,
            total: 0,
            over_limit: 0,
            last_day: None,
            charge_minor: 0,
            forecast_minor: 0,
            invoiced_minor: 0,
            // Where it is over already, it comes late as well.
            charged: month.to < day,
            due_on: Some(As(month.to.max(day))),
            ..row.clone()
        })
    }
}
