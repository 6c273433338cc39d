use std::io::Write;

use model::time::Instant;
use store::export;

use super::amount::{currency, major};
use super::json::{Object, quoted};
use super::run::{Export, ExportFailure, after};

/// Lots of credit.
pub(super) async fn lots<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::lots(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            let money = currency(&row.currency)?;
            let line = Object::of("credit", &row.reference)
                .text("account", &row.account)
                .text("currency", &row.currency)
                .raw("amount", &major(row.amount_minor, money))
                .text("origin", &row.origin)
                .text("on", &row.granted_on)
                .text_if("expires_on", row.expires_on.as_deref())
                .text_if("payment", row.payment_ref.as_deref())
                .text("note", &row.note)
                .raw("remaining", &major(row.remaining_minor, money))
                .raw("held", &major(row.held_minor, money))
                .raw_if("at", row.at.map(at).as_deref());
            to.line(line)?;
        }
    }
    Ok(())
}

pub(super) fn at(microseconds: i64) -> String {
    quoted(&Instant(microseconds).to_string())
}

/// Every movement of credit.
pub(super) async fn movements<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = (String::new(), String::new(), 0);
    loop {
        let from = (last.0.as_str(), last.1.as_str(), last.2);
        let rows = export::movements(&mut to.tx, from, only.as_deref()).await?;
        let Some(end) = rows.last() else { break };
        last = (end.account.clone(), end.currency.clone(), end.n);
        for row in &rows {
            let amount = major(row.amount_minor, currency(&row.currency)?);
            let line = Object::empty()
                .text("type", "credit_movement")
                .text("account", &row.account)
                .text("currency", &row.currency)
                .raw("amount", &amount)
                .text("lot", &row.lot)
                .text("reason", &row.reason)
                .text_if("invoice", row.invoice.as_deref())
                .text_if("payment", row.payment_ref.as_deref())
                .raw("at", &at(row.at));
            to.line(line)?;
        }
    }
    Ok(())
}

/// Every entry of the ledger.
pub(super) async fn entries<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = (String::new(), 0);
    loop {
        let from = (last.0.as_str(), last.1);
        let rows = export::entries(&mut to.tx, from, only.as_deref()).await?;
        let Some(end) = rows.last() else { break };
        last = (end.transaction.clone(), end.n);
        for row in &rows {
            let amount = major(row.amount_minor, currency(&row.currency)?);
            let line = Object::empty()
                .text("type", "ledger_entry")
                .text("transaction", &row.transaction)
                .raw("at", &at(row.at))
                .text("posted_on", &row.posted_on)
                .text_if("account", row.account.as_deref())
                .text("ledger", &row.book)
                .text("currency", &row.currency)
                .raw("amount", &amount)
                .text_if("invoice", row.invoice.as_deref())
                .text_if("payment", row.payment_ref.as_deref())
                .text_if("lot", row.lot.as_deref())
                .text("reason", &row.reason);
            to.line(line)?;
        }
    }
    Ok(())
}
