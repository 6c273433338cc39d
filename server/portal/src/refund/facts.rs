use billing::checkout::Capture;
use model::id::InvoiceId;
use model::refund::RefundState;
use store::column::As;
use store::payment::{self, Apart, Order, Refund};
use store::{StoreError, Tx};

/// What of an order can go back.
pub(crate) struct Open {
    /// What is left of each capture, the order's own first.
    pub captures: Vec<Capture>,
    /// What stands on `unapplied` and does not go anywhere yet.
    pub apart: Vec<Apart>,
    /// All refunds of it.
    pub refunds: Vec<Refund>,
    /// What of its money for invoices was taken back.
    missing: Vec<payment::Missing>,
}

const UNAPPLIED: &str = "unapplied";

impl Open {
    /// Of an order whose account is locked.
    pub async fn load(tx: &mut Tx, order: &Order) -> Result<Self, StoreError> {
        let refunds = payment::refunds_of(tx, &order.id).await?;
        let strays = payment::strays(tx, &order.id).await?;
        let all = payment::captured(tx, &order.id).await?;
        let beside: i64 = strays.iter().map(|it| it.amount_minor).sum();
        let disputes = payment::disputes_of(tx, &order.id).await?;
        let gone = |reference: &str| -> i64 {
            let of = refunds.iter().filter(|it| it.capture == reference);
            let counts = of.filter(|it| it.state.0 != RefundState::Failed);
            let back: i64 = counts.map(|it| it.amount_minor).sum();
            let of = disputes.iter().filter(|it| it.capture == reference);
            let lost = of.filter(|it| it.state != "won");
            back + lost.map(|it| it.amount_minor).sum::<i64>()
        };
        let own = order.reference.iter();
        let own = own.map(|reference| (reference.clone(), all.saturating_sub(beside)));
        let strays = strays
            .iter()
            .map(|it| (it.reference.clone(), it.amount_minor));
        let captures = own.chain(strays).map(|(reference, taken)| Capture {
            left: taken.saturating_sub(gone(&reference)),
            reference,
        });
        let captures = captures.collect();
        let mut apart = payment::apart_of(tx, (&order.account_id, order.id.as_str())).await?;
        for it in &mut apart {
            let invoice = it.invoice_id.clone();
            it.amount_minor -= going(&refunds, invoice.as_ref());
        }
        apart.retain(|it| it.amount_minor > 0 && it.currency == order.currency);
        Ok(Self {
            captures,
            apart,
            refunds,
            missing: payment::missing_of(tx, &order.id).await?,
        })
    }

    /// What is left at the gateway in all.
    pub fn left(&self) -> i64 {
        let left = self.captures.iter().map(|it| it.left.max(0));
        left.sum()
    }

    /// What of the order's money for an invoice goes or has gone back after a credit note, or was
    /// taken back.
    pub fn returned(&self, invoice: &InvoiceId) -> i64 {
        let of = self.refunds.iter().filter(|it| {
            it.invoice_id.as_ref().is_some_and(|As(id)| id == invoice) && it.book != UNAPPLIED
        });
        let counts = of.filter(|it| it.state.0 != RefundState::Failed);
        let back: i64 = counts.map(|it| it.amount_minor).sum();
        let taken = self.missing.iter().filter(|it| it.invoice_id.0 == *invoice);
        back + taken.map(|it| it.amount_minor).sum::<i64>()
    }
}

/// What of the money on `unapplied` that names an invoice, or none, is on its way.
fn going(refunds: &[Refund], invoice: Option<&As<InvoiceId>>) -> i64 {
    let of = refunds
        .iter()
        .filter(|it| it.book == UNAPPLIED && it.invoice_id.as_ref() == invoice);
    let under_way = of.filter(|it| !it.state.0.is_final());
    under_way.map(|it| it.amount_minor).sum()
}
