use billing::charge::{Customer, House, Subscription};
use billing::run::{Account, Outcome, Today, due};
use model::time::Date;

/// One day of an account, and what its facts are afterwards.
pub fn step(
    house: &House,
    customer: &Customer,
    facts: &mut [Subscription],
    today: Today,
) -> Outcome {
    let account = Account {
        house,
        customer,
        subscriptions: facts,
        usage: &[],
    };
    let outcome = due(account, today);
    for (id, moved) in &outcome.moved {
        let one = facts.iter_mut().find(|one| one.id == *id).unwrap();
        let redeemed = moved.redeemed(one).map(str::to_owned);
        moved.apply(one);
        for other in facts.iter_mut().filter(|_| redeemed.is_some()) {
            if let Some((coupon, code)) = other.coupon.as_mut().zip(redeemed.as_ref()) {
                coupon.count(code, true);
            }
        }
    }
    outcome
}

/// A day that is done on itself.
pub fn on(house: &House, facts: &mut [Subscription], day: Date) -> Outcome {
    step(house, &crate::house::customer(), facts, Today::on(day))
}
