use model::affiliate::CommissionState;
use model::money::{Money, MoneyError};
use model::ratio::Ratio;

/// How what goes back to a customer changes a commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reversal {
    /// It is taken back as a whole: it becomes `reversed`.
    Whole,
    /// A row of its own takes so much off (below zero): a part went back, or it is paid already.
    Row(Money),
    /// Nothing is left to take back.
    Nothing,
}

/// What is to be taken back of a commission of `amount`, of which rows of their own have taken
/// `taken` back (zero or below), when of the `paid` minor units that brought it `returned` have
/// gone back in all, this time included. Counted from all that ever went back, so that three thirds
/// take back exactly the whole.
///
/// # Errors
/// When a figure is too large, or nothing had been paid.
pub fn reverse(
    (state, amount): (CommissionState, Money),
    taken: Money,
    (returned, paid): (i64, i64),
) -> Result<Reversal, MoneyError> {
    if state == CommissionState::Reversed {
        return Ok(Reversal::Nothing);
    }
    let returned = returned.clamp(0, paid.max(0));
    let share = Ratio::new(returned.into(), paid.into())?;
    let whole = Ratio::whole(amount.minor).times(share)?.rounded()?;
    let rest = Money::new(whole, amount.currency).plus(taken)?;
    if rest.minor <= 0 {
        return Ok(Reversal::Nothing);
    }
    let unpaid = match state {
        CommissionState::Tracked
        | CommissionState::Pending
        | CommissionState::Payable
        | CommissionState::Requested => true,
        CommissionState::Paid | CommissionState::Reversed => false,
    };
    if unpaid && rest == amount {
        return Ok(Reversal::Whole);
    }
    Ok(Reversal::Row(rest.negated()?))
}
