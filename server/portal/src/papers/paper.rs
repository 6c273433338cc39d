//! What stands on a document, read from the books.

use document::{InvoicePaper, Kind, PaperGroup, PaperLine, Settling};
use model::currency::Currency;
use model::fault::Fault;
use model::id::{AccountId, CreditNoteId, InvoiceId};
use model::money::Money;
use rust_decimal::Decimal;
use store::Tx;
use store::document::{Head, credit_note_head, credit_note_taxes, invoice_head};
use store::invoice::read::{Line, Tax, lines, lines_of_credit_note, taxes};
use store::scope::Scope;

use super::house::Papers;
use crate::failure::Failure;
use crate::invoice::period;
use crate::told::plain;

/// A document.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// An invoice.
    Invoice(InvoiceId),
    /// A credit note.
    CreditNote(CreditNoteId),
}

impl Subject {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Invoice(id) => id.as_str(),
            Self::CreditNote(id) => id.as_str(),
        }
    }

    async fn lines(&self, tx: &mut Tx, scope: &Scope) -> Result<Vec<Line>, Failure> {
        Ok(match self {
            Self::Invoice(id) => lines(tx, id, scope).await?,
            Self::CreditNote(id) => lines_of_credit_note(tx, id, scope).await?,
        })
    }
}

/// All that stands on it.
pub(super) struct Facts {
    pub(super) head: Head,
    pub(super) lines: Vec<Line>,
    taxes: Vec<Tax>,
    /// Whether the reader may know all subscriptions that it names.
    pub(super) whole: bool,
}

/// Reads a document of an account, with the names within the scope.
pub(super) async fn facts(
    tx: &mut Tx,
    account: &AccountId,
    subject: &Subject,
    scope: &Scope,
) -> Result<Facts, Failure> {
    let (head, taxes) = match subject {
        Subject::Invoice(id) => (invoice_head(tx, account, id).await?, taxes(tx, id).await?),
        Subject::CreditNote(id) => (
            credit_note_head(tx, account, id).await?,
            credit_note_taxes(tx, id).await?,
        ),
    };
    let head = head.ok_or(Fault::NotFound)?;
    let lines = subject.lines(tx, scope).await?;
    let named = |lines: &[Line]| lines.iter().filter(|line| named(line)).count();
    let whole =
        *scope == Scope::ALL || named(&subject.lines(tx, &Scope::ALL).await?) == named(&lines);
    Ok(Facts {
        head,
        lines,
        taxes,
        whole,
    })
}

const fn named(line: &Line) -> bool {
    line.subscription_id.is_some()
}

impl Facts {
    /// As it is printed.
    pub(super) fn paper(self, subject: &Subject, papers: &Papers) -> Result<InvoicePaper, Failure> {
        let currency = self.head.currency;
        let head = self.head;
        let kind = kind(&head)?;
        let money = |minor| Money::new(minor, currency);
        let page = papers.portal.as_ref();
        let page = page.map(|portal| match subject {
            Subject::Invoice(id) => format!("{portal}/invoices/{id}"),
            Subject::CreditNote(_) => format!("{portal}/invoices"),
        });
        Ok(InvoicePaper {
            kind,
            language: head.language(),
            issued_on: head.issued_on,
            copy: head.imported,
            lines: self
                .lines
                .into_iter()
                .map(|row| line(row, currency))
                .collect(),
            groups: self
                .taxes
                .into_iter()
                .map(|row| group(row, currency))
                .collect(),
            net: money(head.net_minor),
            tax: money(head.tax_minor),
            total: money(head.total_minor),
            settling: Settling {
                bank: head.bank.map(|bank| crate::invoice::legible(bank.0)),
                contact: papers.contact.clone(),
                page,
            },
            number: head.number,
            seller: head.seller.0,
            buyer: head.buyer.0,
            customer: head.customer,
            buyer_email: head.email,
            own_reference: head.own_reference,
        })
    }
}

fn kind(head: &Head) -> Result<Kind, Failure> {
    let corrected = head.invoice.clone().zip(head.invoice_on.clone());
    match (&head.due_on, corrected) {
        (Some(due_on), _) => Ok(Kind::Invoice { due_on: due_on.0 }),
        (None, Some((invoice, on))) => Ok(Kind::CreditNote {
            invoice,
            issued_on: on.0,
        }),
        (None, None) => Err(Failure::internal(
            "a document without a due date or an invoice",
        )),
    }
}

fn line(row: Line, currency: Currency) -> PaperLine {
    let several = row.quantity.filter(|pieces| pieces.0.0 != Decimal::ONE);
    let unit_price = row.unit_price.map(|price| price.0.into());
    PaperLine {
        n: u32::try_from(row.n).unwrap_or_default(),
        kind: row.kind.0,
        text: row.text,
        subscription: row.subscription_name,
        period: period(row.period_from, row.period_to),
        unit_price: unit_price.filter(|_| several.is_some()),
        quantity: several.map(|pieces| plain(pieces.0)),
        net: Money::new(row.net_minor, currency),
        tax_rate: plain(row.tax_rate.0),
        tax_category: row.tax_category,
    }
}

fn group(row: Tax, currency: Currency) -> PaperGroup {
    let money = |minor| Money::new(minor, currency);
    PaperGroup {
        rate: plain(row.rate.0),
        category: row.category,
        net: money(row.net_minor),
        tax: money(row.tax_minor),
    }
}
