use std::sync::Arc;

use billing::credit_note::Extent;
use billing::ledger::{Apart, Book};
use model::id::{InvoiceId, LotId, PaymentId, RefundId};
use model::money::Money;
use model::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::audit::Act;
use store::booking::{add_credit_note_lines, add_credit_notes, money_on};
use store::column::As;
use store::payment::{self, Allocation, Order, Refund};
use store::{StoreError, Tx, account};

use super::facts::Open;
use super::lot::{lots_left, send_lot};
use super::make::{Going, make};
use super::sweep::write;
use crate::booking::{AccountBook, Clerk, Issued, Stamp, flush, granted, issued, load_one};

use crate::chargeback;
use crate::checkout::Till;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::run::{HandNote, Notary, Refused};
use crate::zone::date_in;

/// Where money goes back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// To where it was taken.
    #[default]
    Source,
    /// To the customer's credit.
    Credit,
}

/// What is to go back of a payment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// How much, in major units; all that is left if absent.
    pub amount: Option<String>,
    /// Where to.
    #[serde(default)]
    pub to: To,
}

/// What goes back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// How much in all, in major units: where rounding of tax forbids exactly what was asked, it is
    /// the nearest below.
    pub amount: String,
    /// What goes to where it was taken.
    pub refunds: Vec<RefundId>,
    /// What became credit.
    pub credits: Vec<LotId>,
    /// The numbers of the credit notes that came with it.
    pub credit_notes: Vec<String>,
}

impl Till {
    /// Gives a payment back, in part or as a whole: first what settled nothing, then what is left
    /// of the credit that it bought, then what was paid for invoices, the last first, each with
    /// its credit note. What goes to where it was taken is decided first and sent then.
    ///
    /// # Errors
    /// When there is no such payment, or less is left of it.
    pub async fn refund_payment(
        &self,
        id: &str,
        asked: Asked,
        action: Action,
    ) -> Result<Returned, Denied> {
        let id: PaymentId = id.parse().map_err(|_| Denied::Unknown)?;
        let of = Arc::new((id, asked, action, Arc::clone(&self.ids)));
        let now = self.clock.now();
        let done = self.db.write(move |tx| {
            let of = Arc::clone(&of);
            Box::pin(async move { decide(tx, (&of.3, now), (&of.0, &of.1), &of.2).await })
        });
        let returned: Returned = done.await?;
        self.send_back(&returned.refunds).await;
        Ok(returned)
    }
}

async fn decide(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    (id, asked): (&PaymentId, &Asked),
    action: &Action,
) -> Result<Returned, Denied> {
    let order = payment::one(tx, id).await?.ok_or(Denied::Unknown)?;
    account::lock(tx, &order.account_id).await?;
    let order = payment::one(tx, id).await?.ok_or(Denied::Unknown)?;
    let asks = Asks::new("payment.refunded", &format!("payment {id}"), json!(asked));
    if let Some(before) = provider::before(tx, action, &asks).await? {
        return Ok(before);
    }
    let open = Open::load(tx, &order).await?;
    let wanted = wanted(&order, &open, asked)?;
    let mut deciding = Deciding::open(tx, (ids, now), (&order, open), asked.to).await?;
    let rest = deciding.apart(wanted)?;
    let rest = deciding.credit_left(rest)?;
    let rest = deciding.invoices(tx, rest).await?;
    let gone = Money::new(wanted.minor - rest, wanted.currency);
    if gone.minor == 0 {
        return Err(Denied::Useless("Nothing of it can go back"));
    }
    let returned = deciding.write(tx, (gone, &action.actor)).await?;
    provider::after(tx, action, (&asks, Some(&order.account_id)), &returned, now).await?;
    Ok(returned)
}

/// How much is to go back: at most what is left.
fn wanted(order: &Order, open: &Open, asked: &Asked) -> Result<Money, Denied> {
    let money = open.currency(order);
    let left = Money::new(open.left(money), money);
    if left.minor <= 0 {
        return Err(Denied::Useless("Nothing of the payment is left to go back"));
    }
    let Some(text) = &asked.amount else {
        return Ok(left);
    };
    let amount = Money::parse(text, money);
    let amount = amount.map_err(|_| Denied::Useless("The amount is none of that currency"))?;
    if amount.minor <= 0 || amount.minor > left.minor {
        return Err(Denied::Useless(
            "The amount is more than is left of the payment",
        ));
    }
    Ok(amount)
}

