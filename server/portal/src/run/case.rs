use std::collections::HashMap;

use billing::charge::Customer;
use model::id::{AccountId, PaymentId, SubscriptionId};
use model::invoice::Party;
use model::time::Date;
use store::payment::End;
use store::run::{Account, CHARGE_OF, Due, TOP_UP_OF};
use store::{StoreError, Tx};

use super::cashier::{Cashier, cashiers};
use super::coupon;
use super::customer::customer;
use super::days::{Books, Brought, Span, bring};
use super::debts::debts;
use super::issuer::{Issuer, Issuers};
use super::number::of;
use super::open::{Open, Waits};
use super::report::Turn;
use super::subscription::{Held, held};
use crate::checkout::Gateways;
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
    /// The charges among that, by invoice.
    pub charges: HashMap<String, Waits>,
    /// The automatic top-up, if it is among that.
    pub top_up: Option<Waits>,
    /// Who can be charged; nobody is without.
    pub cashier: Option<Cashier<'a>>,
    pub brought: Brought,
}

/// Opens locked accounts and takes them through their days; nothing is written yet.
pub(super) async fn cases<'a>(
    tx: &mut Tx,
    ids: &[&str],
    (issuers, gateways): (&'a Issuers, &'a Gateways),
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
        fill(tx, ids, (&mut cases, gateways), last).await?;
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
        charges: HashMap::new(),
        top_up: None,
        cashier: None,
        brought: Brought::default(),
    })
}

/// Reads what there may be something to do with up to the last day of any of them, and does it.
async fn fill<'a>(
    tx: &mut Tx,
    ids: &[&str],
    (cases, gateways): (&mut [Case<'a>], &'a Gateways),
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
    for held in store::run::parked(tx, ids).await? {
        let own = rows.get_mut(&held.account_id).filter(|_| held.released);
        let own = own.into_iter().flatten();
        own.for_each(|it| it.release(&held.subject));
        let mut cases = cases.iter_mut();
        if let Some(case) = cases.find(|case| case.id.as_str() == held.account_id) {
            case.set_aside(held);
        }
    }
    for case in &mut *cases {
        case.held = rows.remove(case.id.as_str()).unwrap_or_default();
        if let Some(span) = case.span {
            let debts = open.remove(&case.id).unwrap_or_default();
            case.open = debts.opened(&case.row.time_zone, span.account)?;
        }
    }
    ask(tx, cases, gateways).await?;
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

/// Finds who of the accounts can be charged.
async fn ask<'a>(
    tx: &mut Tx,
    cases: &mut [Case<'a>],
    gateways: &'a Gateways,
) -> Result<(), StoreError> {
    let today = |case: &Case<'_>| case.span.map(|span| span.account);
    let accounts = cases.iter().filter_map(|it| Some((&it.id, today(it)?)));
    let accounts: Vec<(&AccountId, Date)> = accounts.collect();
    let mut cashiers = cashiers(tx, gateways, &accounts).await?;
    let open = cases.iter().flat_map(|case| &case.open);
    let charges = open.filter_map(|it| it.stage.charge.as_ref());
    let charges: Vec<String> = charges.map(ToString::to_string).collect();
    let charges: Vec<&str> = charges.iter().map(String::as_str).collect();
    let ends = store::payment::ends(tx, &charges).await?;
    let ends = ends.into_iter().map(|end| (end.id.0.clone(), end));
    let ends: HashMap<PaymentId, End> = ends.collect();
    for case in cases {
        case.cashier = cashiers.remove(&case.id);
        for it in &mut case.open {
            it.held = case.charges.get(it.invoice.as_str()).copied();
            let end = it.stage.charge.as_ref().and_then(|it| ends.get(it));
            if let Some(end) = end {
                it.hear(end, case.cashier.as_ref());
            }
        }
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
    /// Notes what of it was set aside before.
    fn set_aside(&mut self, held: store::run::Held) {
        let waits = Waits {
            on: held.planned_on.0,
            released: held.released,
        };
        if let Some(invoice) = held.subject.strip_prefix(CHARGE_OF) {
            self.charges.insert(invoice.to_owned(), waits);
        } else if held.subject.starts_with(TOP_UP_OF) {
            self.top_up = Some(waits);
        }
        self.parked.push(held.subject);
    }

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
