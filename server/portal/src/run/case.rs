use std::collections::HashMap;

use billing::charge::Customer;
use model::id::{AccountId, SubscriptionId};
use model::invoice::Party;
use model::time::Date;
use store::run::{Account, Due};
use store::{StoreError, Tx};

use super::coupon;
use super::customer::customer;
use super::days::{Books, Brought, Span, bring};
use super::debts::debts;
use super::issuer::{Issuer, Issuers};
use super::number::of;
use super::open::Open;
use super::report::Turn;
use super::subscription::{Held, held};
use crate::usage::{self, Usage};
use crate::zone::date_in;

/// An account that is run: what is known of it, and what its days come to.
pub(super) struct Case<'a> {
    pub id: AccountId,
    pub issuer: &'a Issuer,
    pub row: Account,
    pub customer: Customer,
    pub party: Party,
    pub done_on: Date,
    /// The last day on which it was written to about what it owes.
    pub told_on: Option<Date>,
    /// None where the clock is behind the days that are done.
    pub span: Option<Span>,
    pub held: Vec<Held>,
    pub usage: Usage,
    pub open: Vec<Open>,
    /// What of it was set aside before.
    pub parked: Vec<String>,
    pub brought: Brought,
}

/// Opens locked accounts and takes them through their days; nothing is written yet.
pub(super) async fn cases<'a>(
    tx: &mut Tx,
    ids: &[&str],
    issuers: &'a Issuers,
    turn: Turn,
) -> Result<Vec<Case<'a>>, StoreError> {
    // What was read when they were claimed may have changed until they were locked.
    let cursors = store::run::reread(tx, ids).await?;
    let mut rows: HashMap<AccountId, Account> = store::run::accounts(tx, ids)
        .await?
        .into_iter()
        .map(|row| (row.id.clone(), row))
        .collect();
    let mut cases = Vec::with_capacity(cursors.len());
    for due in cursors {
        if let Some(row) = rows.remove(&due.account_id) {
            cases.push(case(due, row, issuers, turn)?);
        }
    }
    let last = cases.iter().filter_map(|case| case.span).map(|it| it.until);
    if let Some(last) = last.max() {
        fill(tx, ids, &mut cases, last).await?;
    }
    Ok(cases)
}

fn case<'a>(
    due: Due,
    row: Account,
    issuers: &'a Issuers,
    turn: Turn,
) -> Result<Case<'a>, StoreError> {
    let issuer = of(issuers, &row.seller_id)?;
    let today = date_in(&row.time_zone, turn.now);
    let (customer, party) = customer(&row, today)?;
    let until = turn.last_day(today);
    let span = (until >= due.done_on).then(|| Span {
        from: due.done_on.plus_days(1).min(until),
        until,
        account: today,
        seller: date_in(&issuer.time_zone, turn.now),
    });
    Ok(Case {
        id: due.account_id,
        issuer,
        row,
        customer,
        party,
        done_on: due.done_on,
        told_on: due.told_on.map(|day| day.0),
        span,
        held: Vec::new(),
        usage: Usage::default(),
        open: Vec::new(),
        parked: Vec::new(),
        brought: Brought::default(),
    })
}

/// Reads what there may be something to do with up to the last day of any of them, and does it.
async fn fill(
    tx: &mut Tx,
    ids: &[&str],
    cases: &mut [Case<'_>],
    last: Date,
) -> Result<(), StoreError> {
    let Some(catalogue) = cases.first().map(|case| &case.issuer.house.catalogue) else {
        return Ok(());
    };
    let rows = store::run::subscriptions(tx, ids, last).await?;
    let mut rows = held(tx, rows, catalogue).await?;
    coupon::count(tx, &mut rows, catalogue, true).await?;
    store::run::adopt(tx, ids).await?;
    let mut open = debts(tx, ids, last).await?;
    let mut parked: HashMap<String, Vec<String>> = HashMap::new();
    for (account, subject, released) in store::run::parked(tx, ids).await? {
        let own = rows.get_mut(&account).filter(|_| released);
        let own = own.into_iter().flatten();
        own.for_each(|held| held.release(&subject));
        parked.entry(account).or_default().push(subject);
    }
    for case in &mut *cases {
        case.held = rows.remove(case.id.as_str()).unwrap_or_default();
        if let Some(span) = case.span {
            let debts = open.remove(&case.id).unwrap_or_default();
            case.open = debts.opened(&case.row.time_zone, span.account);
        }
        case.parked = parked.remove(case.id.as_str()).unwrap_or_default();
    }
    let mut usage = usage::charge(tx, &wanted(cases)).await?;
    let mut redeemed: Vec<String> = Vec::new();
    for case in cases {
        case.usage = usage.remove(&case.id).unwrap_or_default();
        for held in &mut case.held {
            redeemed.iter().for_each(|code| held.count(code));
        }
        case.brought = case.bring();
        redeemed.extend_from_slice(&case.brought.redeemed);
    }
    Ok(())
}

fn wanted<'a>(cases: &'a [Case<'_>]) -> Vec<usage::Wanted<'a>> {
    let wanted = cases.iter().filter_map(|case| {
        Some(usage::Wanted {
            account: &case.id,
            house: &case.issuer.house,
            customer: &case.customer,
            subscriptions: case.held.iter().flat_map(|it| &it.facts).collect(),
            until: case.span?.until,
        })
    });
    wanted.collect()
}

impl Case<'_> {
    /// Whether a subscription ends with these days.
    pub fn ends(&self, id: &SubscriptionId) -> bool {
        let mut after = self.brought.after.iter();
        after.any(|it| it.facts.id == *id && it.ended.is_some())
    }

    /// The day on which a document of a planned day is really issued.
    pub fn issues_on(&self, planned: Date) -> Date {
        self.span.map_or(planned, |span| span.on(planned).seller)
    }

    fn bring(&self) -> Brought {
        let books = Books {
            issuer: self.issuer,
            customer: &self.customer,
            held: &self.held,
            usage: &self.usage.bills,
        };
        let span = self.span;
        let mut brought = span.map_or_else(Brought::default, |span| bring(&books, span));
        brought.parked.extend(self.usage.parked.iter().cloned());
        brought
    }
}
