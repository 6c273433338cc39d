//! Affiliate programs, and what the customer has of them.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use billing::affiliate::{Cycles, Offer, ProgramTerms};
use model::Answer;
use model::affiliate::{
    AffiliateQuery, AffiliateSummary, AffiliateView, CommissionState, CommissionView, Earnings,
    MonthView, OfferView, PartView, ProgramView,
};
use model::caller::{Caller, Permission};
use model::fault::{Fault, Problem};
use model::money::{Money, MoneyError};
use model::page::Page;
use model::portal::Affiliates;
use model::ratio::Ratio;
use model::time::Date;
use model::told::{Kind, Name, Told, ToldTerm};
use rust_decimal::Decimal;
use store::affiliate::read::{self, Ask, Commission, Earned, Month, Program};
use store::{StoreError, Tx};

use crate::cursor::{cursor, key};
use crate::desk::{Desk, require, require_proof};
use crate::failure::{Failure, answer};

/// Commissions on a page.
const PAGE: usize = 25;

/// How many months are told one by one.
const MONTHS: i32 = 12;

#[async_trait]
impl Affiliates for Desk {
    async fn show_affiliate(
        &self,
        caller: &Caller,
        query: AffiliateQuery,
    ) -> Answer<AffiliateView> {
        answer("show_affiliate", self.affiliate(caller, &query).await)
    }
}

impl Desk {
    async fn affiliate(
        &self,
        caller: &Caller,
        query: &AffiliateQuery,
    ) -> Result<AffiliateView, Failure> {
        require(caller, Permission::ViewCredit)?;
        require_proof(caller)?;
        let state = state(&query.state)?;
        let (from, before) = bounds(query)?;
        let (mut tx, _, today) = self.open(caller).await?;
        let tx = &mut tx;
        let account = &caller.account;
        let programs = read::programs(tx, account).await?;
        let programs: Result<Vec<_>, _> = programs.into_iter().map(with_terms).collect();
        let programs = programs?;
        let names = names(tx, &programs).await?;
        let first = today.plus_months(1 - MONTHS, 1);
        let rows = Ask {
            account,
            state,
            from: &from,
            before: (&before.0, &before.1),
            rows: PAGE as i64 + 1,
        };
        let rows = read::commissions(tx, &rows).await?;
        let page = Page::cut(rows, PAGE, |row| {
            cursor(&[&row.on_day.to_string(), row.id.as_str()])
        });
        Ok(AffiliateView {
            today,
            earnings: earnings(&read::earned(tx, account, month_of(today)).await?)?,
            months: months(read::months(tx, account, first).await?)?,
            programs: programs
                .into_iter()
                .filter_map(|row| program(row, &names))
                .collect(),
            commissions: shown(page)?,
        })
    }
}

/// What the account page says of it; nothing if the account takes part in no program.
pub(crate) fn summary(rows: &[Earned]) -> Result<Option<AffiliateSummary>, Failure> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(AffiliateSummary {
        earnings: earnings(rows)?,
        clicks: first.clicks.unsigned_abs(),
        orders: first.orders.unsigned_abs(),
    }))
}

/// The first day of its month.
fn month_of(day: Date) -> Date {
    day.plus_months(0, 1)
}

fn state(name: &str) -> Result<Option<CommissionState>, Fault> {
    if name.is_empty() {
        return Ok(None);
    }
    let found = CommissionState::ALL
        .into_iter()
        .find(|it| it.as_str() == name);
    let malformed = || Fault::field("state", Problem::Malformed);
    found.map(Some).ok_or_else(malformed)
}

/// The first day that is wanted, and the row before which the page begins: later than every date,
/// in the order of texts, where there is none.
fn bounds(query: &AffiliateQuery) -> Result<(String, (String, String)), Fault> {
    let month = &query.month;
    let first = match month.as_str() {
        "" => String::new(),
        month => {
            let day: Result<Date, _> = format!("{month}-01").parse();
            let day = day.map_err(|_| Fault::field("month", Problem::Malformed))?;
            day.to_string()
        }
    };
    let after = key(query.after.as_deref(), |[day, id]: [&str; 2]| {
        let day: Date = day.parse().ok()?;
        Some((day.to_string(), id.to_owned()))
    })?;
    let end = if month.is_empty() { "9999" } else { month };
    Ok((first, after.unwrap_or((format!("{end}-99"), String::new()))))
}

fn terms(text: &str) -> Result<ProgramTerms, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::unreadable("affiliate_program.terms", error))
}

fn with_terms(row: Program) -> Result<(Program, ProgramTerms), StoreError> {
    let terms = terms(&row.terms)?;
    Ok((row, terms))
}

fn shown(page: Page<Commission>) -> Result<Page<CommissionView>, StoreError> {
    let items: Result<Vec<_>, _> = page.items.into_iter().map(commission).collect();
    Ok(Page {
        items: items?,
        next: page.next,
        totals: page.totals,
    })
}

/// The names of all plans of programs.
async fn names(
    tx: &mut Tx,
    programs: &[(Program, ProgramTerms)],
) -> Result<HashMap<String, String>, Failure> {
    let plans = programs.iter().flat_map(|(_, terms)| &terms.plans);
    let mut plans: Vec<&str> = plans.map(String::as_str).collect();
    plans.sort_unstable();
    plans.dedup();
    let names = read::plan_names(tx, &plans).await?;
    Ok(names.into_iter().collect())
}

