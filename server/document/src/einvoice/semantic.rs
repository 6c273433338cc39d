//! A paper in the model of EN 16931.

use en16931::invoice::{
    CreditTransfer, DocumentTotals, PaymentInstructions, PaymentMeans, Period, PrecedingInvoice,
};
use en16931::{DocumentKind, DocumentReference, Invoice};
use model::billing_account::BankAccount;

use super::line::{amount, date, group, line, period};
use super::party::{buyer, seller};
use crate::error::DocumentError;
use crate::invoice::how_to_settle;
use crate::paper::{InvoicePaper, Kind};
use crate::words::Words;

const SPECIFICATION: &str = "urn:cen.eu:en16931:2017";
/// The one process that Peppol and, by it, XRechnung know (BT-23).
const PROCESS: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
/// Invoice and credit note (UNTDID 1001).
const INVOICE: &str = "380";
const CREDIT_NOTE: &str = "381";
/// Credit transfer within SEPA, and an instrument that is not defined (UNTDID 4461).
const TRANSFER: &str = "58";
const UNDEFINED: &str = "1";

pub fn semantic(paper: &InvoicePaper, words: &Words) -> Result<Invoice, DocumentError> {
    let kind = match paper.kind {
        Kind::Invoice { .. } => INVOICE,
        Kind::CreditNote { .. } => CREDIT_NOTE,
    };
    let (number, currency) = (paper.number.clone(), paper.total.currency);
    let issued = date(paper.issued_on)?;
    let mut made = Invoice::builder(SPECIFICATION, number, issued, kind, currency.code()).build();
    made.business_process = Some(PROCESS.to_owned());
    made.seller = seller(paper)?;
    made.buyer = buyer(paper)?;
    made.buyer_reference = Some(reference(paper));
    made.lines = paper.lines.iter().map(line).collect::<Result<_, _>>()?;
    let groups = paper.groups.iter();
    made.vat_breakdown = groups
        .map(|each| group(each, words))
        .collect::<Result<_, _>>()?;
    made.totals = DocumentTotals {
        line_total: amount(paper.net)?,
        taxable_total: amount(paper.net)?,
        vat_total: Some(amount(paper.tax)?),
        gross_total: amount(paper.total)?,
        due: amount(paper.total)?,
        ..DocumentTotals::default()
    };
    made.invoicing_period = served(paper)?;
    made.payment = Some(payment(paper));
    let terms = how_to_settle(paper, words)?;
    made.payment_terms = Some([terms.text, terms.more].concat().join(" "));
    match &paper.kind {
        Kind::Invoice { due_on } => made.due_date = Some(date(*due_on)?),
        Kind::CreditNote { invoice, issued_on } => {
            made.kind = DocumentKind::CreditNote;
            made.preceding_invoices = vec![PrecedingInvoice {
                reference: DocumentReference::new(invoice.clone()),
                issue_date: Some(date(*issued_on)?),
            }];
        }
    }
    outside(&mut made);
    Ok(made)
}

/// What the buyer finds it by: the own reference, else the number as a customer (BT-10).
fn reference(paper: &InvoicePaper) -> String {
    let own = paper.own_reference.clone().filter(|own| !own.is_empty());
    own.unwrap_or_else(|| paper.customer.clone())
}

/// From the first to the last day of service.
fn served(paper: &InvoicePaper) -> Result<Option<Period>, DocumentError> {
    let periods = || paper.lines.iter().filter_map(|line| line.period);
    let from = periods().map(|period| period.from).min();
    let to = periods().map(|period| period.to).max();
    let whole = from
        .zip(to)
        .map(|(from, to)| model::time::Period { from, to });
    Ok(whole.map(period).transpose()?.flatten())
}

fn payment(paper: &InvoicePaper) -> PaymentInstructions {
    let bank = paper.settling.bank.as_ref();
    let bank = bank.filter(|_| matches!(paper.kind, Kind::Invoice { .. }));
    PaymentInstructions {
        means_code: Some(bank.map_or(UNDEFINED, |_| TRANSFER).into()),
        remittance_information: bank.map(|_| paper.number.clone()),
        means: bank.map(|bank| PaymentMeans::CreditTransfer(vec![transfer(bank)])),
        ..PaymentInstructions::default()
    }
}

fn transfer(bank: &BankAccount) -> CreditTransfer {
    CreditTransfer {
        account_identifier: Some(bank.iban.replace(' ', "")),
        account_name: Some(bank.holder.clone()),
        provider_identifier: bank.bic.clone(),
    }
}

/// What is outside the scope of tax names nobody's tax numbers (BR-O-02).
fn outside(invoice: &mut Invoice) {
    let groups = &invoice.vat_breakdown;
    if !groups.is_empty() && groups.iter().all(|group| group.category.as_str() == "O") {
        invoice.seller.vat_identifier = None;
        invoice.buyer.vat_identifier = None;
    }
}
