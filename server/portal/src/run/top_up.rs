//! Step 6 of the run: after collection credit is topped up where it is low and the customer wants
//! that, and he is told where he wants to know (*Credit* in the specification of money).

use std::collections::HashMap;

use billing::checkout::{Funds, Order as Planned, braked};
use billing::top_up::{Due, MOST_DECLINES, Standing, alert, due};
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PaymentId};
use model::money::Money;
use model::payment::OrderState;
use model::time::Date;
use store::booking::Position;
use store::column::As;
use store::credit::top_up::{self, Wanted};
use store::run::{Parked, TOP_UP_OF};
use store::{StoreError, Tx};

use super::case::Case;
use super::cashier::{Cashier, Charging};
use super::chunk::Work;
use super::collect::{Collected, unusual};
use super::low::{Low, tell};
use crate::booking::{BookingError, Clerk, load_one};
use crate::checkout::minimum;
use crate::credit::{TopUp, alerts_of};
use crate::payers::Payers;
use crate::zone::begin_of;

/// What was begun, and when rules are looked at again.
#[derive(Default)]
pub(super) struct ToppedUp {
    pub collected: Collected,
    /// How far rules are, once what was begun is written.
    pub rules: Vec<Wanted>,
    pub next: HashMap<AccountId, Date>,
}