/// What an order has paid: not always what it was to pay, for the provider may have put what came
/// twice, or otherwise than asked, to another use.
pub(crate) async fn paid(tx: &mut Tx, order: &PaymentId) -> Result<Vec<Allocation>, StoreError> {
    let mut parts = payment::parts(tx, order).await?;
    for part in &mut parts {
        part.capture_minor = 0;
    }
    for (As(invoice_id), capture_minor) in payment::paid_by(tx, order).await? {
        match parts.iter_mut().find(|it| it.invoice_id == invoice_id) {
            Some(part) => part.capture_minor = capture_minor,
            None => parts.push(Allocation {
                payment_id: order.clone(),
                n: i64::try_from(parts.len()).unwrap_or_default() + 1,
                invoice_id,
                credit_minor: 0,
                capture_minor,
            }),
        }
    }
    Ok(parts)
}

/// What is decided under the account's lock, and not written yet.
struct Deciding<'a> {
    at: (&'a Ids, Instant),
    order: &'a Order,
    open: Open,
    to: To,
    stamp: Stamp,
    parts: Vec<Allocation>,
    book: AccountBook<'a>,
    refunds: Vec<Refund>,
    lots: Vec<LotId>,
    notes: Vec<HandNote>,
}

impl<'a> Deciding<'a> {
    async fn open(
        tx: &mut Tx,
        at: (&'a Ids, Instant),
        (order, open): (&'a Order, Open),
        to: To,
    ) -> Result<Self, Failure> {
        let parts = paid(tx, &order.id).await?;
        let invoices: Vec<&str> = parts.iter().map(|it| it.invoice_id.as_str()).collect();
        let clerk = Clerk {
            ids: at.0,
            now: at.1,
        };
        let book = load_one(tx, clerk, &order.account_id, &invoices).await?;
        let frame = account::read::frame(tx, &order.account_id).await?;
        let zone = frame.map(|frame| frame.time_zone).unwrap_or_default();
        let stamp = Stamp {
            at: at.1,
            on: date_in(&zone, at.1),
            reference: String::new(),
        };
        Ok(Self {
            at,
            order,
            open,
            to,
            stamp,
            parts,
            book,
            refunds: Vec::new(),
            lots: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Gives back what settled nothing; what is still wanted after it.
    fn apart(&mut self, wanted: Money) -> Result<i64, Failure> {
        let mut left = wanted.minor;
        for it in std::mem::take(&mut self.open.apart) {
            let part = it.amount_minor.min(left);
            let invoice = it.invoice_id.as_ref().map(|As(id)| id);
            if part == 0 || it.currency != wanted.currency {
                continue;
            }
            left -= part;
            let amount = Money::new(part, it.currency);
            match self.to {
                To::Source => self.send((amount, &Book::Unapplied), invoice)?,
                To::Credit => {
                    let apart = Apart {
                        payment: self.order.id.as_str(),
                        invoice,
                        amount,
                    };
                    self.lots
                        .push(self.book.apart_granted(&apart, &self.stamp)?);
                }
            }
        }
        Ok(left)
    }

    /// Decides to send an amount to where it was taken.
    fn send(
        &mut self,
        (amount, book): (Money, &Book),
        invoice: Option<&InvoiceId>,
    ) -> Result<(), Failure> {
        let beside_first = *book == Book::Unapplied;
        let of = (amount.currency, amount.minor);
        for (capture, minor) in self.open.take(of, beside_first) {
            let going = Going {
                order: self.order,
                capture,
                amount: Money::new(minor, amount.currency),
                book,
                invoice,
                lot: None,
            };
            self.refunds.push(make(self.at, going)?);
        }
        Ok(())
    }

    /// Gives back what is left of the credit that it bought, the newest first, unless it is to
    /// become just that; what is still wanted after it.
    fn credit_left(&mut self, mut wanted: i64) -> Result<i64, Failure> {
        if self.to == To::Credit {
            return Ok(wanted);
        }
        let currency = self.open.currency(self.order);
        for (lot, free) in lots_left(&self.book, (self.order, currency)) {
            let part = Money::new(free.min(wanted), currency);
            let refunds = send_lot(
                self.at,
                (self.order, &mut self.open),
                (&mut self.book, &lot, part),
            )?;
            wanted -= refunds.iter().map(|it| it.amount_minor).sum::<i64>();
            self.refunds.extend(refunds);
        }
        Ok(wanted)
    }

    /// Gives back what was paid for invoices, the last first; what is still wanted after it.
    async fn invoices(&mut self, tx: &mut Tx, mut wanted: i64) -> Result<i64, Denied> {
        if wanted == 0 {
            return Ok(wanted);
        }
        let ids: Vec<String> = self
            .parts
            .iter()
            .map(|it| it.invoice_id.to_string())
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let (papers, money) = (issued(tx, &ids).await?, money_on(tx, &ids).await?);
        let notary = Notary::open(tx, self.at.0, self.at.1).await?;
        for part in self.parts.clone().iter().rev() {
            let paid = part.capture_minor - self.open.returned(&part.invoice_id);
            let there = money.iter().find(|(As(id), _)| *id == part.invoice_id);
            let most = paid.min(there.map_or(0, |(_, minor)| *minor)).min(wanted);
            let Some(paper) = papers.get(&part.invoice_id).filter(|_| most > 0) else {
                continue;
            };
            let gone = self.credit(tx, &notary, (paper, most)).await?;
            wanted -= gone;
            // What rounding leaves is no reason to credit another invoice by a cent.
            if gone < most {
                break;
            }
        }
        Ok(wanted)
    }

    /// Credits so much of an invoice and gives it back; how much that is.
    async fn credit(
        &mut self,
        tx: &mut Tx,
        notary: &Notary<'_>,
        (paper, amount): (&Issued, i64),
    ) -> Result<i64, Denied> {
        let invoice = paper.head.id.clone();
        if self
            .book
            .standing(&invoice)
            .is_ok_and(|it| it.open_minor > 0)
        {
            let why = "An invoice of it is partly open: credit that first";
            return Err(Denied::Useless(why));
        }
        let extent = Extent::Amount(amount);
        let made = notary.issue(tx, &mut self.book, (paper, &extent)).await;
        let mut made = made.map_err(refused)?;
        let (surplus, stamp) = (made.surplus, made.stamp.clone());
        let payer = self.order.billing_account_id.as_ref().map(|As(id)| id);
        let back = (surplus, payer.filter(|_| self.to == To::Source));
        self.book
            .keep_payable(&invoice, back, &stamp, made.transaction.clone());
        let gone = match self.to {
            To::Source => {
                self.send((surplus, &Book::RefundPayable), Some(&invoice))?;
                json!({"to": "payment", "ref": self.order.id, "amount": surplus.plain()})
            }
            To::Credit => {
                let payment = Some(self.order.id.as_str());
                let what = (surplus, made.note.number.as_str(), payment);
                let lot = self.book.grant_back(&invoice, what, &stamp)?;
                let gone = json!({"to": "lot", "ref": lot.as_str(), "amount": surplus.plain()});
                self.lots.push(lot);
                gone
            }
        };
        made.returns(vec![gone]);
        self.notes.push(made);
        Ok(surplus.minor)
    }

    async fn write(self, tx: &mut Tx, (gone, actor): (Money, &str)) -> Result<Returned, Failure> {
        let now = self.at.1;
        let owner = &self.order.account_id;
        let lots = self
            .lots
            .iter()
            .map(|lot| granted(owner, lot, (actor, now)));
        let acts = self.notes.iter().map(|it| it.act(actor)).chain(lots);
        let acts: Vec<Act> = acts.collect();
        let notes: Vec<_> = self.notes.into_iter().map(|it| it.note).collect();
        store::run::unpark(tx, &[self.order.id.as_str()]).await?;
        add_credit_notes(tx, &notes).await?;
        add_credit_note_lines(tx, &notes).await?;
        flush(tx, vec![self.book]).await?;
        if self.refunds.iter().any(|it| it.lot_id.is_some()) {
            chargeback::rest(tx, self.order).await?;
        }
        let refunds = write(tx, &self.refunds, (actor, now)).await?;
        store::audit::append(tx, &acts, crate::chain::link).await?;
        Ok(Returned {
            amount: gone.plain(),
            refunds,
            credits: self.lots,
            credit_notes: notes.into_iter().map(|it| it.number).collect(),
        })
    }
}

fn refused(refused: Refused) -> Denied {
    match refused {
        Refused::Note(cause) => {
            tracing::warn!(%cause, "an invoice cannot be credited");
            Denied::Useless("An invoice of it cannot be credited by that much")
        }
        Refused::Booking(error) => error.into(),
    }
}
