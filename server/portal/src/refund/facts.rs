use std::collections::BTreeMap;

use billing::checkout::{Capture, take};
use model::currency::Currency;
use model::id::InvoiceId;
use model::refund::RefundState;
use store::column::As;
use store::payment::{self, Apart, Order, Refund};
use store::{StoreError, Tx};

/// What of an order can go back.
pub(crate) struct Open {
    /// What is left of each capture by currency, the order's own first.
    pub captures: BTreeMap<Currency, Vec<Capture>>,
    /// What stands on `unapplied` and does not go anywhere yet.
    pub apart: Vec<Apart>,
    /// All refunds of it.
    pub refunds: Vec<Refund>,
    /// What of its money for invoices was taken back.
    missing: Vec<payment::Missing>,
}

const UNAPPLIED: &str = "unapplied";
const RECEIVABLE: &str = "receivable";
const PAYABLE: &str = "refund_payable";

impl Open {
    /// Of an order whose account is locked.
    pub async fn load(tx: &mut Tx, order: &Order) -> Result<Self, StoreError> {
        let refunds = payment::refunds_of(tx, &order.id).await?;
        let strays = payment::strays(tx, &order.id).await?;
        let all = payment::captured(tx, &order.id).await?;
        let disputes = payment::disputes_of(tx, &order.id).await?;
        let gone = |reference: &str| -> i64 {
            let of = refunds.iter().filter(|it| it.capture == reference);
            let counts = of.filter(|it| it.state.0 != RefundState::Failed);
            let back: i64 = counts.map(|it| it.amount_minor).sum();
            let of = disputes.iter().filter(|it| it.capture == reference);
            let lost = of.filter(|it| it.state != "won");
            back + lost.map(|it| it.amount_minor).sum::<i64>()
        };
        let captures = all.into_iter().map(|(As(currency), all)| {
            let beside = strays.iter().filter(|it| it.currency == currency);
            let strays = beside.map(|it| (it.reference.clone(), it.amount_minor));
            let strays: Vec<(String, i64)> = strays.collect();
            let beside: i64 = strays.iter().map(|(_, minor)| minor).sum();
            let own = order.reference.iter().cloned();
            let own = own.map(|name| (name, all.saturating_sub(beside)));
            let taken = own.chain(strays).filter(|(_, taken)| *taken > 0);
            let captures = taken.map(|(reference, taken)| Capture {
                left: taken.saturating_sub(gone(&reference)),
                reference,
            });
            (currency, captures.collect())
        });
        let captures = captures.collect();
        let mut apart = payment::apart_of(tx, (&order.account_id, order.id.as_str())).await?;
        for it in &mut apart {
            let invoice = it.invoice_id.clone();
            it.amount_minor -= going(&refunds, (it.currency, invoice.as_ref()));
        }
        apart.retain(|it| it.amount_minor > 0);
        Ok(Self {
            captures,
            apart,
            refunds,
            missing: payment::missing_of(tx, &order.id).await?,
        })
    }

    /// What is left at the gateway in all of a currency.
    pub fn left(&self, currency: Currency) -> i64 {
        let captures = self.captures.get(&currency).into_iter().flatten();
        captures.map(|it| it.left.max(0)).sum()
    }

    /// The currency of what can go back: the order's own, unless something is left of another one
    /// alone.
    pub fn currency(&self, order: &Order) -> Currency {
        let left = |currency: &&Currency| self.left(**currency) > 0;
        let mut others = self.captures.keys().filter(left);
        match self.left(order.currency) {
            0 => others.next().copied().unwrap_or(order.currency),
            _ => order.currency,
        }
    }

    /// Takes an amount out of the captures of a currency; those beside the order's own first where
    /// that is said.
    pub fn take(
        &mut self,
        (currency, amount): (Currency, i64),
        beside_first: bool,
    ) -> Vec<(String, i64)> {
        let captures = self.captures.entry(currency).or_default();
        if beside_first {
            captures.reverse();
        }
        let taken = take(captures, amount);
        if beside_first {
            captures.reverse();
        }
        taken
    }

    /// What of the order's money for an invoice goes or has gone back after a credit note, or was
    /// taken back.
    pub fn returned(&self, invoice: &InvoiceId) -> i64 {
        let of = self.refunds.iter().filter(|it| {
            it.invoice_id.as_ref().is_some_and(|As(id)| id == invoice)
                && [RECEIVABLE, PAYABLE].contains(&it.book.as_str())
        });
        let counts = of.filter(|it| it.state.0 != RefundState::Failed);
        let back: i64 = counts.map(|it| it.amount_minor).sum();
        let taken = self.missing.iter().filter(|it| it.invoice_id.0 == *invoice);
        back + taken.map(|it| it.amount_minor).sum::<i64>()
    }
}

/// What of the money on `unapplied` that names an invoice, or none, is on its way.
pub(crate) fn going(
    refunds: &[Refund],
    (money, invoice): (Currency, Option<&As<InvoiceId>>),
) -> i64 {
    let of = refunds.iter().filter(|it| {
        it.book == UNAPPLIED && it.currency == money && it.invoice_id.as_ref() == invoice
    });
    let under_way = of.filter(|it| !it.state.0.is_final());
    under_way.map(|it| it.amount_minor).sum()
}
