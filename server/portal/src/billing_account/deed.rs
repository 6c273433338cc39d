//! A change of billing accounts while it is made: who, when, what is written beside it.

use std::sync::Arc;

use model::billing_account::Method;
use model::caller::Caller;
use model::fault::Fault;
use model::id::{BillingAccountId, MessageId, PersonId};
use model::time::{Date, Instant};
use serde_json::{Value, json};
use store::import::{BillingAccount, add_billing_accounts};
use store::{Tx, account, billing_account};

use super::purse::Purse;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ids::Ids;
use crate::mail::{Notice, PayerChange, PayerChanged};
use crate::payers::{Known, recognised};
use crate::session::trail;
use crate::zone::date_in;

/// The adapter's name beside what is paid by hand: no gateway is asked for it.
const MANUAL: &str = "manual";

/// Who changes something, and when.
#[derive(Clone)]
pub(super) struct Deed {
    pub caller: Caller,
    pub now: Instant,
    pub ids: Arc<Ids>,
}

/// What has been done.
pub(super) struct Done<'a> {
    pub action: &'static str,
    pub subject: String,
    pub detail: Value,
    pub change: PayerChanged,
    /// The billing account that it is about; by hand if absent.
    pub about: Option<&'a Known>,
    /// The reference of the mandate that came with it.
    pub mandate: Option<String>,
    /// Whose it is from now on, if it was given away.
    pub given_to: Option<PersonId>,
}

impl Deed {
    pub(super) fn new(desk: &Desk, caller: &Caller) -> Self {
        Self {
            caller: caller.clone(),
            now: desk.clock.now(),
            ids: Arc::clone(&desk.reception.ids),
        }
    }

    /// Locks the account; today in its zone.
    pub(super) async fn begin(&self, tx: &mut Tx) -> Result<Date, Failure> {
        let account = &self.caller.account;
        if !account::lock(tx, account).await? {
            return Err(Fault::NotFound.into());
        }
        let frame = account::read::frame(tx, account).await?;
        let zone = frame.ok_or(Fault::NotFound)?.time_zone;
        Ok(date_in(&zone, self.now))
    }

    /// What stands for *by hand*; made at its first use.
    pub(super) async fn hand(
        &self,
        tx: &mut Tx,
        purse: &Purse<'_>,
        needed: bool,
    ) -> Result<Option<BillingAccountId>, Failure> {
        match purse.hand() {
            None if needed => self.by_hand(tx).await.map(Some),
            hand => Ok(hand.cloned()),
        }
    }

    /// A billing account for what the customer transfers: so that *by hand* can stand in a list of
    /// payers and before the default.
    async fn by_hand(&self, tx: &mut Tx) -> Result<BillingAccountId, Failure> {
        let id = self.ids.next(self.now, BillingAccountId::make);
        let row = BillingAccount {
            id: id.to_string(),
            reference: id.to_string(),
            account_id: self.caller.account.to_string(),
            owner_id: self.caller.person.to_string(),
            method: Method::BankTransfer.as_str().to_owned(),
            gateway: MANUAL.to_owned(),
            token: MANUAL.to_owned(),
            customer_token: None,
            brand: None,
            last4: None,
            expires: None,
            iban_masked: None,
            name: None,
            address: None,
            is_default: false,
            monthly_cap: None,
            mandate: None,
            status: "active".to_owned(),
            first_used_on: None,
        };
        add_billing_accounts(tx, &[row]).await?;
        let subject = format!("billing_account {id}");
        let detail = json!({ "method": Method::BankTransfer });
        self.note(tx, "billing_account.added", (subject, detail))
            .await?;
        Ok(id)
    }

    /// Writes into the trail what was done.
    async fn note(
        &self,
        tx: &mut Tx,
        action: &'static str,
        (subject, detail): (String, Value),
    ) -> Result<(), Failure> {
        let deed = trail::Deed {
            at: self.now,
            actor: self.caller.person.to_string(),
            address: String::new(),
            action,
            subject,
            detail,
        };
        let account = std::slice::from_ref(&self.caller.account);
        Ok(trail::note(tx, account, &deed).await?)
    }

    /// Writes it into the trail, and mails it to who has to know.
    pub(super) async fn end(&self, tx: &mut Tx, done: Done<'_>) -> Result<(), Failure> {
        let row = done.about.map(|known| &known.row);
        let before = row.map_or(&self.caller.person, |row| &row.owner_id);
        let owner = done.given_to.as_ref().unwrap_or(before);
        self.note(tx, done.action, (done.subject, done.detail))
            .await?;
        let method = row.and_then(|row| {
            let tail = row.last4.as_deref().or(row.iban_masked.as_deref());
            recognised(row.name.clone(), row.brand.as_deref(), tail)
        });
        let change = PayerChange {
            account: self.caller.account_name.clone(),
            who: self.caller.name.clone(),
            at: self.now,
            what: done.change,
            method,
            mandate: done.mandate,
        };
        self.mail(tx, (owner, before), change).await
    }

    async fn mail(
        &self,
        tx: &mut Tx,
        owners: (&PersonId, &PersonId),
        change: PayerChange,
    ) -> Result<(), Failure> {
        let account = &self.caller.account;
        let notice = Notice::Payer(change);
        let readers = billing_account::change::readers(tx, account, owners).await?;
        let messages: Vec<_> = readers
            .iter()
            .map(|reader| {
                let id = self.ids.next(self.now, MessageId::make);
                notice.message(id, self.now, Some(account), reader)
            })
            .collect();
        Ok(store::outbox::queue_all(tx, &messages).await?)
    }
}
