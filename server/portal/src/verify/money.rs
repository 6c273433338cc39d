use std::collections::BTreeMap;

use billing::invoice::Settlement;
use store::verify::{
    self, BALANCED, CACHED_BY_ACCOUNT, CACHED_BY_INVOICE, EVENTS, LOOKED_AT_BY_ACCOUNT, NAMED,
    PAYMENTS_BY_ACCOUNT, Standing, TRANSFERS, WITHDRAWALS_BY_ACCOUNT,
};
use store::{StoreError, Tx};

use super::report::words;

type Found = Result<Option<String>, StoreError>;

/// I1: the entries of each transaction sum to zero per currency; so do all.
pub(super) async fn balanced(tx: &mut Tx) -> Found {
    if let Some(breach) = verify::first(tx, &BALANCED).await? {
        return Ok(Some(words(breach)));
    }
    let mut all: BTreeMap<String, i128> = BTreeMap::new();
    let mut after = String::new();
    while let Some(end) = verify::next(tx, BALANCED.bound, &after).await? {
        for (currency, sum) in verify::sums(tx, &after, &end).await? {
            *all.entry(currency).or_default() += i128::from(sum);
        }
        after = end;
    }
    let wrong = all.into_iter().find(|(_, sum)| *sum != 0);
    Ok(wrong.map(|(currency, sum)| format!("the whole ledger in {currency} sums to {sum}")))
}

/// I3: what is cached equals what it was made of.
pub(super) async fn cached(tx: &mut Tx) -> Found {
    let mut breach = verify::first(tx, &CACHED_BY_ACCOUNT).await?;
    if breach.is_none() {
        breach = verify::first(tx, &CACHED_BY_INVOICE).await?;
    }
    Ok(breach.map(words))
}

/// I6: what payment orders captured and set aside is what they say, and they alone are in flight;
/// what is withdrawn is gone once; what came by itself is booked once.
pub(super) async fn captured(tx: &mut Tx) -> Found {
    for sweep in [&PAYMENTS_BY_ACCOUNT, &WITHDRAWALS_BY_ACCOUNT, &TRANSFERS] {
        if let Some(breach) = verify::first(tx, sweep).await? {
            return Ok(Some(words(breach)));
        }
    }
    Ok(None)
}

/// I13: each event of a gateway took effect once, and on what is its own.
pub(super) async fn heard(tx: &mut Tx) -> Found {
    Ok(verify::answer(tx, EVENTS).await?.map(words))
}

/// I12: of each payment order that is not final it is said when its gateway is asked.
pub(super) async fn looked_at(tx: &mut Tx) -> Found {
    Ok(verify::first(tx, &LOOKED_AT_BY_ACCOUNT).await?.map(words))
}

/// I5: 0 ≤ settled ≤ total, the state says what that means, and every surplus names its invoice.
pub(super) async fn settled(tx: &mut Tx) -> Found {
    let mut after = String::new();
    loop {
        let standings = verify::standings(tx, &after).await?;
        let Some(last) = standings.last() else {
            return Ok(verify::first(tx, &NAMED).await?.map(words));
        };
        after.clone_from(&last.id);
        let wrong = standings.iter().find_map(|standing| {
            let why = wrong(standing)?;
            Some(format!("invoice {}: {why}", standing.number))
        });
        if wrong.is_some() {
            return Ok(wrong);
        }
    }
}

fn wrong(standing: &Standing) -> Option<String> {
    let settlement = Settlement {
        currency: standing.currency,
        total: standing.total_minor,
        // How the sum is made up of money and credit changes nothing here.
        money: standing.settled_minor,
        credit: 0,
        returned: standing.returned_minor,
        credited: standing.credited_minor,
        written_off: standing.written_off_minor,
        in_flight: standing.in_flight,
    };
    if let Err(breach) = settlement.check() {
        return Some(breach.to_string());
    }
    let (is, should) = (standing.state.0, settlement.state());
    (is != should).then(|| {
        format!(
            "its state is {} and should be {}",
            is.as_str(),
            should.as_str()
        )
    })
}
