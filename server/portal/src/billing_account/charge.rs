//! The next charge of each billing account, of the invoices that are open now.

use std::collections::BTreeMap;

use billing::credit::available;
use billing::payer::Charge;
use model::billing_account::Method;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId};
use model::money::Money;
use model::time::Date;
use store::Tx;
use store::billing_account::assigned::{Open, invoices};
use store::credit::read::lots;

use crate::failure::Failure;
use crate::payers::Payers;

/// Open invoices that are looked at, by due date: later ones are not the next charge.
const INVOICES: i64 = 100;

/// The day and amounts of a charge.
pub(super) type NextCharge = (Date, Vec<Money>);

/// The next charge of each billing account: an invoice is collected on its due day, a late one
/// today; credit is used before, the oldest invoice first by due date, then number.
pub(super) async fn next(
    tx: &mut Tx,
    account: &AccountId,
    payers: &Payers,
    today: Date,
) -> Result<BTreeMap<BillingAccountId, NextCharge>, Failure> {
    let mut open = invoices(tx, account, INVOICES).await?;
    open.sort_by(|a, b| (a.due_on, &a.number).cmp(&(b.due_on, &b.number)));
    let lots = lots(tx, account).await?;
    let lots: Vec<_> = lots.iter().map(crate::credit::rule).collect();
    let mut credit: BTreeMap<Currency, Money> = BTreeMap::new();
    let mut charges: BTreeMap<BillingAccountId, NextCharge> = BTreeMap::new();
    for invoice in &open {
        let currency = invoice.currency;
        let left = credit
            .entry(currency)
            .or_insert_with(|| available(&lots, currency, today));
        let amount = Money::new(invoice.open_minor - cover(invoice, left), currency);
        let on = invoice.due_on.max(today);
        let payer = payers.who(&invoice.payers()?, Charge { on, amount });
        // Transfers are made by the customer.
        let charged = payer.filter(|known| known.row.method.0 != Method::BankTransfer);
        if let Some(known) = charged.filter(|_| !amount.is_zero()) {
            let next = charges
                .entry(known.id().clone())
                .or_insert_with(|| (on, Vec::new()));
            if next.0 == on {
                add(&mut next.1, amount)?;
            }
        }
    }
    Ok(charges)
}

/// What credit takes over of an invoice, in minor units.
fn cover(invoice: &Open, left: &mut Money) -> i64 {
    if !invoice.credit_first {
        return 0;
    }
    let part = left.minor.min(invoice.open_minor);
    left.minor -= part;
    part
}

fn add(amounts: &mut Vec<Money>, amount: Money) -> Result<(), Failure> {
    match amounts
        .iter_mut()
        .find(|sum| sum.currency == amount.currency)
    {
        Some(sum) => *sum = sum.plus(amount)?,
        None => amounts.push(amount),
    }
    Ok(())
}
