use model::explain::Rule;
use model::money::Money;

use crate::charge::{Cause, Charge, LineRef, Worth};
use crate::credit_note::{Extent, Issued, note};

/// Takes what a correction gives back (below zero) off the lines that charged it, the first of them
/// first, each up to what is left of it and of its invoice; one part a line, each a revision
/// further. None where they do not hold so much.
///
/// # Errors
/// When an amount is too large.
pub fn back(
    correction: &Charge,
    lines: &[LineRef],
    issued: &mut [Issued],
) -> Result<Option<Vec<Charge>>, Cause> {
    let whole = correction.worth.amount.negated()?;
    let mut left = whole.minor;
    let mut tried = issued.to_vec();
    let mut parts: Vec<(LineRef, i64)> = Vec::new();
    for (invoice, n) in lines {
        let Some(it) = tried.iter_mut().find(|it| it.invoice == *invoice) else {
            continue;
        };
        let part = it.room(*n).min(left);
        if part <= 0 {
            continue;
        }
        // What there is room for is never refused.
        let Ok(made) = note(it, &Extent::Lines(vec![(*n, part)])) else {
            continue;
        };
        *it = it.clone().after(&made);
        left -= part;
        parts.push(((invoice.clone(), *n), part));
    }
    if left > 0 {
        return Ok(None);
    }
    issued.clone_from_slice(&tried);
    let charges = (correction.revision..).zip(parts).map(|(revision, part)| {
        Ok(Charge {
            revision,
            corrects: Some(part.0),
            worth: worth(correction, (whole, part.1))?,
            ..correction.clone()
        })
    });
    charges.collect::<Result<_, Cause>>().map(Some)
}

/// How a part of what goes back came to be: by the rating, where it is all of it.
fn worth(correction: &Charge, (whole, part): (Money, i64)) -> Result<Worth, Cause> {
    if part != whole.minor {
        return Worth::price(Money::new(part, whole.currency), 1);
    }
    let mut worth = correction.worth.clone().back()?;
    match &mut worth.rule {
        Rule::UsageAverage { back, .. } | Rule::UsageTotal { back, .. } => *back = true,
        Rule::Price { .. }
        | Rule::Proration { .. }
        | Rule::Coupon { .. }
        | Rule::Fee { .. }
        | Rule::Imported {} => return Worth::price(whole, 1),
    }
    Ok(worth)
}
