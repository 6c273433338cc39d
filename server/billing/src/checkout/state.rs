use model::payment::OrderState as State;

pub use model::payment::OrderState;

/// For so long an order that requires something of the customer keeps its invoices.
pub const WAITS_SECONDS: i64 = 60 * 60;

/// Whether an order may go from one state to another (I12). What is final stays as it is.
#[must_use]
pub const fn may_become(from: State, to: State) -> bool {
    match to {
        State::Created => false,
        State::Submitted => matches!(from, State::Created),
        State::RequiresAction => matches!(from, State::Submitted | State::Unknown),
        State::Processing | State::Unknown => matches!(
            from,
            State::Submitted | State::RequiresAction | State::Processing | State::Unknown
        ),
        State::Succeeded | State::Declined => matches!(
            from,
            State::Submitted | State::RequiresAction | State::Processing | State::Unknown
        ),
        State::Cancelled => !from.is_final(),
    }
}

/// After how many seconds the gateway is asked what became of an order, the first time, the second
/// and so on: 1 minute, 5 minutes, 1 hour, then daily.
#[must_use]
pub const fn look_after(looks: i64) -> i64 {
    match looks {
        ..=0 => 60,
        1 => 5 * 60,
        2 => 60 * 60,
        3.. => 24 * 60 * 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_final_stays() {
        for from in State::ALL {
            for to in State::ALL {
                let may = may_become(from, to);
                assert!(!(may && from.is_final()), "{from:?} {to:?}");
                assert!(!(may && to == State::Created));
            }
        }
        assert!(may_become(State::Created, State::Cancelled));
        assert!(!may_become(State::Created, State::Succeeded));
    }

    #[test]
    fn every_state_leads_to_an_end() {
        for from in State::ALL.into_iter().filter(|state| !state.is_final()) {
            assert!(may_become(from, State::Cancelled));
        }
    }

    #[test]
    fn the_gateway_is_asked_ever_less_often() {
        let waits: Vec<i64> = (0..6).map(look_after).collect();
        assert_eq!(waits, [60, 300, 3_600, 86_400, 86_400, 86_400]);
    }
}
