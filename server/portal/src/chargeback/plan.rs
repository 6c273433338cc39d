use std::collections::BTreeMap;

use model::id::InvoiceId;
use model::money::Money;
use store::column::As;
use store::payment::{self, Allocation, Order};
use store::{StoreError, Tx};

use crate::booking::{AccountBook, BookingError, Stood};
use crate::refund::{Open, paid};

/// Where money stands, and how much of it.
type Stands = Vec<(Stood, i64)>;

/// What of an order's money can be taken back, as it stands.
pub(crate) struct Standing {
    /// What of it can go back.
    pub open: Open,
    parts: Vec<Allocation>,
    /// What was spent of the lots that it brought, the newest first.
    spent: Vec<payment::Spent>,
}

impl Standing {
    /// Of an order whose account is locked.
    pub async fn load(tx: &mut Tx, order: &Order) -> Result<Self, StoreError> {
        Ok(Self {
            parts: paid(tx, &order.id).await?,
            open: Open::load(tx, order).await?,
            spent: payment::spent_of(tx, (&order.account_id, &order.id)).await?,
        })
    }

    /// The invoices that may be open again by it.
    pub fn invoices(&self) -> Vec<&InvoiceId> {
        let paid = self.parts.iter().map(|part| &part.invoice_id);
        let bought = self.spent.iter().map(|it| &it.invoice_id.0);
        paid.chain(bought).collect()
    }

    /// The lots that it brought and that were spent.
    pub fn spent_lots(&self) -> impl Iterator<Item = &str> {
        self.spent.iter().map(|it| it.lot_id.0.as_str())
    }

    /// From where so much is taken: first what settles nothing; then what the capture has paid for
    /// invoices, the last first; then what is left of the credit that it brought, and last what of
    /// that was spent on invoices, the newest first. A capture beside the order's own has paid
    /// nothing: there credit comes before. The rest stands nowhere any more.
    pub fn plan(
        &self,
        book: &AccountBook<'_>,
        (order, capture, amount): (&Order, &str, Money),
    ) -> Result<Vec<(Stood, i64)>, BookingError> {
        let paid = self.paid();
        let credit = self.credit(book, (order, amount));
        let stands = if order.reference.as_deref() == Some(capture) {
            paid.into_iter().chain(credit)
        } else {
            credit.into_iter().chain(paid)
        };
        let apart = self.open.apart.iter();
        let apart = apart.filter(|it| it.currency == amount.currency);
        let apart = apart.map(|it| {
            let invoice = it.invoice_id.clone().map(|As(id)| id);
            (Stood::Apart(invoice), it.amount_minor)
        });
        let (mut left, mut plan) = (amount.minor, Vec::new());
        let all = apart.chain(stands).chain([(Stood::Nowhere, left)]);
        // What several places have paid of an invoice can be more than what is there of it.
        let mut theres: BTreeMap<InvoiceId, i64> = BTreeMap::new();
        for (stood, most) in all {
            let mut part = most.min(left).max(0);
            if let Stood::Paid(invoice) | Stood::Lot(_, Some(invoice)) = &stood {
                let settled = there(book, invoice, amount)?;
                let there = theres.entry(invoice.clone()).or_insert(settled);
                part = part.min(*there);
                *there -= part;
            }
            if part > 0 {
                left -= part;
                plan.push((stood, part));
            }
        }
        Ok(plan)
    }

    fn paid(&self) -> Stands {
        let parts = self.parts.iter().rev();
        let stands = parts.map(|part| {
            let paid = part.capture_minor - self.open.returned(&part.invoice_id);
            (Stood::Paid(part.invoice_id.clone()), paid)
        });
        stands.collect()
    }

    fn credit(&self, book: &AccountBook<'_>, (order, amount): (&Order, Money)) -> Stands {
        let brought = book.lots().iter().filter(|lot| {
            let own = lot.payment.as_deref() == Some(order.id.as_str());
            own && lot.amount.currency == amount.currency
        });
        let left = brought.map(|lot| {
            let free = lot.remaining - lot.held;
            (Stood::Lot(lot.id.clone(), None), free)
        });
        let spent = self.spent.iter().map(|it| {
            let (As(lot), As(invoice)) = (&it.lot_id, &it.invoice_id);
            let stood = Stood::Lot(lot.clone(), Some(invoice.clone()));
            (stood, it.amount_minor)
        });
        left.chain(spent).collect()
    }
}

/// What of an invoice is settled by money or credit in that currency.
fn there(book: &AccountBook<'_>, invoice: &InvoiceId, amount: Money) -> Result<i64, BookingError> {
    let standing = book.standing(invoice)?;
    let same = standing.currency == amount.currency;
    let there = standing.settled_minor - standing.returned_minor;
    Ok(if same { there } else { 0 })
}
