//! Credit of the customer.

mod grant;
mod lots;
mod low;

use async_trait::async_trait;
use model::Answer;
use model::account::CreditPosition;
use model::caller::{Caller, Permission};
use model::credit::{CreditQuery, CreditView, LowView, MovementView, SetLow};
use model::currency::Currency;
use model::money::Money;
use model::page::Page;
use model::portal::Credits;
use store::account::position::{Position, positions};
use store::credit::read::{Movement, movements};

use crate::account::WEEK;
use crate::checkout::policy;
use crate::cursor::{cursor, key};
use crate::desk::{Desk, require, require_proof};
use crate::failure::{Failure, answer};

pub use grant::{Grant, Granted};
pub(crate) use low::{TopUp, alerts_of};

/// Movements on a page.
const PAGE: usize = 25;

#[async_trait]
impl Credits for Desk {
    async fn show_credit(&self, caller: &Caller, query: CreditQuery) -> Answer<CreditView> {
        answer("show_credit", self.credit(caller, &query).await)
    }

    async fn show_low_credit(&self, caller: &Caller) -> Answer<LowView> {
        answer("show_low_credit", self.low(caller).await)
    }

    async fn set_low_credit(&self, caller: &Caller, request: SetLow) -> Answer<()> {
        answer("set_low_credit", self.set_low(caller, request).await)
    }
}

impl Desk {
    async fn credit(&self, caller: &Caller, query: &CreditQuery) -> Result<CreditView, Failure> {
        require(caller, Permission::ViewCredit)?;
        require_proof(caller)?;
        let after = key(query.after.as_deref(), |[day, currency, n]: [&str; 3]| {
            Some((day.parse().ok()?, currency.parse().ok()?, n.parse().ok()?))
        })?;
        let place = lots::place(query.lots.as_deref())?;
        let (mut tx, frame, today) = self.open(caller).await?;
        let account = &caller.account;
        let week = today.plus_days(WEEK);
        let positions = positions(&mut tx, account, today, week).await?;
        let lots = lots::page(&mut tx, account, today, place).await?;
        let rows = movements(&mut tx, account, after.as_ref(), PAGE as i64 + 1).await?;
        let page = Page::cut(rows, PAGE, |row| {
            let (day, n) = (row.on_day.to_string(), row.n.to_string());
            cursor(&[&day, row.currency.code(), &n])
        });
        let may = caller.administers() && caller.may(Permission::Pay);
        Ok(CreditView {
            withdraws: may && policy(&mut tx, account).await?.withdrawals,
            today,
            balances: balances(&positions, frame.currency),
            lots,
            movements: page.map(|row| movement(row, caller)),
        })
    }
}

/// Credit by currency, what there is first; the account's own currency is always there.
pub(crate) fn balances(positions: &[Position], own: Currency) -> Vec<CreditPosition> {
    let mut balances: Vec<CreditPosition> = positions
        .iter()
        .filter(|position| position.credit_minor > 0 || position.currency == own)
        .map(balance)
        .collect();
    if !balances.iter().any(|known| known.balance.currency == own) {
        balances.push(CreditPosition {
            balance: Money::zero(own),
            held: Money::zero(own),
            expiring: None,
        });
    }
    balances.sort_by_key(|known| {
        let currency = known.balance.currency;
        (known.balance.is_zero(), currency != own, currency)
    });
    balances
}

fn balance(position: &Position) -> CreditPosition {
    let money = |minor| Money::new(minor, position.currency);
    CreditPosition {
        balance: money(position.credit_minor),
        held: money(position.held_minor),
        expiring: position
            .expires_on
            .as_ref()
            .map(|day| (money(position.expiring_minor), day.0)),
    }
}

fn movement(row: Movement, caller: &Caller) -> MovementView {
    let invoices = caller.may(Permission::ViewInvoices);
    // Whoever is confined to some subscriptions sees payments of his own alone.
    let payments = caller.access.only.is_none();
    let invoice = row.invoice_id.zip(row.number);
    MovementView {
        id: row.id,
        on: row.on_day,
        reason: row.reason.0,
        origin: row.origin.0,
        amount: Money::new(row.amount_minor, row.currency),
        balance: Money::new(row.balance_minor, row.currency),
        invoice: invoice
            .filter(|_| invoices)
            .map(|(id, number)| (id.0, number)),
        payment: row.checkout_id.map(|it| it.0).filter(|_| payments),
    }
}
