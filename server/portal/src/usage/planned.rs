use billing::charge::{Catalogue, Customer, House};
use billing::period::usage_planned;
use billing::tax::{Line, groups};
use billing::zone::{Treatment, Zone};
use model::id::AccountId;
use model::money::{Money, MoneyError};
use model::time::{Date, Period};
use store::column::As;
use store::run::Seller;
use store::usage::{Register, registers};
use store::{StoreError, Tx};

use super::facts::policy;
use crate::run::{country, customer, zone};

/// The invoice of a month that is not charged yet.
pub(super) struct Planned {
    pub issue_on: Date,
    pub due_on: Date,
    treatment: Treatment,
}

impl Planned {
    /// The tax on what is charged. Prices of usage are without it, wherever the customer is.
    pub fn tax(&self, charge: Money) -> Result<Money, MoneyError> {
        let line = Line {
            amount: charge.minor,
            rate: self.treatment.rate,
            category: self.treatment.category,
        };
        let tax = groups(&[line])?.iter().map(|group| group.tax).sum();
        Ok(Money::new(tax, charge.currency))
    }
}

/// The invoice of a month of an account's usage; none if it was made, or is not made here.
pub(super) async fn planned(
    tx: &mut Tx,
    account: &AccountId,
    (month, today): (Period, Date),
) -> Result<Option<Planned>, StoreError> {
    let register = registers(tx, &[account.as_str()]).await?.pop();
    let comes = |it: &Register| {
        let from = it.usage_from.as_ref();
        it.done_on < month.to && from.is_none_or(|As(from)| *from <= month.from)
    };
    let Some(register) = register.filter(comes) else {
        return Ok(None);
    };
    let sellers = store::run::sellers(tx).await?;
    let own = sellers.into_iter().find(|it| it.id == register.seller_id);
    let row = store::run::accounts(tx, &[account.as_str()]).await?.pop();
    let Some((own, row)) = own.zip(row) else {
        return Ok(None);
    };
    let zones = store::run::zones(tx).await?.into_iter().map(zone);
    let house = house(own, zones.collect::<Result<_, _>>()?)?;
    let (customer, _) = customer(&row, today)?;
    Ok(Some(of(&house, &customer, month)))
}

fn house(seller: Seller, zones: Vec<Zone>) -> Result<House, StoreError> {
    Ok(House {
        country: country(&seller)?,
        policy: policy(&seller)?,
        seller: seller.id,
        zones,
        catalogue: Catalogue::default(),
    })
}

/// Taxed as its lines will be: by the last day of the month.
fn of(house: &House, customer: &Customer, month: Period) -> Planned {
    let planned = usage_planned(&house.policy, month);
    Planned {
        issue_on: planned.issue_on,
        due_on: planned.due_on,
        treatment: house.treatment(customer, month.to.plus_days(-1)),
    }
}
