//! What goes back of which capture (*Credit lots* and rule 9 of *Payments* in the specification of
//! money).

use model::refund::RefundState as State;

/// Whether a refund may go from one state to another (I12). What is final stays as it is.
#[must_use]
pub const fn may_go(from: State, to: State) -> bool {
    match to {
        State::Submitted => false,
        State::Processing | State::Unknown | State::Succeeded | State::Failed => !from.is_final(),
    }
}

/// Whether a gateway may take its last word on a refund back (I12): what had gone is here again, or
/// what could not go is gone after all.
#[must_use]
pub const fn may_turn(from: State, to: State) -> bool {
    match from {
        State::Succeeded => matches!(to, State::Failed),
        State::Failed => matches!(to, State::Succeeded),
        State::Submitted | State::Processing | State::Unknown => false,
    }
}

/// What is left of a capture at its gateway, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// What the gateway calls it.
    pub reference: String,
    /// What was taken by it, less what goes or has gone back of it.
    pub left: i64,
}

/// Takes an amount out of captures, the first first; what each gives, above zero. What they do not
/// hold is left out.
pub fn take(captures: &mut [Capture], amount: i64) -> Vec<(String, i64)> {
    let mut wanted = amount;
    let mut taken = Vec::new();
    for capture in captures {
        let part = capture.left.min(wanted);
        if part > 0 {
            capture.left -= part;
            wanted -= part;
            taken.push((capture.reference.clone(), part));
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_final_stays_and_every_state_leads_to_an_end() {
        for from in State::ALL {
            assert!(!may_go(from, State::Submitted));
            for to in State::ALL {
                assert!(!(may_go(from, to) && from.is_final()), "{from:?} {to:?}");
            }
            assert_eq!(may_go(from, State::Failed), !from.is_final());
            let turns = State::ALL.into_iter().filter(|to| may_turn(from, *to));
            assert!(
                turns
                    .into_iter()
                    .all(|to| from.is_final() && to.is_final() && from != to)
            );
        }
    }

    proptest! {
        #[test]
        fn never_more_goes_back_than_is_left(
            left in prop::collection::vec(-5_i64..100, 0..6), amount in -10_i64..400,
        ) {
            let named = |(n, left): (usize, &i64)| Capture {
                reference: n.to_string(),
                left: *left,
            };
            let mut captures: Vec<Capture> = left.iter().enumerate().map(named).collect();
            let holds: i64 = left.iter().filter(|it| **it > 0).sum();
            let taken = take(&mut captures, amount);
            let sum: i64 = taken.iter().map(|(_, part)| part).sum();
            prop_assert_eq!(sum, amount.clamp(0, holds));
            prop_assert!(taken.iter().all(|(_, part)| *part > 0));
            prop_assert!(captures.iter().zip(&left).all(|(now, was)| now.left >= 0.min(*was)));
        }
    }
}
