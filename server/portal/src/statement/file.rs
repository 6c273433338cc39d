//! Statements as files.

use document::StatementPaper;
use model::caller::Caller;
use model::currency::Currency;
use model::document::{File, Form};
use model::fault::Fault;
use model::invoice::Party;
use model::statement::{StatementQuery, StatementView};
use model::text::Language;
use store::statement::{Sides, sides};

use super::{FILE, read};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::papers::{Cell, Sheet, pressed};

impl Desk {
    /// As a table in every currency.
    pub(super) async fn statement_table(
        &self,
        caller: &Caller,
        query: &StatementQuery,
    ) -> Result<File, Failure> {
        let mut asked = self.asked(caller, query).await?;
        let view = read(&mut asked, caller, FILE).await?;
        Ok(File {
            name: name(&view),
            form: Form::Csv,
            content: table(&view),
        })
    }

    /// As a PDF in one currency.
    pub(super) async fn statement_pdf(
        &self,
        caller: &Caller,
        query: &StatementQuery,
        currency: Currency,
    ) -> Result<File, Failure> {
        let mut asked = self.asked(caller, query).await?;
        let sides = sides(&mut asked.tx, &caller.account).await?;
        let view = read(&mut asked, caller, FILE).await?;
        let today = asked.today;
        // Nothing is held open while it is made.
        drop(asked);
        let name = format!("{}-{}", name(&view), currency.code());
        let (from, to) = (view.from, view.to);
        let mut parts = view.parts.into_iter();
        let part = parts.find(|part| part.currency == currency);
        let (seller, buyer) = parties(&sides);
        let paper = StatementPaper {
            language: caller
                .language
                .or_else(|| Language::of(&sides.language))
                .unwrap_or_default(),
            seller,
            buyer,
            customer: sides.number,
            from,
            to,
            made_on: today,
            part: part.ok_or(Fault::NotFound)?,
        };
        let press = &self.papers.presses;
        Ok(File {
            name,
            form: Form::Pdf,
            content: pressed(press, move || document::statement(&paper)).await?,
        })
    }
}

fn name(view: &StatementView) -> String {
    format!("statement-{}-{}", view.from, view.to)
}

/// Seller and customer, as documents of today name them.
pub(crate) fn parties(sides: &Sides) -> (Party, Party) {
    let seller = Party {
        name: sides.seller.clone(),
        address: sides.seller_address.0.clone(),
        vat_id: sides.seller_vat_id.clone(),
        tax_number: sides.seller_tax_number.clone(),
    };
    let buyer = Party {
        name: sides.buyer.clone(),
        address: sides.buyer_address.0.clone(),
        ..Party::default()
    };
    (seller, buyer)
}

fn table(view: &StatementView) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "date",
        "reason",
        "invoice",
        "currency",
        "due_change",
        "due",
        "credit_change",
        "credit",
    ]);
    for part in &view.parts {
        let before = [Cell::Figure(""), Cell::Figure("opening"), Cell::Figure("")];
        let (due, credit) = (part.opening.due.plain(), part.opening.credit.plain());
        let code = Cell::Figure(part.currency.code());
        let rest = [code, Cell::Figure(""), Cell::Figure(&due)];
        let last = [Cell::Figure(""), Cell::Figure(&credit)];
        sheet.row(&[&before[..], &rest[..], &last[..]].concat());
        for row in &part.rows {
            let number = row.invoice.as_ref().map(|(_, number)| number.as_str());
            sheet.row(&[
                Cell::Figure(&row.on.to_string()),
                Cell::Figure(row.why.as_str()),
                Cell::Text(number.unwrap_or_default()),
                code,
                Cell::Figure(&row.change.due.plain()),
                Cell::Figure(&row.after.due.plain()),
                Cell::Figure(&row.change.credit.plain()),
                Cell::Figure(&row.after.credit.plain()),
            ]);
        }
    }
    sheet.into_bytes()
}
