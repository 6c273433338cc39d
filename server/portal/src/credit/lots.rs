//! Lots by the page: those that can be spent, in that order, then those that have ended, the
//! youngest first.

use billing::credit::Lot as Rule;
use model::credit::{LotState, LotView};
use model::fault::Fault;
use model::id::{AccountId, LotId};
use model::money::Money;
use model::page::{Cursor, Page};
use model::time::Date;
use store::Tx;
use store::credit::read::{LiveKey, Lot, ended_lots, live_lots};

use crate::cursor::{cursor, key_of};
use crate::failure::Failure;

/// Lots on a page.
const PAGE: usize = 10;

/// Behind which lot a page begins.
pub(super) enum Place {
    Start,
    Live(LiveKey),
    Ended(Date, LotId),
}

/// Reads the cursor of a page of lots: the key of a lot that has ended has no currency.
///
/// # Errors
/// `Invalid` on `lots` if it is none that was handed out.
pub(super) fn place(after: Option<&str>) -> Result<Place, Fault> {
    let read = |[currency, class, last, day, id]: [&str; 5]| {
        let (day, id) = (day.parse().ok()?, id.parse().ok()?);
        if currency.is_empty() {
            return Some(Place::Ended(day, id));
        }
        let currency = currency.parse().ok()?;
        let key = (currency, class.parse().ok()?, last.to_owned(), day, id);
        Some(Place::Live(key))
    };
    Ok(key_of("lots", after, read)?.unwrap_or(Place::Start))
}

/// A page.
pub(super) async fn page(
    tx: &mut Tx,
    account: &AccountId,
    today: Date,
    place: Place,
) -> Result<Page<LotView>, Failure> {
    let most = PAGE as i64 + 1;
    let (live, ended) = match &place {
        Place::Start => (Some(None), None),
        Place::Live(key) => (Some(Some(key)), None),
        Place::Ended(day, id) => (None, Some((*day, id.clone()))),
    };
    let mut rows = match live {
        Some(after) => live_lots(tx, account, today, after, most).await?,
        None => Vec::new(),
    };
    let room = most - rows.len() as i64;
    if room > 0 {
        rows.extend(ended_lots(tx, account, today, ended.as_ref(), room).await?);
    }
    let page = Page::cut(rows, PAGE, |lot| place_of(lot, today));
    Ok(page.map(|lot| view(lot, today)))
}

fn place_of(lot: &Lot, today: Date) -> Cursor {
    let (day, rule) = (lot.granted_on.to_string(), rule(lot));
    if state(lot, &rule, today) != LotState::Live {
        return cursor(&["", "", "", &day, lot.id.as_str()]);
    }
    let (class, last, _, _) = rule.spending_key();
    let last = last.map(|day| day.to_string()).unwrap_or_default();
    let class = class.to_string();
    cursor(&[lot.currency.code(), &class, &last, &day, lot.id.as_str()])
}

fn state(lot: &Lot, rule: &Rule, today: Date) -> LotState {
    let left = lot.remaining_minor > 0;
    match (rule.expired(today), left) {
        (true, true) => LotState::Expired,
        (_, false) if lot.lapsed => LotState::Expired,
        (_, false) => LotState::UsedUp,
        (false, true) => LotState::Live,
    }
}

fn rule(lot: &Lot) -> Rule {
    Rule {
        id: lot.id.clone(),
        origin: lot.origin.0,
        granted_on: lot.granted_on,
        expires_on: lot.expires_on.as_ref().map(|day| day.0),
        remaining: Money::new(lot.remaining_minor, lot.currency),
        held: Money::new(lot.held_minor, lot.currency),
    }
}

fn view(lot: Lot, today: Date) -> LotView {
    let money = |minor| Money::new(minor, lot.currency);
    LotView {
        state: state(&lot, &rule(&lot), today),
        origin: lot.origin.0,
        granted_on: lot.granted_on,
        expires_on: lot.expires_on.as_ref().map(|day| day.0),
        amount: money(lot.amount_minor),
        remaining: money(lot.remaining_minor),
        held: money(lot.held_minor),
        note: lot.note,
        id: lot.id,
    }
}
