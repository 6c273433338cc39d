use std::collections::BTreeMap;

use model::credit::Origin;
use model::id::{AccountId, InvoiceId, LotId, TransactionId};
use model::money::Money;
use model::time::Instant;
use serde_json::{Value, json};
use store::audit::Act;
use store::booking::{CreditNote, Lot, credit_on, lots_by_id, money_on};
use store::column::As;
use store::payment::paid_on;
use store::{StoreError, Tx};

use super::{AccountBook, BookingError, Refund, Stamp};

/// What of invoices had been settled, and by what: where it goes back to.
pub(crate) struct Returns {
    money: BTreeMap<InvoiceId, i64>,
    credit: BTreeMap<InvoiceId, Vec<(LotId, i64)>>,
    /// By which payment, where one alone has paid.
    payer: BTreeMap<InvoiceId, String>,
    /// The lots that were made.
    pub granted: Vec<(AccountId, LotId)>,
}

impl Returns {
    /// Reads what was settled; the lots that were used up for it are added to the books.
    pub async fn load(
        tx: &mut Tx,
        invoices: &[&str],
        books: &mut BTreeMap<AccountId, AccountBook<'_>>,
    ) -> Result<Self, StoreError> {
        let money = money_on(tx, invoices).await?;
        let mut credit: BTreeMap<InvoiceId, Vec<(LotId, i64)>> = BTreeMap::new();
        let mut lots = Vec::new();
        for (invoice, lot, minor) in credit_on(tx, invoices).await? {
            lots.push(lot.0.to_string());
            credit.entry(invoice.0).or_default().push((lot.0, minor));
        }
        let lots: Vec<&str> = lots.iter().map(String::as_str).collect();
        for lot in lots_by_id(tx, &lots).await? {
            if let Some(book) = books.get_mut(&lot.account) {
                book.know(lot);
            }
        }
        let mut payer = BTreeMap::new();
        for (As(invoice), _) in money.iter().filter(|(_, minor)| *minor > 0) {
            if let [(payment, _)] = paid_on(tx, invoice).await?.as_slice() {
                payer.insert(invoice.clone(), payment.clone());
            }
        }
        Ok(Self {
            money: money.into_iter().map(|(id, minor)| (id.0, minor)).collect(),
            credit,
            payer,
            granted: Vec::new(),
        })
    }

    /// So much of the money that was paid for an invoice goes back in another way.
    pub fn less_money(&mut self, invoice: &InvoiceId, minor: i64) {
        if let Some(money) = self.money.get_mut(invoice) {
            *money = money.saturating_sub(minor).max(0);
        }
    }

    /// The payment whose money it is that goes back of an invoice, where one alone has paid: what
    /// is taken back of it later takes what it has become.
    pub fn payer(&self, invoice: &InvoiceId) -> Option<&str> {
        self.payer.get(invoice).map(String::as_str)
    }

    /// What of lots was spent on an invoice and is still there.
    pub fn spent(&self, invoice: &InvoiceId) -> i64 {
        let lots = self.credit.get(invoice).into_iter().flatten();
        lots.map(|(_, minor)| minor).sum()
    }

    /// Sends back what a credit note put on `refund payable`: what came as money becomes a lot, for
    /// nothing can be sent to its source yet; what came as credit goes into its lots. Says where it
    /// went.
    pub fn send(
        &mut self,
        book: &mut AccountBook<'_>,
        note: &CreditNote,
        (mut surplus, transaction): (Money, TransactionId),
        stamp: &Stamp,
    ) -> Result<Vec<Value>, BookingError> {
        let mut gone = Vec::new();
        let money = self.money.entry(note.invoice.clone()).or_default();
        let part = Money::new(surplus.minor.min(*money), surplus.currency);
        if part.minor > 0 {
            *money -= part.minor;
            surplus = surplus.minus(part)?;
            book.keep_payable(&note.invoice, (part, None), stamp, transaction.clone());
            let payer = self.payer(&note.invoice);
            let lot = book.grant_back(&note.invoice, (part, &note.number, payer), stamp)?;
            gone.push(json!({"to": "lot", "ref": lot.as_str(), "amount": part.plain()}));
            self.granted.push((note.account.clone(), lot));
        }
        let lots = self.credit.entry(note.invoice.clone()).or_default();
        let spent: i64 = lots.iter().map(|(_, minor)| minor).sum();
        let part = Money::new(surplus.minor.min(spent), surplus.currency);
        if part.minor > 0 {
            surplus = surplus.minus(part)?;
            gone.extend(to_lots(book, (note, lots), part, stamp)?);
        }
        if surplus.minor > 0 {
            book.keep_payable(&note.invoice, (surplus, None), stamp, transaction);
            gone.push(json!({"to": "refund_payable", "amount": surplus.plain()}));
        }
        Ok(gone)
    }
}

/// What the audit trail says of a lot that was made.
pub(crate) fn granted(account: &AccountId, lot: &LotId, (actor, now): (&str, Instant)) -> Act {
    Act {
        scope: account.to_string(),
        at: now,
        actor: actor.to_owned(),
        address: String::new(),
        action: "credit.granted".to_owned(),
        subject: format!("credit {lot}"),
        detail: json!({ "origin": "refund" }).to_string(),
    }
}

fn to_lots(
    book: &mut AccountBook<'_>,
    (note, lots): (&CreditNote, &mut [(LotId, i64)]),
    part: Money,
    stamp: &Stamp,
) -> Result<Vec<Value>, BookingError> {
    let used = lots.iter().filter(|(_, minor)| *minor > 0);
    let used: Vec<(LotId, Money)> = used
        .map(|(lot, minor)| (lot.clone(), Money::new(*minor, part.currency)))
        .collect();
    let refund = Refund {
        amount: part,
        from: None,
        billing_account: None,
        used: &used,
    };
    let stamp = Stamp {
        reference: format!("refund:{}", stamp.reference),
        ..stamp.clone()
    };
    let mut gone = Vec::new();
    for (lot, amount) in book.pay_back(&note.invoice, &refund, &stamp)? {
        for (_, minor) in lots.iter_mut().filter(|(id, _)| *id == lot) {
            *minor -= amount.minor;
        }
        let name = book.lots().iter().find(|it| it.id == lot);
        let name = name.map(|it| it.reference.clone());
        gone.push(json!({"to": "lot", "ref": name, "amount": amount.plain()}));
    }
    Ok(gone)
}

impl AccountBook<'_> {
    /// Makes a lot of what a credit note put on `refund payable`; `note` is its number, `payment`
    /// what had brought the money, if it is known.
    pub(crate) fn grant_back(
        &mut self,
        invoice: &InvoiceId,
        (amount, note, payment): (Money, &str, Option<&str>),
        stamp: &Stamp,
    ) -> Result<LotId, BookingError> {
        let id = self.clerk.ids.next(self.clerk.now, LotId::make);
        let lot = Lot {
            reference: id.to_string(),
            id: id.clone(),
            account: self.account.clone(),
            origin: Origin::Refund,
            amount,
            remaining: 0,
            held: 0,
            granted_on: stamp.on,
            expires_on: None,
            note: note.to_owned(),
            payment: payment.map(str::to_owned),
        };
        let stamp = Stamp {
            reference: format!("grant:{id}"),
            ..stamp.clone()
        };
        self.grant_of(lot, invoice, &stamp)?;
        Ok(id)
    }
}
