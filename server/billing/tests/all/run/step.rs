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
        moved.apply(facts.iter_mut().find(|one| one.id == *id).unwrap());
    }
    outcome
}

/// A day that is done on itself.
pub fn on(house: &House, facts: &mut [Subscription], day: Date) -> Outcome {
    step(house, &crate::house::customer(), facts, Today::on(day))
}