/// Looks at the rules of accounts of which all that was due today is collected.
pub(super) async fn top_up(
    tx: &mut Tx,
    work: &Work,
    cases: &[&Case<'_>],
) -> Result<ToppedUp, BookingError> {
    let mut done = ToppedUp::default();
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    let wanted = top_up::wanted(tx, &ids).await?;
    if wanted.is_empty() {
        return Ok(done);
    }
    let ids: Vec<&str> = wanted.iter().map(|it| it.account_id.as_str()).collect();
    let positions = store::booking::positions(tx, &ids).await?;
    let mut low = Vec::new();
    for it in wanted {
        let case = cases.iter().find(|case| case.id == it.account_id);
        let Some((case, span)) = case.and_then(|case| Some((case, case.span?))) else {
            continue;
        };
        let own = positions
            .iter()
            .filter(|row| row.account_id == it.account_id);
        let own: HashMap<Currency, &Position> = own.map(|row| (row.currency, row)).collect();
        low.extend(alerts(tx, (case, &it), &own).await?);
        let one = One {
            work,
            case,
            today: span.account,
            own: &own,
        };
        if one.step(tx, it, &mut done).await? {
            done.next.insert(case.id.clone(), span.account.plus_days(1));
        }
    }
    tell(tx, &low, (&work.ids, work.turn.now)).await?;
    Ok(done)
}

/// What is available of credit.
fn available(own: &HashMap<Currency, &Position>, currency: Currency) -> i64 {
    let own = own.get(&currency);
    own.map_or(0, |row| row.credit_minor.saturating_sub(row.held_minor))
}

/// Of which low balances the customer is told now.
async fn alerts(
    tx: &mut Tx,
    (case, it): (&Case<'_>, &Wanted),
    own: &HashMap<Currency, &Position>,
) -> Result<Vec<Low>, StoreError> {
    let told = it.told.as_deref().unwrap_or_default();
    let mut low = Vec::new();
    for (currency, least) in alerts_of(it)? {
        let least = Money::from_major(least.0, currency);
        let least = least.map_err(|cause| StoreError::unreadable("account.credit_alert", cause))?;
        let left = available(own, currency);
        let before = told.split(' ').any(|it| it == currency.code());
        let (tell, armed) = alert((least.minor, !before), left);
        if tell || armed == before {
            top_up::told(tx, (&case.id, currency), !armed).await?;
        }
        if tell {
            low.push(Low {
                account: case.id.clone(),
                left: Money::new(left, currency),
                least,
            });
        }
    }
    Ok(low)
}

/// The rule of one account.
struct One<'a> {
    work: &'a Work,
    case: &'a Case<'a>,
    today: Date,
    own: &'a HashMap<Currency, &'a Position>,
}

impl One<'_> {
    /// Notes how the last charge ended, and begins another where one is due; whether the rule is
    /// to be looked at tomorrow.
    async fn step(
        &self,
        tx: &mut Tx,
        mut it: Wanted,
        done: &mut ToppedUp,
    ) -> Result<bool, BookingError> {
        let Some(terms) = TopUp::of(&it)? else {
            return Ok(false);
        };
        let before = it.clone();
        if it.rule != it.top_up {
            (it.rule, it.declines) = (it.top_up.clone(), 0);
        }
        ended(&mut it, before.state.as_ref().map(|state| state.0));
        let goes_on = match self.case.cashier.as_ref() {
            Some(cashier) if it.payment_id.is_none() => {
                self.go(tx, (&terms, cashier), &mut it, &mut done.collected)
                    .await?
            }
            Some(_) | None => false,
        };
        if it != before {
            done.rules.push(it);
        }
        Ok(goes_on)
    }

    /// Begins a charge where one is due; whether the rule is to be looked at tomorrow.
    async fn go(
        &self,
        tx: &mut Tx,
        (terms, cashier): (&TopUp, &Cashier<'_>),
        it: &mut Wanted,
        collected: &mut Collected,
    ) -> Result<bool, BookingError> {
        let payer = top_up::payer(tx, (&self.case.id, &terms.billing_account)).await?;
        let (due, funds) = self.due(tx, (terms, it), (cashier, payer.as_ref())).await?;
        let payer = able(cashier, payer.as_ref(), (terms.currency, self.today));
        let tried = it.tried_on.as_ref().is_some_and(|on| on.0 >= self.today);
        match (due, payer) {
            (Due::Charge(_), None) => it.declines = MOST_DECLINES,
            (Due::Charge(minor), Some(payer)) if !tried => {
                let planned = funds.plan(minor, &payer).ok();
                let planned = planned.and_then(|plan| plan.orders.into_iter().next());
                if let Some(planned) = planned
                    && !self.brakes((cashier, &planned), collected)
                {
                    let payment = self.charge(tx, (cashier, &planned), collected).await?;
                    it.payment_id = Some(As(payment));
                    it.tried_on = Some(As(self.today));
                }
            }
            (Due::Charge(_), _) => {}
            (Due::Nothing | Due::NoRoom | Due::Paused, _) => self.waits_no_longer(collected),
        }
        Ok(matches!(due, Due::Charge(_) | Due::NoRoom) && it.declines < MOST_DECLINES)
    }

    /// Whether a charge is so unusual that it waits for the provider: what he has released is made.
    fn brakes(
        &self,
        (cashier, planned): (&Cashier<'_>, &Planned),
        collected: &mut Collected,
    ) -> bool {
        let (currency, captured) = (planned.currency, planned.captured());
        let brake = self.case.issuer.house.policy.brake(currency);
        let waits = self.case.top_up;
        let released = waits.is_some_and(|it| it.released);
        if released || !braked(captured, cashier.highest(currency), brake) {
            self.waits_no_longer(collected);
            return false;
        }
        if waits.is_none() {
            collected.parked.push(Parked {
                account: self.case.id.clone(),
                subject: format!("{TOP_UP_OF}{}", self.case.id),
                cause: unusual(Money::new(captured, currency)),
                planned_on: self.today,
                at: self.work.turn.now,
            });
        }
        true
    }

    fn waits_no_longer(&self, collected: &mut Collected) {
        if self.case.top_up.is_some() {
            collected
                .unparked
                .push(format!("{TOP_UP_OF}{}", self.case.id));
        }
    }

    /// What the rule comes to now.
    async fn due(
        &self,
        tx: &mut Tx,
        (terms, it): (&TopUp, &Wanted),
        (cashier, payer): (&Cashier<'_>, Option<&BillingAccountId>),
    ) -> Result<(Due, Funds), StoreError> {
        let currency = terms.currency;
        let of = (&self.case.id, currency);
        let balance = self.own.get(&currency).map_or(0, |row| row.credit_minor);
        let arriving = store::payment::arriving(tx, of).await?;
        // With what was begun for invoices of today.
        let payers = Payers::read_all(tx, &[(&self.case.id, self.today)]).await?;
        let payers = payers.get(&self.case.id);
        let known = payers.zip(payer).and_then(|(all, id)| all.find(id));
        let least = known.and_then(|known| minimum(known, currency, cashier.gateways));
        let policy = &self.case.issuer.house.policy;
        let funds = Funds::of(policy, currency, (balance, arriving));
        let funds = funds.by(least.map_or(0, |least| least.minor));
        let (year, month, _) = self.today.parts();
        let first = Date::new(year, month, 1).unwrap_or(self.today);
        let since = begin_of(&self.case.row.time_zone, first);
        let spent = top_up::topped(tx, of, since).await?;
        let now = Standing {
            available: available(self.own, currency),
            arriving,
            spent,
            least: funds.least,
            room: funds.room(),
            cap: known.and_then(|known| known.room(currency)),
            declines: it.declines,
        };
        Ok((due(&terms.rule()?, &now), funds))
    }

    /// Begins a charge.
    async fn charge(
        &self,
        tx: &mut Tx,
        (cashier, planned): (&Cashier<'_>, &Planned),
        collected: &mut Collected,
    ) -> Result<PaymentId, BookingError> {
        let (ids, now) = (&self.work.ids, self.work.turn.now);
        let mut book = load_one(tx, Clerk { ids, now }, &self.case.id, &[]).await?;
        let of = Charging {
            ids,
            account: &self.case.id,
            today: self.today,
            now,
        };
        cashier.charge(&of, &mut book, (planned, collected))
    }
}

/// Who is charged, if that is possible by itself: nobody else is asked.
fn able(
    cashier: &Cashier<'_>,
    payer: Option<&BillingAccountId>,
    charge: (Currency, Date),
) -> Option<BillingAccountId> {
    let able = cashier.able(std::slice::from_ref(payer?), charge);
    able.into_iter().find(|it| Some(it) == payer)
}

/// Notes how the last charge ended.
fn ended(it: &mut Wanted, state: Option<OrderState>) {
    let Some(state) = state.filter(|state| it.payment_id.is_some() && state.is_final()) else {
        return;
    };
    it.payment_id = None;
    it.declines = match state {
        OrderState::Declined | OrderState::Cancelled => it.declines.saturating_add(1),
        _ => 0,
    };
}
