use std::borrow::Cow;

use model::invoice::LineKind;
use model::time::Date;

use super::account::Account;
use super::periods::{Step, periods};
use crate::charge::Subscription;

/// The subscriptions of an account, each of which knows what those before it redeem up to a day.
/// Where several wait for one coupon, they come in the order of their planned days, so that it does
/// not matter how days are cut.
pub(super) fn redeeming<'a>(account: Account<'a>, on: Date) -> Cow<'a, [Subscription]> {
    let all = account.subscriptions.iter().enumerate();
    let waiting = all.filter(|(_, one)| waits(one));
    let mut turns: Vec<(Date, usize)> = waiting
        .filter_map(|(place, one)| Some((turn(&step(account, one, on)?)?, place)))
        .collect();
    turns.sort_unstable();
    let mut known = Cow::Borrowed(account.subscriptions);
    for (n, (_, place)) in turns.iter().enumerate() {
        let code = known.get(*place).and_then(|one| {
            let step = step(account, one, on)?;
            step.moved.redeemed(one).map(str::to_owned)
        });
        let Some(code) = code else { continue };
        for (_, later) in turns.get(n + 1..).into_iter().flatten() {
            let one = known.to_mut().get_mut(*later);
            if let Some(coupon) = one.and_then(|one| one.coupon.as_mut()) {
                coupon.count(&code, true);
            }
        }
    }
    known
}

fn waits(one: &Subscription) -> bool {
    let coupon = one.coupon.as_ref();
    coupon.is_some_and(|coupon| coupon.uses.is_some())
}

/// As far as a day takes it; nothing of what cannot be billed.
fn step(account: Account<'_>, one: &Subscription, on: Date) -> Option<Step> {
    periods(account.house, account.customer, one, on).ok()
}

/// The planned issue day of the first invoice that its coupon reduces.
fn turn(step: &Step) -> Option<Date> {
    let mut bills = step.bills.iter();
    let reduced = bills.find(|bill| {
        let mut lines = bill.charges.iter();
        lines.any(|line| line.kind == LineKind::Coupon)
    });
    reduced.map(|bill| bill.planned.issue_on)
}
