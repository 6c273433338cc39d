//! Mails about credit that is low.

use std::sync::Arc;

use model::id::{AccountId, MessageId};
use model::money::Money;
use model::text::Language;
use model::time::Instant;
use store::outbox::NewMessage;
use store::{StoreError, Tx};

use crate::ids::Ids;
use crate::mail::{LowCredit, Notice};

/// Credit of an account that has fallen below what the customer named.
pub(super) struct Low {
    pub account: AccountId,
    pub left: Money,
    pub least: Money,
}

/// Queues the mails: to the account's own address.
pub(super) async fn tell(
    tx: &mut Tx,
    low: &[Low],
    (ids, now): (&Arc<Ids>, Instant),
) -> Result<(), StoreError> {
    if low.is_empty() {
        return Ok(());
    }
    let accounts: Vec<&str> = low.iter().map(|it| it.account.as_str()).collect();
    let contacts = store::run::contacts(tx, &accounts).await?;
    let mails = low.iter().filter_map(|it| {
        let contact = contacts.iter().find(|contact| contact.id.0 == it.account)?;
        let notice = Notice::Low(LowCredit {
            account: contact.name.clone(),
            language: Language::of(&contact.language).unwrap_or_default(),
            left: it.left,
            least: it.least,
        });
        let own = contact.invoice_email.as_ref();
        Some(NewMessage {
            id: ids.next(now, MessageId::make),
            kind: notice.kind(),
            account: Some(it.account.clone()),
            person: None,
            recipient: own.unwrap_or(&contact.email).clone(),
            payload: notice.payload(),
            at: now,
        })
    });
    let mails: Vec<NewMessage> = mails.collect();
    store::outbox::queue_all(tx, &mails).await
}
