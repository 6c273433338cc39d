use model::affiliate::CommissionState as State;

/// Whether a commission may go from one state to another. Once it is paid nothing changes it: what
/// is taken back then stands in a row of its own, below zero.
#[must_use]
pub fn may_become(from: State, to: State) -> bool {
    let next = match from {
        State::Tracked => State::Pending,
        State::Pending => State::Payable,
        State::Payable => State::Requested,
        State::Requested => State::Paid,
        State::Paid | State::Reversed => return false,
    };
    to == next || to == State::Reversed
}
