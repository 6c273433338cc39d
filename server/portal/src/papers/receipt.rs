use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use document::{ReceiptPaper, ReceiptPart};
use model::caller::{Caller, Permission};
use model::document::{File, Form};
use model::fault::Fault;
use model::id::{AccountId, InvoiceId, PaymentId, ReceiptId};
use model::money::Money;
use store::column::As;
use store::document::made;
use store::payment::{ReceiptHead, checkout_parts, numbers, paid_by, receipt_head, receipt_of};
use store::{StoreError, Tx};

use super::press::pressed;
use crate::checkout::{purpose, visible};
use crate::desk::{Desk, require_for_one, require_proof};
use crate::failure::Failure;
use crate::payers::recognised;
use crate::zone::date_in;

impl Desk {
    /// A receipt for whoever may see its payment.
    pub(super) async fn receipt_file(
        &self,
        caller: &Caller,
        receipt: &ReceiptId,
    ) -> Result<File, Failure> {
        // It names what was paid for, and the billing account that paid.
        require_for_one(caller, Permission::ViewBillingAccounts)?;
        require_proof(caller)?;
        let mut tx = self.db.read().await?;
        let head = receipt_head(&mut tx, &caller.account, receipt).await?;
        let head = head.ok_or(Fault::NotFound)?;
        require_for_one(caller, purpose(head.bought_minor > 0))?;
        visible(&mut tx, caller, &head.checkout_id).await?;
        drop(tx);
        self.receipt(&caller.account, receipt, head).await
    }

    /// The receipt of a payment, for somebody who may know all that it names; none where nothing
    /// was captured.
    pub(crate) async fn enclosed_receipt(
        &self,
        account: &AccountId,
        payment: &PaymentId,
    ) -> Result<Option<File>, Failure> {
        let mut tx = self.db.read().await?;
        let Some(id) = receipt_of(&mut tx, account, payment).await? else {
            return Ok(None);
        };
        let head = receipt_head(&mut tx, account, &id).await?;
        drop(tx);
        let head = head.ok_or(Fault::NotFound)?;
        self.receipt(account, &id, head).await.map(Some)
    }

    /// The PDF of a receipt, the same ever after.
    async fn receipt(
        &self,
        account: &AccountId,
        receipt: &ReceiptId,
        head: ReceiptHead,
    ) -> Result<File, Failure> {
        let mut tx = self.db.read().await?;
        let kept = made(&mut tx, receipt.as_str(), Form::Pdf).await?;
        let (head, parts) = parts(&mut tx, head).await?;
        // Nothing is held open while a document is made.
        drop(tx);
        let name = head.number.clone();
        let kept = match kept {
            Some(kept) => kept,
            None => {
                let paper = paper(head, parts);
                let press = &self.papers.presses;
                let printed = pressed(press, move || document::receipt(&paper)).await?;
                let subject = (account, receipt.as_str());
                self.keep(subject, Form::Pdf, &printed).await?
            }
        };
        Ok(File {
            name,
            form: Form::Pdf,
            content: STANDARD.decode(kept).map_err(Failure::internal)?,
        })
    }
}

/// What the payment was for: as it was asked, or of what was accepted instead what it has paid.
async fn parts(
    tx: &mut Tx,
    head: ReceiptHead,
) -> Result<(ReceiptHead, Vec<ReceiptPart>), StoreError> {
    let part = |number: String, credit, received| ReceiptPart {
        number,
        credit: Money::new(credit, head.currency),
        received: Money::new(received, head.currency),
    };
    if !head.quarantined {
        let all = checkout_parts(tx, &head.checkout_id).await?.into_iter();
        let own = all.filter(|it| it.payment_id == head.payment_id);
        let own = own.map(|it| part(it.number, it.credit_minor, it.capture_minor));
        let own = own.collect();
        return Ok((head, own));
    }
    let paid = paid_by(tx, &head.payment_id).await?;
    let invoices: Vec<&str> = paid.iter().map(|(As(id), _)| id.as_str()).collect();
    let numbers = numbers(tx, &invoices).await?.into_iter();
    let received = |of: &As<InvoiceId>| paid.iter().find(|(id, _)| id == of).map_or(0, |it| it.1);
    let own: Vec<ReceiptPart> = numbers
        .map(|(id, number)| part(number, 0, received(&id)))
        .collect();
    let sum: i64 = own.iter().map(|part| part.received.minor).sum();
    let head = ReceiptHead {
        credit_minor: 0,
        bought_minor: head.amount_minor.saturating_sub(sum),
        ..head
    };
    Ok((head, own))
}

fn paper(head: ReceiptHead, parts: Vec<ReceiptPart>) -> ReceiptPaper {
    let money = |minor| Money::new(minor, head.currency);
    let (brand, tail) = (&head.payer.0.brand, &head.payer.0.tail);
    ReceiptPaper {
        language: head.language(),
        issued_on: head.issued_on,
        method: head.payer.0.method,
        known_by: recognised(None, brand.as_deref(), tail.as_deref()),
        received_on: date_in(&head.time_zone, head.at()),
        parts,
        amount: money(head.amount_minor),
        credit: money(head.credit_minor),
        bought: money(head.bought_minor),
        number: head.number,
        seller: head.seller.0,
        buyer: head.buyer.0,
        customer: head.customer,
        payment: head.payment_id.to_string(),
    }
}
