use std::sync::Arc;

use model::id::AccountId;
use model::time::Instant;
use store::Tx;
use store::run::{Done, Due};

use super::account::bring_up_to_date;
use super::{Order, Report};
use crate::booking::{BookingError, Clerk, flush, load};
use crate::ids::Ids;
use crate::zone::{begin_of, date_in};

/// What is done in one unit of work.
#[derive(Clone)]
pub(super) struct Work {
    pub ids: Arc<Ids>,
    pub now: Instant,
    pub order: Order,
    pub accounts: Vec<AccountId>,
}

/// Brings the claimed accounts up to date.
pub(super) async fn chunk(tx: &mut Tx, work: &Work) -> Result<Report, BookingError> {
    let ids: Vec<&str> = work.accounts.iter().map(AccountId::as_str).collect();
    let locked = store::account::lock_all(tx, &ids).await?;
    // What was read when they were claimed may have changed until they were locked.
    let cursors = store::run::reread(tx, &ids).await?;
    let facts = store::run::accounts(tx, &ids).await?;
    let clerk = Clerk {
        ids: &work.ids,
        now: work.now,
    };
    let mut books = load(tx, clerk, &locked, &[]).await?;
    let (mut report, mut done) = (Report::default(), Vec::with_capacity(cursors.len()));
    for Due {
        account_id,
        done_on,
        ..
    } in cursors
    {
        let fact = facts.iter().find(|fact| fact.id == account_id);
        let fact = fact.ok_or(BookingError::Missing)?;
        let book = books.get_mut(&account_id).ok_or(BookingError::Missing)?;
        let today = date_in(&fact.time_zone, work.now);
        let until = work.order.until.unwrap_or(today).min(today);
        let next = if until < done_on {
            // Nothing is undone; whoever comes up to its own day looks again.
            Some(done_on)
        } else {
            report.expired += bring_up_to_date(book, (until, today), work.now)?;
            book.next_expiry().map(|day| day.max(until.plus_days(1)))
        };
        done.push(Done {
            account: account_id,
            done_on: done_on.max(until),
            next: next.map(|day| (day, begin_of(&fact.time_zone, day))),
        });
    }
    report.accounts = done.len();
    flush(tx, books.into_values().collect()).await?;
    store::run::done(tx, &done).await?;
    Ok(report)
}
