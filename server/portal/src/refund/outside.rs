//! Refunds that nobody here decided: somebody made them in the gateway's own pages.

use billing::ledger::{Apart, Book, Payment};
use gateway::payment::Refunded;
use model::id::{InvoiceId, RefundId};
use model::money::Money;
use model::refund::RefundState;
use model::time::{Date, Instant};
use store::Tx;
use store::column::{As, Word};
use store::payment::{self, Allocation, Order, Refund};

use super::facts::Open;
use super::make::act;
use crate::booking::{AccountBook, Clerk, Stamp, flush, load_one};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::zone::today_of;

/// Money that went back without our doing.
pub(crate) struct Outside<'a> {
    pub order: &'a Order,
    /// What the gateway calls the capture.
    pub capture: &'a str,
    pub refunded: &'a Refunded,
}

/// Books money that went back without our doing: first what settled nothing, then what had been
/// paid for invoices, the last first, which are open again by as much. The account is locked.
pub(crate) async fn outside(
    tx: &mut Tx,
    at: (&Ids, Instant),
    it: &Outside<'_>,
) -> Result<(), Failure> {
    let (order, now) = (it.order, at.1);
    let mut open = Open::load(tx, order).await?;
    let name = Some(it.refunded.reference.as_str());
    if open
        .refunds
        .iter()
        .any(|row| row.reference.as_deref() == name)
    {
        return Ok(());
    }
    tracing::error!(payment = %order.id, "money went back without our doing");
    let refunded = it.refunded.amount;
    for captures in open.captures.values_mut() {
        captures.retain(|capture| capture.reference == it.capture);
    }
    let held = open.take((refunded.currency, refunded.minor), false);
    let held: i64 = held.iter().map(|(_, part)| part).sum();
    let parts = payment::parts(tx, &order.id).await?;
    let invoices: Vec<&str> = parts.iter().map(|it| it.invoice_id.as_str()).collect();
    let clerk = Clerk { ids: at.0, now };
    let mut book = load_one(tx, clerk, &order.account_id, &invoices).await?;
    let (mut rows, on) = (Vec::new(), today_of(tx, &order.account_id, now).await?);
    let mut reopened: Vec<InvoiceId> = parts.iter().map(|it| it.invoice_id.clone()).collect();
    reopened.retain(|id| settled(&book, id));
    let left = it.apart((at, on), (&mut book, &open), (held, &mut rows))?;
    let left = it.invoices((at, on), (&mut book, &open, &parts), (left, &mut rows))?;
    if left > 0 || held < it.refunded.amount.minor {
        tracing::error!(payment = %order.id, left, "more went back than was there");
    }
    reopened.retain(|id| !settled(&book, id));
    flush(tx, vec![book]).await?;
    crate::run::reopen(tx, &order.account_id, &reopened, on).await?;
    payment::add_refunds(tx, &rows).await?;
    let acts = rows
        .iter()
        .map(|it| act(it, ("refund.made_outside", "gateway"), now));
    let acts: Vec<_> = acts.collect();
    Ok(store::audit::append(tx, &acts, crate::chain::link).await?)
}

/// Whether nothing is open of an invoice.
fn settled(book: &AccountBook<'_>, invoice: &InvoiceId) -> bool {
    let standing = book.standing(invoice);
    standing.is_ok_and(|it| it.open_minor == 0)
}

/// When, by whose ids, and on which day of the account.
type At<'a> = ((&'a Ids, Instant), Date);

impl Outside<'_> {
    fn apart(
        &self,
        at: At<'_>,
        (book, open): (&mut AccountBook<'_>, &Open),
        (mut left, rows): (i64, &mut Vec<Refund>),
    ) -> Result<i64, Failure> {
        let money = self.refunded.amount.currency;
        for it in open.apart.iter().filter(|it| it.currency == money) {
            let part = it.amount_minor.min(left);
            if part > 0 {
                left -= part;
                let row = self.row(at.0, (&Book::Unapplied, part), it.invoice_id.clone());
                let apart = Apart {
                    payment: self.order.id.as_str(),
                    invoice: it.invoice_id.as_ref().map(|As(id)| id),
                    amount: Money::new(part, money),
                };
                book.apart_gone(&apart, &Book::cash(&row.gateway), &stamp(&row, at))?;
                rows.push(row);
            }
        }
        Ok(left)
    }

    fn invoices(
        &self,
        at: At<'_>,
        (book, open, parts): (&mut AccountBook<'_>, &Open, &[Allocation]),
        (mut left, rows): (i64, &mut Vec<Refund>),
    ) -> Result<i64, Failure> {
        let payer = self.order.billing_account_id.as_ref().map(|As(id)| id);
        for it in parts.iter().rev() {
            let standing = book.standing(&it.invoice_id)?;
            let there = (standing.settled_minor - standing.returned_minor).max(0);
            let paid = it.capture_minor - open.returned(&it.invoice_id);
            let same = standing.currency == self.refunded.amount.currency;
            let part = if same { paid.min(there).min(left) } else { 0 };
            if part > 0 {
                left -= part;
                let invoice = Some(As(it.invoice_id.clone()));
                let row = self.row(at.0, (&Book::Receivable, part), invoice);
                let payment = Payment {
                    invoice: &it.invoice_id,
                    from: &Book::cash(&row.gateway),
                    payment: Some(self.order.id.as_str()),
                    amount: Money::new(part, self.order.currency),
                    open: Money::zero(self.order.currency),
                };
                book.taken_back(&payment, (payer, false), &stamp(&row, at))?;
                rows.push(row);
            }
        }
        Ok(left)
    }

    fn row(
        &self,
        (ids, now): (&Ids, Instant),
        (book, minor): (&Book, i64),
        invoice_id: Option<As<InvoiceId>>,
    ) -> Refund {
        let order = self.order;
        Refund {
            id: ids.next(now, RefundId::make),
            payment_id: order.id.clone(),
            account_id: order.account_id.clone(),
            gateway: order.gateway.clone().unwrap_or_default(),
            capture: self.capture.to_owned(),
            request: None,
            book: book.to_string(),
            invoice_id,
            lot_id: None,
            currency: self.refunded.amount.currency,
            amount_minor: minor,
            state: Word(RefundState::Succeeded),
            reference: Some(self.refunded.reference.clone()),
            code: None,
            created_at: now.0,
            next_look_at: None,
            looks: 0,
            ended_at: Some(now.0),
        }
    }
}

fn stamp(row: &Refund, ((_, at), on): At<'_>) -> Stamp {
    Stamp {
        at,
        on,
        reference: format!("refund:{}", row.id),
    }
}
