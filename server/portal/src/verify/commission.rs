use billing::affiliate::may_become;
use model::affiliate::CommissionState as State;
use store::column::word;
use store::verify::{self, CACHED_BY_AFFILIATE, COMMISSIONS, OWED_BY_ACCOUNT, Step};
use store::{StoreError, Tx};

use super::report::words;

type Found = Result<Option<String>, StoreError>;

/// I3: sums by month equal the commissions, and what is owed equals the ledger.
pub(super) async fn cached(tx: &mut Tx) -> Found {
    let mut breach = verify::first(tx, &CACHED_BY_AFFILIATE).await?;
    if breach.is_none() {
        breach = verify::first(tx, &OWED_BY_ACCOUNT).await?;
    }
    Ok(breach.map(words))
}

/// I12: a commission went from state to state as listed.
pub(super) async fn stepped(tx: &mut Tx) -> Found {
    let mut after = String::new();
    while let Some(end) = verify::next(tx, COMMISSIONS, &after).await? {
        let steps = verify::steps(tx, &after, &end).await?;
        let all = steps.chunk_by(|a, b| a.reference == b.reference);
        for history in all {
            if let Some(why) = wrong(history)? {
                let reference = history.first().map_or("", |step| &step.reference);
                return Ok(Some(format!("commission {reference}: {why}")));
            }
        }
        after = end;
    }
    Ok(None)
}

fn wrong(history: &[Step]) -> Found {
    let mut before: Option<State> = None;
    for (place, step) in (1_i64..).zip(history) {
        let (Some(n), Some(name)) = (step.n, &step.step) else {
            return Ok(Some("it has no state in its history".to_owned()));
        };
        let state: State =
            word(name).map_err(|error| StoreError::unreadable("commission_step.state", error))?;
        let listed = before.is_none_or(|before| may_become(before, state));
        if n != place || !listed {
            return Ok(Some(format!("step {n} to {name} is not listed")));
        }
        before = Some(state);
    }
    let (last, now) = (before, history.last().map(|step| step.state.as_str()));
    let fits = last.map(State::as_str) == now;
    let now = now.unwrap_or_default();
    Ok((!fits).then(|| format!("its state is {now}, and its history says otherwise")))
}
