use model::id::SubscriptionId;
use store::usage::{Month, months};
use store::verify::{self, USAGE_BY_ACCOUNT};
use store::{StoreError, Tx, usage};

use super::report::words;
use crate::usage::Rates;

/// I11: what a month of usage costs so far is what its readings make it, and what an account owes
/// for it is the sum.
pub(super) async fn rated(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    if let Some(breach) = verify::first(tx, &USAGE_BY_ACCOUNT).await? {
        return Ok(Some(words(breach)));
    }
    let mut after = String::new();
    loop {
        let ids = usage::measured(tx, &after).await?;
        let Some(last) = ids.last() else {
            return Ok(None);
        };
        after = last.to_string();
        let ids: Vec<&str> = ids.iter().map(SubscriptionId::as_str).collect();
        let wrong = first(tx, &ids).await?;
        if wrong.is_some() {
            return Ok(wrong);
        }
    }
}

/// The first month of some subscriptions that does not fit. What was charged once is compared by
/// its lines: the terms by which it was rated may be others now.
async fn first(tx: &mut Tx, ids: &[&str]) -> Result<Option<String>, StoreError> {
    let rows = months(tx, ids, crate::usage::ALL).await?;
    let open: Vec<&Month> = rows.iter().filter(|row| !row.charged).collect();
    let rates = Rates::load(tx, ids, &open).await?;
    for row in open {
        let Some(should) = rates.month(row)? else {
            continue;
        };
        let figures = |row: &Month| [row.total, row.over_limit, row.charge_minor];
        if figures(row) != figures(&should) {
            let Month {
                resource,
                month,
                subscription_id,
                ..
            } = row;
            return Ok(Some(format!(
                "{resource} of subscription {subscription_id} in the month of {month}: total, \
                 over the limit and charge are {:?} and should be {:?}",
                figures(row),
                figures(&should)
            )));
        }
    }
    Ok(None)
}
