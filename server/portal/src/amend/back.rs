//! Where what had been settled of an invoice goes after a credit note.

use std::collections::BTreeMap;

use billing::ledger::Book;
use model::id::{BillingAccountId, InvoiceId, LotId, PaymentId};
use model::money::Money;
use model::time::Instant;
use serde_json::{Value, json};
use store::Tx;
use store::column::As;
use store::payment::{self, Order, Refund};

use super::credit::NoteTo;
use crate::booking::{AccountBook, BookingError, Returns};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::Denied;
use crate::refund::{Going, Open, make};
use crate::run::HandNote;

/// An order that paid for an invoice, and what of that is still there.
struct Payer {
    order: Order,
    open: Open,
    paid: i64,
}

/// What had been settled of an invoice, and by what.
pub(super) struct Back<'a> {
    at: (&'a Ids, Instant),
    /// The newest first.
    payers: Vec<Payer>,
    returns: Returns,
    /// What goes to where it was taken.
    pub refunds: Vec<Refund>,
    /// What became credit.
    pub lots: Vec<LotId>,
}

impl<'a> Back<'a> {
    /// Of an invoice whose account is locked, before the credit note; with the books of that
    /// account, which know its lots then.
    pub async fn load<'b>(
        tx: &mut Tx,
        at: (&'a Ids, Instant),
        (book, invoice): (AccountBook<'b>, &InvoiceId),
    ) -> Result<(Self, AccountBook<'b>), Denied> {
        let mut payers = Vec::new();
        for (reference, paid) in payment::paid_on(tx, invoice).await? {
            let Ok(id) = reference.parse::<PaymentId>() else {
                continue;
            };
            if let Some(order) = payment::one(tx, &id).await? {
                let open = Open::load(tx, &order).await?;
                let paid = paid - open.returned(invoice);
                payers.push(Payer { order, open, paid });
            }
        }
        let account = book.account.clone();
        let mut books = BTreeMap::from([(account.clone(), book)]);
        let returns = Returns::load(tx, &[invoice.as_str()], &mut books).await?;
        let book = books.remove(&account).ok_or(BookingError::Missing)?;
        let back = Self {
            at,
            payers,
            returns,
            refunds: Vec::new(),
            lots: Vec::new(),
        };
        Ok((back, book))
    }

    /// Sends back what a credit note put on `refund payable`, and says where it goes.
    pub fn send(
        &mut self,
        book: &mut AccountBook<'_>,
        made: &HandNote,
        to: NoteTo,
    ) -> Result<Vec<Value>, Denied> {
        let mut gone = Vec::new();
        let mut left = made.surplus;
        let invoice = &made.note.invoice;
        match to {
            NoteTo::Source => {
                for (order, payer, part) in self.captured(invoice, left.minor)? {
                    left.minor -= part.minor;
                    self.returns.less_money(invoice, part.minor);
                    let back = (part, payer.as_ref());
                    book.keep_payable(invoice, back, &made.stamp, made.transaction.clone());
                    gone.push(json!({"to": "payment", "ref": order, "amount": part.plain()}));
                }
            }
            NoteTo::Lots => {
                let spent = self.returns.spent(invoice).min(left.minor);
                self.returns.less_money(invoice, i64::MAX);
                let part = Money::new(spent, left.currency);
                gone.extend(self.come_back(book, made, part)?);
                left.minor -= spent;
                gone.extend(self.grant(book, made, left)?);
                left.minor = 0;
            }
            NoteTo::Credit => {
                gone.extend(self.grant(book, made, left)?);
                left.minor = 0;
            }
        }
        gone.extend(self.come_back(book, made, left)?);
        Ok(gone)
    }

    /// What came as money becomes credit, what came as credit goes into its lots.
    fn come_back(
        &mut self,
        book: &mut AccountBook<'_>,
        made: &HandNote,
        amount: Money,
    ) -> Result<Vec<Value>, Denied> {
        let what = (amount, made.transaction.clone());
        let gone = self.returns.send(book, &made.note, what, &made.stamp)?;
        let lots = std::mem::take(&mut self.returns.granted);
        self.lots.extend(lots.into_iter().map(|(_, lot)| lot));
        Ok(gone)
    }

    /// Decides what goes to where it was taken; of which order how much.
    fn captured(
        &mut self,
        invoice: &InvoiceId,
        mut left: i64,
    ) -> Result<Vec<(PaymentId, Option<BillingAccountId>, Money)>, Failure> {
        let mut gone = Vec::new();
        for payer in &mut self.payers {
            let order = &payer.order;
            let mut sum = 0;
            let most = payer.paid.min(left);
            for (capture, minor) in payer.open.take((order.currency, most), false) {
                sum += minor;
                let going = Going {
                    order,
                    capture,
                    amount: Money::new(minor, order.currency),
                    book: &Book::RefundPayable,
                    invoice: Some(invoice),
                    lot: None,
                };
                self.refunds.push(make(self.at, going)?);
            }
            left -= sum;
            if sum > 0 {
                let payer = order.billing_account_id.clone().map(|As(id)| id);
                gone.push((order.id.clone(), payer, Money::new(sum, order.currency)));
            }
        }
        Ok(gone)
    }

    /// Makes credit of so much.
    fn grant(
        &mut self,
        book: &mut AccountBook<'_>,
        made: &HandNote,
        amount: Money,
    ) -> Result<Option<Value>, Denied> {
        if amount.minor == 0 {
            return Ok(None);
        }
        let invoice = &made.note.invoice;
        book.keep_payable(
            invoice,
            (amount, None),
            &made.stamp,
            made.transaction.clone(),
        );
        let payer = self.returns.payer(invoice);
        let what = (amount, made.note.number.as_str(), payer);
        let lot = book.grant_back(invoice, what, &made.stamp)?;
        let gone = json!({"to": "lot", "ref": lot.as_str(), "amount": amount.plain()});
        self.lots.push(lot);
        Ok(Some(gone))
    }
}
