//! Documents as files.

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use model::Answer;
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::document::{File, Form};
use model::fault::Fault;
use model::id::{AccountId, CreditNoteId, InvoiceId, ReceiptId};
use model::invoice::LineKind;
use model::money::Money;
use model::portal::Documents;
use model::time::Date;
use sha2::{Digest, Sha256};
use store::document::{Made, keep, made};
use store::invoice::read::Line;
use store::scope::Scope;
use store::{StoreError, Tx};

use super::csv::{Cell, Sheet};
use super::paper::{Facts, Subject, facts};
use super::press::{pressed, print};
use crate::desk::{Desk, require_for_one, scope};
use crate::failure::{Failure, answer};

#[async_trait]
impl Documents for Desk {
    async fn show_invoice_file(
        &self,
        caller: &Caller,
        invoice: InvoiceId,
        form: Form,
    ) -> Answer<File> {
        let subject = Subject::Invoice(invoice);
        answer("show_invoice_file", self.file(caller, subject, form).await)
    }

    async fn show_credit_note_file(
        &self,
        caller: &Caller,
        note: CreditNoteId,
        form: Form,
    ) -> Answer<File> {
        let subject = Subject::CreditNote(note);
        answer(
            "show_credit_note_file",
            self.file(caller, subject, form).await,
        )
    }

    async fn show_transfer_code(&self, caller: &Caller, invoice: InvoiceId) -> Answer<String> {
        let code = self.transfer_code(caller, &invoice).await;
        answer("show_transfer_code", code)
    }

    async fn show_receipt_file(&self, caller: &Caller, receipt: ReceiptId) -> Answer<File> {
        let file = self.receipt_file(caller, &receipt).await;
        answer("show_receipt_file", file)
    }
}

impl Desk {
    async fn file(&self, caller: &Caller, subject: Subject, form: Form) -> Result<File, Failure> {
        require_for_one(caller, Permission::ViewInvoices)?;
        let scope = scope(caller);
        let found = self.printed(&caller.account, subject, form, &scope).await?;
        found.ok_or_else(|| Fault::NotFound.into())
    }

    /// The PDF of an invoice for somebody who may know these subscriptions; none for somebody who
    /// may not know all that it names.
    pub(crate) async fn enclosed(
        &self,
        account: &AccountId,
        invoice: InvoiceId,
        scope: &Scope,
    ) -> Result<Option<File>, Failure> {
        let subject = Subject::Invoice(invoice);
        self.printed(account, subject, Form::Pdf, scope).await
    }

    async fn printed(
        &self,
        account: &AccountId,
        subject: Subject,
        form: Form,
        scope: &Scope,
    ) -> Result<Option<File>, Failure> {
        let mut tx = self.db.read().await?;
        let facts = facts(&mut tx, account, &subject, scope).await?;
        let name = facts.head.number.clone();
        let head = &facts.head;
        let forms = self.papers.forms(facts.whole, head.imported, head.currency);
        let there = match form {
            Form::Csv => return Ok(Some(lines(&facts, name))),
            Form::Pdf => forms.pdf,
            Form::Xrechnung => forms.xrechnung,
        };
        if !there {
            return Ok(None);
        }
        let kept = made(&mut tx, subject.as_str(), form).await?;
        // Nothing is held open while a document is made.
        drop(tx);
        let kept = match kept {
            Some(kept) => kept,
            None => self.make(account, subject, facts, form).await?,
        };
        let content = STANDARD.decode(kept).map_err(Failure::internal)?;
        Ok(Some(File {
            name,
            form,
            content,
        }))
    }

    /// Makes a document and keeps it.
    async fn make(
        &self,
        account: &AccountId,
        subject: Subject,
        facts: Facts,
        form: Form,
    ) -> Result<String, Failure> {
        let paper = facts.paper(&subject, &self.papers)?;
        let printed = pressed(&self.papers.presses, move || print(&paper, form)).await?;
        let printed = printed.ok_or(Fault::NotFound)?;
        self.keep((account, subject.as_str()), form, &printed).await
    }

    /// Keeps a document; where somebody was faster, theirs stays. It comes back in base64.
    pub(super) async fn keep(
        &self,
        (account, subject): (&AccountId, &str),
        form: Form,
        printed: &[u8],
    ) -> Result<String, Failure> {
        let new = Made {
            subject: subject.to_owned(),
            form,
            account: account.clone(),
            at: self.clock.now(),
            hash: URL_SAFE_NO_PAD.encode(Sha256::digest(printed)),
            content: STANDARD.encode(printed),
        };
        let kept = self.db.write(move |tx| {
            let new = new.clone();
            Box::pin(async move { keep_first(tx, &new).await })
        });
        Ok(kept.await?)
    }
}

async fn keep_first(tx: &mut Tx, new: &Made) -> Result<String, StoreError> {
    keep(tx, new).await?;
    let kept = made(tx, &new.subject, new.form).await?;
    Ok(kept.unwrap_or_else(|| new.content.clone()))
}

const COLUMNS: [&str; 13] = [
    "number",
    "line",
    "kind",
    "text",
    "subscription",
    "from",
    "to",
    "quantity",
    "unit_price",
    "net",
    "currency",
    "tax_rate",
    "tax_category",
];

/// The lines, with the names that the reader may know.
fn lines(facts: &Facts, name: String) -> File {
    let mut sheet = Sheet::new(&COLUMNS);
    for line in &facts.lines {
        row(&mut sheet, &name, line, facts.head.currency);
    }
    let content = sheet.into_bytes();
    File {
        name,
        form: Form::Csv,
        content,
    }
}

fn row(sheet: &mut Sheet, number: &str, line: &Line, currency: Currency) {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let from = line.period_from.as_ref().map(|day| day.0);
    let to = line.period_to.as_ref().map(|day| day.0.plus_days(-1));
    let quantity = line.quantity.as_ref().map(|pieces| String::from(pieces.0));
    let price = line.unit_price.as_ref().map(|price| String::from(price.0));
    sheet.row(&[
        Cell::Text(number),
        Cell::Figure(&line.n.to_string()),
        Cell::Figure(&word(line.kind.0)),
        Cell::Text(&line.text),
        Cell::Text(line.subscription_name.as_deref().unwrap_or_default()),
        Cell::Figure(&day(from)),
        Cell::Figure(&day(to)),
        Cell::Figure(&quantity.unwrap_or_default()),
        Cell::Figure(&price.unwrap_or_default()),
        Cell::Figure(&Money::new(line.net_minor, currency).plain()),
        Cell::Figure(currency.code()),
        Cell::Figure(&String::from(line.tax_rate.0)),
        Cell::Figure(&line.tax_category),
    ]);
}

/// A word of a closed list, as exports write it.
fn word(kind: LineKind) -> String {
    let word = serde_json::to_value(kind).ok();
    let word = word.and_then(|word| word.as_str().map(str::to_owned));
    word.unwrap_or_default()
}