fn earnings(rows: &[Earned]) -> Result<Vec<Earnings>, MoneyError> {
    rows.iter().map(earned).collect()
}

fn earned(row: &Earned) -> Result<Earnings, MoneyError> {
    let money = |minor| Money::new(minor, row.currency);
    let (pending, payable) = (money(row.pending_minor), money(row.payable_minor));
    let (requested, paid) = (money(row.requested_minor), money(row.paid_minor));
    let owed = pending.plus(payable)?.plus(requested)?;
    Ok(Earnings {
        earned: owed.plus(paid)?,
        pending,
        pending_until: row.pending_until.as_ref().map(|day| day.0),
        payable,
        requested,
        paid,
    })
}

/// Orders in percent of clicks, to a tenth; none without a click.
fn conversion(clicks: i64, orders: i64) -> Option<String> {
    let share = Ratio::new((i128::from(orders)) * 1000, i128::from(clicks)).ok()?;
    let tenths = share.rounded().ok()?;
    Some(Decimal::new(tenths, 1).normalize().to_string())
}

fn months(rows: Vec<Month>) -> Result<Vec<MonthView>, Failure> {
    let mut months: BTreeMap<String, (i64, i64, Vec<Money>)> = BTreeMap::new();
    for row in rows {
        let (clicks, orders, earned) = months.entry(row.month).or_default();
        *clicks += row.clicks;
        *orders += row.orders;
        let currency = row.currency.map(|it| it.0);
        earned.extend(currency.map(|currency| Money::new(row.earned_minor, currency)));
    }
    let views = months.into_iter().rev();
    let views = views.map(|(month, (clicks, orders, earned))| {
        let month = format!("{month}-01").parse::<Date>();
        Ok(MonthView {
            month: month.map_err(Failure::internal)?,
            clicks: clicks.unsigned_abs(),
            orders: orders.unsigned_abs(),
            conversion: conversion(clicks, orders),
            earned,
        })
    });
    views.collect()
}

fn offered(offer: Offer) -> OfferView {
    match offer {
        Offer::Percent(percent) => OfferView::Percent(percent.normalize().to_string()),
        Offer::Amount(amount) => OfferView::Amount(amount),
    }
}

/// A program whose terms hold together, as those of every import do.
fn program(
    (row, terms): (Program, ProgramTerms),
    names: &HashMap<String, String>,
) -> Option<ProgramView> {
    let usual = terms.usual()?;
    let plan = |plan: &String| {
        let name = names.get(plan).cloned().unwrap_or_else(|| plan.clone());
        let own = terms.offer(plan).filter(|own| *own != usual);
        (name, own.map(offered))
    };
    let part = row
        .code
        .zip(row.joined_on)
        .map(|(code, joined_on)| PartView {
            code,
            joined_on: joined_on.0,
            clicks: row.clicks.unsigned_abs(),
            orders: row.orders.unsigned_abs(),
            conversion: conversion(row.clicks, row.orders),
        });
    Some(ProgramView {
        id: row.id,
        offer: offered(usual),
        plans: terms.plans.iter().map(plan).collect(),
        cycles: match terms.cycles {
            Cycles::First(most) => Some(most),
            Cycles::Life => None,
        },
        cookie_days: terms.cookie_days,
        maturity_days: terms.maturity_days,
        minimum: terms.least()?,
        name: terms.name,
        part,
    })
}

fn commission(row: Commission) -> Result<CommissionView, StoreError> {
    let terms = terms(&row.terms)?;
    Ok(CommissionView {
        why: why(&row, &terms),
        program: terms.name,
        on: row.on_day,
        amount: Money::new(row.amount_minor, row.currency),
        state: row.state.0,
        until: row.until.map(|day| day.0),
        reason: row.reason,
        paid_on: row.paid_on.map(|day| day.0),
        id: row.id,
    })
}

/// How an amount came to be, if one percentage of the program's terms says it.
fn why(row: &Commission, terms: &ProgramTerms) -> Option<Told> {
    let base = Money::new(row.base_minor, row.currency);
    let mut found = percents(terms).into_iter().filter_map(|percent| {
        let exact = part_of(base, percent)?;
        (exact.rounded().ok()? == row.amount_minor).then_some((percent, exact))
    });
    let (percent, exact) = found.next()?;
    let term = |sign: &str, kind, figure, name| ToldTerm {
        sign: sign.to_owned(),
        kind,
        figure,
        name,
        of: String::new(),
    };
    Some(Told {
        about: None,
        terms: vec![
            term("", Kind::Money, base.plain(), Name::Base),
            term(
                "×",
                Kind::Percent,
                percent.normalize().to_string(),
                Name::Commission,
            ),
        ],
        result: Money::new(row.amount_minor, row.currency).plain(),
        exact: crate::told::exact(exact, row.currency),
        unit: None,
        days: Vec::new(),
    })
}

/// The percentages of a program, the usual one first.
fn percents(terms: &ProgramTerms) -> Vec<Decimal> {
    let plans = terms.plans.iter().filter_map(|plan| terms.offer(plan));
    let offers = terms.usual().into_iter().chain(plans);
    let percents = offers.filter_map(|offer| match offer {
        Offer::Percent(percent) => Some(percent),
        Offer::Amount(_) => None,
    });
    percents.collect()
}

fn part_of(base: Money, percent: Decimal) -> Option<Ratio> {
    let part = Ratio::from_decimal(percent).ok()?;
    let part = part.over(Ratio::whole(100)).ok()?;
    Ratio::whole(base.minor).times(part).ok()
}
