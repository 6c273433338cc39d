use std::collections::HashMap;

use model::caller::Permission;
use model::id::{AccountId, MessageId};
use model::text::Language;
use model::time::{Date, Instant};
use store::outbox::NewMessage;
use store::run::{Contact, Reader};
use store::{StoreError, Tx};

use super::case::Case;
use crate::ids::Ids;
use crate::mail::{Notice, Owed, OwedInvoice};
use crate::readers::{Recipient, recipients};

/// What an account is told on a day of what it owes.
pub(super) struct Told {
    pub account: AccountId,
    pub today: Date,
    pub invoices: Vec<OwedInvoice>,
    /// Whether something is in service again.
    pub restored: bool,
}

/// The mails that were queued, by account.
pub(super) type Queued = HashMap<AccountId, Vec<MessageId>>;

impl Told {
    /// None where there is nothing to tell.
    pub fn of(case: &Case<'_>, invoices: Vec<OwedInvoice>, restored: bool) -> Option<Self> {
        let today = case.span?.until;
        (restored || !invoices.is_empty()).then(|| Self {
            account: case.id.clone(),
            today,
            invoices,
            restored,
        })
    }
}

/// Queues the mails, one a reader: to whoever may see invoices, and to the account's own address
/// for invoices. Nobody being there, the account itself is written to.
pub(super) async fn queue(
    tx: &mut Tx,
    told: Vec<Told>,
    (ids, now): (&Ids, Instant),
) -> Result<Queued, StoreError> {
    let mut queued = Queued::new();
    if told.is_empty() {
        return Ok(queued);
    }
    let accounts: Vec<&str> = told.iter().map(|it| it.account.as_str()).collect();
    let mut readers: HashMap<AccountId, Vec<Reader>> = HashMap::new();
    for reader in store::run::readers(tx, &accounts).await? {
        let of = readers.entry(reader.account_id.0.clone());
        of.or_default().push(reader);
    }
    let contacts = store::run::contacts(tx, &accounts).await?;
    let contacts = contacts.into_iter().map(|it| (it.id.0.clone(), it));
    let mut contacts: HashMap<AccountId, Contact> = contacts.collect();
    let days = told.iter().map(|it| (it.account.clone(), it.today));
    let days: Vec<(AccountId, Date)> = days.collect();
    let mut messages: Vec<NewMessage> = Vec::new();
    for it in told {
        if let Some(contact) = contacts.remove(&it.account) {
            let readers = readers.remove(&it.account).unwrap_or_default();
            let next_id = || ids.next(now, MessageId::make);
            let account = it.account.clone();
            let mails = written(it, (contact, readers), (next_id, now));
            let ids = mails.iter().map(|mail| mail.id.clone());
            queued.insert(account, ids.collect());
            messages.extend(mails);
        }
    }
    store::outbox::queue_all(tx, &messages).await?;
    store::run::told(tx, &days).await?;
    Ok(queued)
}

/// The mails to an account's readers.
fn written(
    told: Told,
    (contact, readers): (Contact, Vec<Reader>),
    (next_id, now): (impl Fn() -> MessageId, Instant),
) -> Vec<NewMessage> {
    let to = recipients(&contact, (readers, Permission::ViewInvoices));
    let owed = Owed {
        account: contact.name,
        language: Language::of(&contact.language).unwrap_or_default(),
        invoices: told.invoices,
        restored: told.restored,
    };
    let message = |to: Recipient| {
        let notice = if to.knows_payers {
            Notice::Owed(owed.clone())
        } else {
            Notice::Owed(owed.without_payers())
        };
        NewMessage {
            id: next_id(),
            kind: notice.kind(),
            account: Some(told.account.clone()),
            person: to.person,
            recipient: to.address,
            payload: notice.payload(),
            at: now,
        }
    };
    to.into_iter().map(message).collect()
}
