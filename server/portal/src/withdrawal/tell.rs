//! Mails about withdrawals: to whoever may see credit.

use model::caller::Permission;
use model::id::MessageId;
use model::money::Money;
use model::text::Language;
use model::time::Instant;
use store::credit::withdrawal::{self, Withdrawal};
use store::outbox::NewMessage;
use store::payment::Refund;
use store::{StoreError, Tx};

use super::view::masked;
use crate::ids::Ids;
use crate::mail::{Notice, Withdrawn, WithdrawnHow};
use crate::readers::{Recipient, recipients};

/// Queues the mails that say what became of a withdrawal.
pub(super) async fn tell(
    tx: &mut Tx,
    (ids, now): (&Ids, Instant),
    row: &Withdrawal,
    (how, minor): (WithdrawnHow, i64),
) -> Result<(), StoreError> {
    let account = [row.account_id.as_str()];
    let Some(contact) = store::run::contacts(tx, &account).await?.pop() else {
        return Ok(());
    };
    let readers = store::run::readers(tx, &account).await?;
    let to = recipients(&contact, (readers, Permission::ViewCredit));
    let notice = Notice::Withdrawn(Withdrawn {
        language: Language::of(&contact.language).unwrap_or_default(),
        account: contact.name,
        amount: Money::new(minor, row.currency),
        transfer: row.iban.as_deref().map(|iban| {
            let amount = Money::new(row.transfer_minor, row.currency);
            (masked(iban), amount)
        }),
        note: row.note.clone(),
        how,
    });
    let message = |to: Recipient| NewMessage {
        id: ids.next(now, MessageId::make),
        kind: notice.kind(),
        account: Some(row.account_id.clone()),
        person: to.person,
        recipient: to.address,
        payload: notice.payload(),
        at: now,
    };
    let messages: Vec<NewMessage> = to.into_iter().map(message).collect();
    store::outbox::queue_all(tx, &messages).await
}

/// Tells of a refund that could not go, if it is one of a withdrawal: it is credit again.
pub(crate) async fn failed(
    tx: &mut Tx,
    at: (&Ids, Instant),
    refund: &Refund,
) -> Result<(), StoreError> {
    let Some(id) = withdrawal::of_refund(tx, &refund.id).await? else {
        return Ok(());
    };
    match withdrawal::one(tx, &id).await? {
        Some(row) => {
            let how = (WithdrawnHow::Failed, refund.amount_minor);
            tell(tx, at, &row, how).await
        }
        None => Ok(()),
    }
}
