//! A bar that shows of what a whole is made.

use leptos::prelude::*;
use model::money::Money;

/// How long the bar is, in its own units.
const LENGTH: i128 = 1000;
/// What lies between two parts.
const GAP: i128 = 5;
/// The least that a part has, so that it is seen.
const LEAST: i128 = 12;

/// A part of a whole.
pub(super) struct Share {
    /// How much.
    pub amount: Money,
    /// The class of its colour.
    pub fill: &'static str,
    /// What it is.
    pub name: &'static str,
    /// Where it is explained.
    pub href: &'static str,
}

/// The bar. The legend beneath it says the same in words.
pub(super) fn split(shares: &[Share], label: &'static str) -> AnyView {
    let amounts: Vec<i64> = shares.iter().map(|share| share.amount.minor).collect();
    let part = |(share, (from, width)): (&Share, (i128, i128))| {
        let (x, width) = (from.to_string(), width.to_string());
        view! { <rect class=share.fill x=x width=width height="10"></rect> }
    };
    let parts: Vec<_> = shares.iter().zip(places(&amounts)).map(part).collect();
    view! {
        <svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=label>
            {parts}
        </svg>
    }
    .into_any()
}

/// Where each part begins and how long it is: together with the gaps the whole bar.
fn places(amounts: &[i64]) -> Vec<(i128, i128)> {
    let whole: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
    let count = i128::try_from(amounts.len()).unwrap_or_default();
    let free = LENGTH - GAP * (count - 1) - LEAST * count;
    let mut places = Vec::with_capacity(amounts.len());
    let (mut from, mut before) = (0, 0);
    for amount in amounts {
        let until = before + i128::from(*amount);
        // Cut between the running sums, so that what rounding takes from one the next one gets.
        let cut = |sum: i128| {
            sum.saturating_mul(free)
                .checked_div(whole)
                .unwrap_or_default()
        };
        let width = cut(until) - cut(before) + LEAST;
        places.push((from, width));
        from += width + GAP;
        before = until;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_bar() {
        let tables: [&[i64]; 4] = [&[1071, 7642, 5879, 774], &[1], &[1, 1_000_000], &[1, 1, 1]];
        for amounts in tables {
            let places = places(amounts);
            let (from, width) = *places.last().unwrap();
            assert_eq!(from + width, LENGTH, "{amounts:?}");
            assert!(
                places.iter().all(|(_, width)| *width >= LEAST),
                "{amounts:?}"
            );
        }
    }
}
