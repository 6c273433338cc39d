use model::id::AccountId;
use store::Tx;
use store::transfer::{self, Known};

use crate::booking::{AccountBook, Clerk, Stamp, load_one};
use crate::parked::{Action, Denied};
use crate::provider::{self, Asks};
use crate::zone::today_of;

/// The invoice that a name stands for: the provider's own id for it, or its own.
pub(super) async fn invoice(tx: &mut Tx, name: &str) -> Result<Known, Denied> {
    let mut known = transfer::invoices(tx, &[name]).await?;
    let one = known.pop().filter(|_| known.is_empty());
    one.ok_or(Denied::Unknown)
}

/// The books of an invoice's account, which is locked, with that invoice.
pub(super) async fn book<'a>(
    tx: &mut Tx,
    clerk: Clerk<'a>,
    it: &Known,
) -> Result<AccountBook<'a>, Denied> {
    let book = load_one(tx, clerk, &it.account_id, &[it.id.as_str()]).await?;
    if book.standing(&it.id)?.in_flight {
        return Err(Denied::Useless("A payment of the invoice is in flight"));
    }
    Ok(book)
}

/// When and on which day of the account, under a reference.
pub(super) async fn stamp(
    tx: &mut Tx,
    account: &AccountId,
    (clerk, reference): (Clerk<'_>, String),
) -> Result<Stamp, Denied> {
    Ok(Stamp {
        at: clerk.now,
        on: today_of(tx, account, clerk.now).await?,
        reference,
    })
}

/// What the same request was answered before, under the account's lock.
pub(super) async fn before<T: serde::de::DeserializeOwned>(
    tx: &mut Tx,
    it: &Known,
    (action, asks): (&Action, &Asks),
) -> Result<Option<T>, Denied> {
    store::account::lock(tx, &it.account_id).await?;
    provider::before(tx, action, asks).await
}
