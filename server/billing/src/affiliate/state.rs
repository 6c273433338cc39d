use model::affiliate::CommissionState as State;

/// Whether a commission may go from one state to another. Once it is paid nothing changes it: what
/// is taken back then stands in a row of its own, below zero.
#[must_use]
pub const fn may_become(from: State, to: State) -> bool {
    match (from, to) {
        (State::Tracked, State::Pending)
        | (State::Pending, State::Payable)
        | (State::Payable, State::Requested)
        | (State::Requested, State::Paid)
        | (State::Tracked | State::Pending | State::Payable | State::Requested, State::Reversed) => {
            true
        }
        (
            State::Tracked
            | State::Pending
            | State::Payable
            | State::Requested
            | State::Paid
            | State::Reversed,
            State::Tracked
            | State::Pending
            | State::Payable
            | State::Requested
            | State::Paid
            | State::Reversed,
        ) => false,
    }
}
