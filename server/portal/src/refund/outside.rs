//! Refunds that nobody here decided: somebody made them in the gateway's own pages.

use billing::ledger::Book;
use gateway::payment::Refunded;
use model::id::{InvoiceId, RefundId};
use model::money::Money;
use model::refund::RefundState;
use model::time::{Date, Instant};
use store::booking::lots_by_id;
use store::column::{As, Word};
use store::payment::{self, Order, Refund};
use store::run::Parked;
use store::{StoreError, Tx};

use super::make::act;
use crate::booking::{AccountBook, Clerk, Stamp, Stood, Taken, flush, load_one};
use crate::chargeback::{self, Standing, book_of};
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

/// Books money that went back without our doing from where it stands, as far as it is left at the
/// gateway by what is known here: what it had paid is open again by as much. The provider is told.
/// The account is locked.
pub(crate) async fn outside(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    it: &Outside<'_>,
) -> Result<(), Failure> {
    let order = it.order;
    let mut standing = Standing::load(tx, order).await?;
    if it.known(&standing) {
        return Ok(());
    }
    tracing::error!(payment = %order.id, "money went back without our doing");
    let held = it.held(&mut standing);
    let invoices: Vec<&str> = standing.invoices().iter().map(|id| id.as_str()).collect();
    let clerk = Clerk { ids, now };
    let mut book = load_one(tx, clerk, &order.account_id, &invoices).await?;
    let lots: Vec<&str> = standing.spent_lots().collect();
    for lot in lots_by_id(tx, &lots).await? {
        book.know(lot);
    }
    let plan = standing.plan(&book, (order, it.capture, held))?;
    let on = today_of(tx, &order.account_id, now).await?;
    let (rows, reopened) = it.give_back((ids, now, on), (&mut book, &plan))?;
    let missing = chargeback::missing(&book, reopens(&plan));
    flush(tx, vec![book]).await?;
    crate::run::reopen(tx, &order.account_id, &reopened, on).await?;
    payment::add_refunds(tx, &rows).await?;
    let reason = format!("The payment went back ({})", it.refunded.reference);
    chargeback::taken(tx, (ids, now), (reason, &missing)).await?;
    chargeback::rest(tx, order).await?;
    let acts = rows
        .iter()
        .map(|it| act(it, ("refund.made_outside", "gateway"), now));
    let acts: Vec<_> = acts.collect();
    store::audit::append(tx, &acts, crate::chain::link).await?;
    let subject = rows.first().map(|row| row.id.to_string());
    let subject = subject.unwrap_or_else(|| order.id.to_string());
    Ok(it.tell(tx, (subject, &plan, held), now).await?)
}

/// The invoices of which a plan takes what was paid.
fn reopens(plan: &[(Stood, i64)]) -> impl Iterator<Item = &InvoiceId> {
    plan.iter().filter_map(|(stood, _)| match stood {
        Stood::Paid(invoice) | Stood::Lot(_, Some(invoice)) => Some(invoice),
        Stood::Apart(_) | Stood::Lot(_, None) | Stood::Nowhere => None,
    })
}

impl Outside<'_> {
    fn known(&self, standing: &Standing) -> bool {
        let name = Some(self.refunded.reference.as_str());
        let mut refunds = standing.open.refunds.iter();
        refunds.any(|row| row.reference.as_deref() == name)
    }

    /// What of it can have gone back of that capture, by what is known here.
    fn held(&self, standing: &mut Standing) -> Money {
        let went = self.refunded.amount;
        for captures in standing.open.captures.values_mut() {
            captures.retain(|capture| capture.reference == self.capture);
        }
        let taken = standing.open.take((went.currency, went.minor), false);
        let minor = taken.iter().map(|(_, part)| part).sum();
        Money::new(minor, went.currency)
    }

    /// Books a plan; the refunds that it comes to, and which invoices were settled and are open
    /// again.
    fn give_back(
        &self,
        (ids, now, on): (&Ids, Instant, Date),
        (book, plan): (&mut AccountBook<'_>, &[(Stood, i64)]),
    ) -> Result<(Vec<Refund>, Vec<InvoiceId>), Failure> {
        let (mut rows, mut reopened) = (Vec::new(), Vec::new());
        for (stood, minor) in plan {
            if let Stood::Paid(invoice) | Stood::Lot(_, Some(invoice)) = stood
                && book.standing(invoice)?.open_minor == 0
            {
                reopened.push(invoice.clone());
            }
            let row = self.row((ids, now), (stood, *minor));
            let taken = Taken {
                payment: self.order.id.as_str(),
                from: &Book::cash(&row.gateway),
                payer: self.order.billing_account_id.as_ref().map(|As(id)| id),
                amount: Money::new(*minor, row.currency),
            };
            let stamp = Stamp {
                at: now,
                on,
                reference: format!("refund:{}", row.id),
            };
            book.give_back(&taken, stood, &stamp)?;
            rows.push(row);
        }
        Ok((rows, reopened))
    }

    fn row(&self, (ids, now): (&Ids, Instant), (stood, minor): (&Stood, i64)) -> Refund {
        let order = self.order;
        let (book, invoice, lot) = book_of(stood);
        Refund {
            id: ids.next(now, RefundId::make),
            payment_id: order.id.clone(),
            account_id: order.account_id.clone(),
            gateway: order.gateway.clone().unwrap_or_default(),
            capture: self.capture.to_owned(),
            request: None,
            book: book.to_string(),
            invoice_id: invoice.cloned().map(As),
            lot_id: lot.cloned().map(As),
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

    /// Tells the provider, who may know nothing of it, and what of it stood nowhere.
    async fn tell(
        &self,
        tx: &mut Tx,
        (subject, plan, held): (String, &[(Stood, i64)], Money),
        now: Instant,
    ) -> Result<(), StoreError> {
        let (order, went) = (self.order, self.refunded.amount);
        let lost = plan.iter().filter(|(stood, _)| *stood == Stood::Nowhere);
        let lost: i64 = lost.map(|(_, minor)| minor).sum();
        let of_it = |minor: i64, what: &str| match minor {
            0 => String::new(),
            minor => format!(
                "; {} of it {what}",
                Money::new(minor, went.currency).plain()
            ),
        };
        let cause = format!(
            "{} {} of {} went back at the payment provider, not from here{}{}",
            went.plain(),
            went.currency.code(),
            order.id,
            of_it(lost, "stood nowhere any more"),
            of_it(
                went.minor.saturating_sub(held.minor),
                "is more than was left, and is not booked"
            ),
        );
        let parked = Parked {
            account: order.account_id.clone(),
            subject,
            cause,
            planned_on: now.utc_date(),
            at: now,
        };
        store::run::park(tx, &[parked]).await
    }
}
