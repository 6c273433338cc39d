use billing::charge::{Customer, Refusal, Scheduled, Subscription};
use billing::draft::{Bill, Document, Draft};
use billing::run::{Account, Moved, Notice, Today, due, periods};
use model::id::SubscriptionId;
use model::time::{Date, Period};

use super::issuer::Issuer;
use super::subscription::Held;
use crate::usage::usage_of;

/// The days of an account: which are to be done, and on which they are really done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The first planned day.
    pub from: Date,
    /// The last planned day.
    pub until: Date,
    /// Today in the account's zone.
    pub account: Date,
    /// Today in the seller's zone.
    pub seller: Date,
}

impl Span {
    /// The real days of a planned day. Only a rehearsal goes beyond today.
    pub fn on(self, planned: Date) -> Today {
        let ahead = planned.since(self.account).max(0);
        Today {
            planned,
            account: self.account.plus_days(ahead),
            seller: self.seller.plus_days(ahead),
        }
    }
}

/// What is to be billed of an account.
pub(super) struct Books<'a> {
    pub issuer: &'a Issuer,
    pub customer: &'a Customer,
    pub held: &'a [Held],
    pub usage: &'a [Bill],
}

/// What the days of an account come to, before anything is numbered or booked.
#[derive(Default)]
pub(super) struct Brought {
    /// The documents with the planned days on which they are made, in order.
    pub drafts: Vec<(Date, Draft)>,
    /// The subscriptions that were looked at, as they are afterwards.
    pub after: Vec<After>,
    /// Those that were set aside, why, and the day on which they were to be billed.
    pub parked: Vec<(String, String, Date)>,
    /// The codes of coupons that were redeemed, one for each subscription.
    pub redeemed: Vec<String>,
    /// The coupons that could not be: subscription and why.
    pub refused: Vec<(SubscriptionId, Refusal)>,
}

/// A subscription at the end of its days.
pub(super) struct After {
    pub facts: Subscription,
    /// The periods that were billed, those without a line included.
    pub billed: Vec<Period>,
    /// The scheduled change that has come.
    pub switched: Option<Scheduled>,
    /// The last day, if it has ended.
    pub ended: Option<Date>,
    /// The first later day on which there may be something to do with it.
    pub next: Option<Date>,
}

/// Takes an account through its days, one by one, leaving out those on which there is nothing.
pub(super) fn bring(books: &Books<'_>, span: Span) -> Brought {
    let mut brought = Brought::default();
    for held in books.held {
        match taken(books, held, span) {
            Ok(facts) => brought.after.push(After {
                facts,
                billed: Vec::new(),
                switched: None,
                ended: None,
                next: None,
            }),
            Err(cause) => brought.park(&held.row.id, cause, span.from),
        }
    }
    let mut usage = books.usage.to_vec();
    let mut day = span.from;
    while let Some(next) = brought.one_day(books, &usage, span.on(day)) {
        usage.retain(|bill| bill.planned.issue_on > day);
        if next > span.until || next <= day {
            break;
        }
        day = next;
    }
    brought.roll(books.customer, span.until);
    brought
}

/// The facts of a subscription that can be taken through all of its days: what would be too much
/// for one run is not begun.
fn taken(books: &Books<'_>, held: &Held, span: Span) -> Result<Subscription, String> {
    let facts = held.facts.clone()?;
    if span.from < span.until {
        let whole = periods(&books.issuer.house, books.customer, &facts, span.until);
        whole.map_err(|cause| cause.to_string())?;
    }
    Ok(facts)
}

impl Brought {
    fn park(&mut self, subscription: &str, cause: String, day: Date) {
        self.parked.push((subscription.to_owned(), cause, day));
    }

    /// Sets aside what would be given back: a correction of usage that comes to less than nothing.
    /// Its subscriptions go on.
    fn owed(&mut self, draft: &Draft, planned: Date) {
        let first = draft.sums.lines.first();
        let whose = first.and_then(|line| line.charge.subscription.as_ref());
        let subject = whose.map_or_else(String::new, usage_of);
        let cause = "it comes to less than nothing: the provider credits it".to_owned();
        self.park(&subject, cause, planned);
    }

    /// Does one day; the next on which there may be something to do.
    fn one_day(&mut self, books: &Books<'_>, usage: &[Bill], today: Today) -> Option<Date> {
        let facts: Vec<Subscription> = self.after.iter().map(|it| it.facts.clone()).collect();
        let account = Account {
            house: &books.issuer.house,
            customer: books.customer,
            subscriptions: &facts,
            usage,
        };
        let outcome = due(account, today);
        let planned = today.planned;
        for draft in outcome.drafts {
            match draft.document() {
                Document::Invoice => self.drafts.push((planned, draft)),
                Document::CreditNote => self.owed(&draft, planned),
            }
        }
        for (id, next) in outcome.ahead {
            if let Some(it) = self.find(&id) {
                it.next = next;
            }
        }
        for (id, moved) in outcome.moved {
            if let Some(it) = self.find(&id) {
                let redeemed = moved.redeemed(&it.facts).map(str::to_owned);
                it.moved(&moved);
                self.redeem(redeemed);
            }
        }
        self.refused
            .extend(outcome.notices.into_iter().filter_map(|it| match it {
                Notice::Coupon(subscription, refusal) => Some((subscription, refusal)),
                Notice::Price(..) => None,
            }));
        for poison in outcome.parked {
            self.after.retain(|it| it.facts.id != poison.subscription);
            let cause = poison.cause.to_string();
            self.park(poison.subscription.as_str(), cause, planned);
        }
        outcome.next
    }

    /// Lets the others of the account know that a coupon is redeemed.
    fn redeem(&mut self, code: Option<String>) {
        let Some(code) = code else { return };
        let coupons = self
            .after
            .iter_mut()
            .filter_map(|it| it.facts.coupon.as_mut());
        coupons.for_each(|coupon| coupon.count(&code, true));
        self.redeemed.push(code);
    }

    fn find(&mut self, id: &SubscriptionId) -> Option<&mut After> {
        self.after.iter_mut().find(|it| it.facts.id == *id)
    }

    /// Sees to it that each is looked at when its next period begins.
    fn roll(&mut self, customer: &Customer, until: Date) {
        for it in &mut self.after {
            let (next, goes_on) = it.renewal(customer, until);
            if goes_on {
                it.next = it.next.into_iter().chain([next]).min();
            }
        }
    }
}

impl After {
    fn moved(&mut self, moved: &Moved) {
        moved.apply(&mut self.facts);
        self.billed.extend(&moved.billed);
        self.switched = moved.switched.clone().or_else(|| self.switched.take());
        self.ended = moved.ended.map(|(_, last)| last).or(self.ended);
    }

    /// When the next period begins after a day, or would but for the end, and whether it does.
    pub fn renewal(&self, customer: &Customer, day: Date) -> (Date, bool) {
        let grid = self.facts.grid(customer);
        let last = self.facts.last_day(&grid);
        let next = grid.renewal_after(last.map_or(day, |last| last.min(day)));
        let over = self.facts.status.ended() || last.is_some_and(|last| last < next);
        (next, !over)
    }
}
