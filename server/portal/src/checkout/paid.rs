use model::id::MessageId;
use model::money::Money;
use model::text::Language;
use model::time::{Date, Instant};
use store::column::As;
use store::outbox::NewMessage;
use store::payment::{Allocation, Order};
use store::{StoreError, Tx};

use super::show::purpose;
use crate::ids::Ids;
use crate::mail::{Notice, Paid, PaidInvoice};
use crate::payers::recognised;
use crate::readers::{Recipient, recipients};

/// Queues the mails that say what was captured, one a reader; the receipt comes with them
/// (`jobs/enclosed.rs`).
pub(crate) async fn queue(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    order: &Order,
    (parts, on): (&[Allocation], Date),
) -> Result<(), StoreError> {
    let account = [order.account_id.as_str()];
    let Some(contact) = store::run::contacts(tx, &account).await?.pop() else {
        return Ok(());
    };
    let readers = store::run::readers(tx, &account).await?;
    let about = purpose(order.bought_minor > 0);
    let to = recipients(&contact, (readers, about));
    let paid = Paid {
        payment: order.id.clone(),
        language: Language::of(&contact.language).unwrap_or_default(),
        account: contact.name,
        amount: Money::new(order.capture_minor, order.currency),
        on,
        from: payer(tx, order).await?,
        invoices: invoices(tx, parts).await?,
    };
    let message = |to: Recipient| {
        let from = paid.from.clone().filter(|_| to.knows_payers);
        let notice = Notice::Paid(Paid {
            from,
            ..paid.clone()
        });
        NewMessage {
            id: ids.next(now, MessageId::make),
            kind: notice.kind(),
            account: Some(order.account_id.clone()),
            person: to.person,
            recipient: to.address,
            payload: notice.payload(),
            at: now,
        }
    };
    let messages: Vec<NewMessage> = to.into_iter().map(message).collect();
    store::outbox::queue_all(tx, &messages).await
}

/// How a person recognises who paid.
async fn payer(tx: &mut Tx, order: &Order) -> Result<Option<String>, StoreError> {
    let Some(As(payer)) = &order.billing_account_id else {
        return Ok(None);
    };
    let named = store::billing_account::read::named(tx, payer).await?;
    Ok(named.and_then(|it| {
        let tail = it.last4.as_deref().or(it.iban_masked.as_deref());
        recognised(it.name.clone(), it.brand.as_deref(), tail)
    }))
}

async fn invoices(tx: &mut Tx, parts: &[Allocation]) -> Result<Vec<PaidInvoice>, StoreError> {
    let captured = parts.iter().filter(|part| part.capture_minor > 0);
    let ids: Vec<&str> = captured.map(|part| part.invoice_id.as_str()).collect();
    let numbers = store::payment::numbers(tx, &ids).await?;
    let invoice = |(As(id), number)| PaidInvoice { id, number };
    Ok(numbers.into_iter().map(invoice).collect())
}
