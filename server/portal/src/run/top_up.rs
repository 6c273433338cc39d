//! Step 6 of the run: after collection credit is topped up where it is low and the customer wants
//! that, and he is told where he wants to know (*Credit* in the specification of money).

use std::collections::{BTreeMap, HashMap};

use billing::checkout::{Funds, Order as Planned};
use billing::top_up::{Due, MOST_DECLINES, Standing, alert, due};
use model::currency::Currency;
use model::explain::Plain;
use model::id::{AccountId, BillingAccountId, CheckoutId};
use model::money::Money;
use model::payment::OrderState;
use model::time::{Date, Instant};
use store::booking::Position;
use store::column::As;
use store::credit::top_up::{self, Wanted};
use store::payment::Checkout;
use store::{StoreError, Tx};

use super::case::Case;
use super::cashier::Cashier;
use super::chunk::Work;
use super::collect::Collected;
use super::low::{Low, tell};
use crate::booking::{BookingError, Clerk, load_one};
use crate::checkout::{Entry, minimum};
use crate::credit::TopUp;
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
    let unreadable = |cause: String| StoreError::unreadable("account.credit_alert", cause);
    let named: Option<BTreeMap<Currency, Plain>> = it
        .credit_alert
        .as_deref()
        .map(serde_json::from_str)
        .transpose()
        .map_err(|cause| unreadable(cause.to_string()))?;
    let told = it.told.as_deref().unwrap_or_default();
    let mut low = Vec::new();
    for (currency, least) in named.unwrap_or_default() {
        let least = Money::from_major(least.0, currency);
        let least = least.map_err(|cause| unreadable(cause.to_string()))?;
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
        let Some(json) = it.top_up.clone() else {
            return Ok(false);
        };
        let terms: TopUp = serde_json::from_str(&json)
            .map_err(|cause| StoreError::unreadable("account.top_up", cause))?;
        let before = it.clone();
        if it.rule.as_deref() != Some(json.as_str()) {
            (it.rule, it.declines) = (Some(json), 0);
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
                if let Some(planned) = planned {
                    it.payment_id = self.charge(tx, (cashier, &planned), collected).await?;
                    it.tried_on = Some(As(self.today));
                }
            }
            (Due::Charge(_) | Due::Nothing | Due::NoRoom | Due::Paused, _) => {}
        }
        Ok(matches!(due, Due::Charge(_) | Due::NoRoom) && it.declines < MOST_DECLINES)
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
            declines: it.declines,
        };
        let cap = known.and_then(|known| known.room(currency));
        let due = match (due(&terms.rule()?, &now), cap) {
            // What would exceed the cap of a billing account is not charged, in no part.
            (Due::Charge(minor), Some(cap)) if minor > cap => Due::NoRoom,
            (due, _) => due,
        };
        Ok((due, funds))
    }

    /// Begins a charge.
    async fn charge(
        &self,
        tx: &mut Tx,
        (cashier, planned): (&Cashier<'_>, &Planned),
        collected: &mut Collected,
    ) -> Result<Option<As<model::id::PaymentId>>, BookingError> {
        let (ids, now): (_, Instant) = (&self.work.ids, self.work.turn.now);
        let id = ids.next(now, CheckoutId::make);
        let checkout = Checkout {
            key: id.to_string(),
            id,
            account_id: self.case.id.clone(),
            digest: String::new(),
            person_id: None,
            created_at: now.0,
        };
        let entry = Entry {
            ids,
            gateways: cashier.gateways,
            payers: &cashier.payers,
            checkout: &checkout,
            today: self.today,
            at: now,
        };
        let mut book = load_one(tx, Clerk { ids, now }, &self.case.id, &[]).await?;
        let (mut row, _) = entry.begun(&mut book, 1, planned)?;
        collected.acts.push(entry.act(std::slice::from_ref(&row)));
        // Whoever looks at payments sends it at once, and asks again after a minute.
        (row.next_look_at, row.looks) = (Some(now.0), -1);
        let payment = row.id.clone();
        collected.charges.push((checkout, row));
        Ok(Some(As(payment)))
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
