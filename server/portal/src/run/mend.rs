use std::collections::{BTreeMap, BTreeSet};

use model::id::{AccountId, SubscriptionId};
use model::time::Date;
use serde_json::{Value, json};
use store::Tx;
use store::audit::Act;
use store::run::Restored;

use super::case::Case;
use super::chunk::Work;
use super::letters::{self, Told};
use super::note::Noted;
use super::remind::Reminded;
use super::terminate::terminate;
use super::trail::ACTOR;
use crate::booking::BookingError;

/// What became of it.
pub(super) struct Mended {
    /// The accounts of which something is in service again, so that what was held back meanwhile
    /// is invoiced at once.
    pub back: BTreeSet<AccountId>,
    /// The credit notes on what was terminated.
    pub noted: Noted,
}

/// Writes what was done about the debts of accounts, once their books are written: suspensions and
/// terminations, what is in service again, the mails, and how far each debt is.
pub(super) async fn mend(
    tx: &mut Tx,
    work: &Work,
    cases: &mut [Case<'_>],
    reminded: Vec<Reminded>,
) -> Result<Mended, BookingError> {
    let mut acts = stopped(work, cases, &reminded);
    store::run::suspend(tx, &suspended(cases, &reminded)).await?;
    let noted = terminate(tx, work, cases, &reminded).await?;
    let back = restore(tx, cases, &reminded).await?;
    let mut told = Vec::new();
    for (case, done) in cases.iter().zip(reminded) {
        let back = back.get(&case.id).map_or(&[][..], Vec::as_slice);
        let acted = back.iter();
        acts.extend(acted.map(|id| act(work, case, ("subscription.restored", id))));
        told.extend(Told::of(case, done.told, !back.is_empty()));
    }
    store::audit::append(tx, &acts, crate::chain::link).await?;
    let mut queued = letters::queue(tx, told, (&work.ids, work.turn.now)).await?;
    let mut dunned = Vec::new();
    for case in cases {
        let messages = queued.remove(&case.id).unwrap_or_default();
        for it in &mut case.open {
            it.stage.queued(&messages);
            dunned.push(it.kept(&case.id));
        }
    }
    store::run::keep_dunned(tx, &dunned).await?;
    let back = back.into_keys().collect();
    Ok(Mended { back, noted })
}

/// What is suspended, and from when on.
fn suspended(cases: &[Case<'_>], reminded: &[Reminded]) -> Vec<(SubscriptionId, Date)> {
    let mut suspended = Vec::new();
    for (case, done) in cases.iter().zip(reminded) {
        let ids = done.suspended.iter().filter(|id| !case.ends(id));
        let from = case.span.map_or(case.done_on, |span| span.until);
        suspended.extend(ids.map(|id| (id.clone(), from)));
    }
    suspended
}

/// What the audit trail says of suspensions and terminations.
fn stopped(work: &Work, cases: &[Case<'_>], reminded: &[Reminded]) -> Vec<Act> {
    let mut acts = Vec::new();
    for (case, done) in cases.iter().zip(reminded) {
        let suspended = done.suspended.iter().collect::<BTreeSet<_>>();
        let over = done.over.iter().flat_map(|over| &over.subscriptions);
        let over = over.collect::<BTreeSet<_>>();
        let suspended = suspended
            .into_iter()
            .map(|id| ("subscription.suspended", id));
        let over = over.into_iter().map(|id| ("subscription.terminated", id));
        let stopped = suspended.chain(over).filter(|(_, id)| !case.ends(id));
        acts.extend(stopped.map(|what| act(work, case, what)));
    }
    acts
}

/// Takes into service again what was suspended for non-payment and of which nothing is overdue any
/// more, by account.
async fn restore(
    tx: &mut Tx,
    cases: &[Case<'_>],
    reminded: &[Reminded],
) -> Result<BTreeMap<AccountId, Vec<SubscriptionId>>, BookingError> {
    let mut asked: BTreeMap<Date, BTreeMap<&SubscriptionId, &AccountId>> = BTreeMap::new();
    for (case, done) in cases.iter().zip(reminded) {
        let Some(span) = case.span else { continue };
        let settled = done.settled.iter().filter(|id| !case.ends(id));
        let of = asked.entry(span.account).or_default();
        of.extend(settled.map(|id| (id, &case.id)));
    }
    let (mut back, mut rows) = (BTreeMap::new(), Vec::new());
    for (today, accounts) in asked {
        let ids: Vec<&str> = accounts.keys().map(|id| id.as_str()).collect();
        for (id, ends_on) in store::run::restorable(tx, &ids, today).await? {
            if let Some(account) = accounts.get(&id.0) {
                let of: &mut Vec<_> = back.entry((*account).clone()).or_default();
                of.push(id.0.clone());
            }
            rows.push(Restored {
                id: id.0,
                on: today,
                ends: ends_on.is_some(),
            });
        }
    }
    store::run::restore(tx, &rows).await?;
    Ok(back)
}

fn act(work: &Work, case: &Case<'_>, (action, id): (&str, &SubscriptionId)) -> Act {
    let detail: Value = json!({ "reason": "non_payment" });
    Act {
        scope: case.id.to_string(),
        at: work.turn.now,
        actor: ACTOR.to_owned(),
        address: String::new(),
        action: action.to_owned(),
        subject: format!("subscription {id}"),
        detail: detail.to_string(),
    }
}
