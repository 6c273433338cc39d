use std::io::Write;

use model::currency::Currency;
use model::payment::OrderState;
use store::StoreError;
use store::export::{self, Allocation, Payment, Receipt, Refund};

use super::amount::{currency, major};
use super::json::Object;
use super::money::at;
use super::run::{Export, ExportFailure, after, by_owner};

/// Receipts.
pub(super) async fn receipts<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::receipts(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.id);
        for row in &rows {
            let money = currency(&row.currency)?;
            let line = Object::empty()
                .text("type", "receipt")
                .text("number", &row.number)
                .text("payment", &row.payment_id)
                .text("issued_on", &row.issued_on)
                .text("currency", &row.currency)
                .raw("amount", &major(row.amount_minor, money))
                .text("for", purpose(row));
            to.line(line)?;
        }
    }
    Ok(())
}

/// What was paid for.
const fn purpose(row: &Receipt) -> &'static str {
    if row.bought_minor > 0 {
        "credit"
    } else {
        "invoices"
    }
}

/// Payment orders, each with what was captured and used for it, and where it went.
pub(super) async fn write<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let only = to.account().map(str::to_owned);
    let mut last = String::new();
    loop {
        let rows = export::payments(&mut to.tx, after(&last, only.as_deref())).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.id);
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let parts = export::allocations(&mut to.tx, &ids).await?;
        let parts = by_owner(&parts, |row| &row.payment_id);
        let back = export::refunds(&mut to.tx, &ids).await?;
        let back = by_owner(&back, |row| &row.payment_id);
        for row in &rows {
            let parts = parts.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
            let back = back.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
            to.line(line(row, (parts, back))?)?;
        }
    }
    Ok(())
}

fn line(row: &Payment, (parts, back): (&[&Allocation], &[&Refund])) -> Result<Object, StoreError> {
    let money = currency(&row.currency)?;
    let parts = parts.iter().map(|part| allocation(part, money));
    let bought = (row.bought_minor > 0).then(|| bought(row.bought_minor, money));
    let parts = parts.chain(bought).filter(|_| allocates(row));
    let disputed = row.disputed.then_some("true");
    Ok(Object::empty()
        .text("type", "payment")
        .text("id", &row.id)
        .text("checkout", &row.checkout_id)
        .text("account", &row.account)
        .text_if("billing_account", row.billing_account.as_deref())
        .text_if("gateway", row.gateway.as_deref())
        .text("status", &row.state)
        .text("currency", &row.currency)
        .raw("amount", &major(row.captured_minor, money))
        .raw("credit", &major(row.used_minor, money))
        .list("allocations", parts)
        .raw("created_at", &at(row.created_at))
        .raw_if("settled_at", row.ended_at.map(at).as_deref())
        .list("refunds", back.iter().map(|back| refund(back, money)))
        .raw_if("disputed", disputed))
}

/// What was declined or cancelled allocates nothing, nor does what stands apart.
fn allocates(row: &Payment) -> bool {
    let ended = [OrderState::Declined, OrderState::Cancelled];
    !row.quarantined && ended.iter().all(|state| state.as_str() != row.state)
}

fn allocation(part: &Allocation, money: Currency) -> String {
    let all = part.capture_minor.saturating_add(part.credit_minor);
    Object::empty()
        .text("invoice", &part.invoice)
        .raw("amount", &major(all, money))
        .raw("from_credit", &major(part.credit_minor, money))
        .end()
}

fn bought(minor: i64, money: Currency) -> String {
    Object::empty()
        .raw("credit", "true")
        .raw("amount", &major(minor, money))
        .raw("from_credit", &major(0, money))
        .end()
}

fn refund(back: &Refund, money: Currency) -> String {
    Object::empty()
        .text("id", &back.id)
        .raw("amount", &major(back.amount_minor, money))
        .text("to", "source")
        .text("status", &back.state)
        .raw("at", &at(back.created_at))
        .end()
}
