//! A new password by a mailed link. Asking takes the same way for every address: the message is
//! queued unseen, and whether anybody is behind it is found out when it is handed over. Only then
//! the link's secret is made, so that it never lies in a table.

use std::sync::Arc;

use model::fault::{Fault, Problem};
use model::id::{MessageId, PersonId};
use model::session::{AskReset, Reset, Whence};
use model::text::Email;
use model::time::Instant;
use serde_json::json;
use store::outbox::{Message, NewMessage};
use store::person::Person;
use store::{StoreError, Tx};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::mail::Notice;
use crate::session::policy::{self, Owner};
use crate::session::trail::{self, Deed};
use crate::session::{limit, secret, span};

pub async fn ask(desk: &Desk, request: &AskReset, whence: Whence) -> Result<(), Failure> {
    let email = request.email.parse::<Email>();
    let email = email.map_err(|problem| Fault::field("email", problem))?;
    let now = desk.clock.now();
    let limits = limit::ask_reset(&whence.address, email.as_str());
    let message = NewMessage {
        id: desk.reception.ids.next(now, MessageId::make),
        kind: Notice::ResetLink.kind(),
        account: None,
        person: None,
        recipient: email.to_string(),
        payload: Notice::ResetLink.payload(),
        at: now,
    };
    let work = Arc::new((limits, message));
    let wait: Result<Option<u32>, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let ((network, address), message) = &*work;
                let wait = network.count(tx, now).await?;
                if wait.is_none() && address.count(tx, now).await?.is_none() {
                    store::outbox::queue(tx, message).await?;
                }
                Ok(wait)
            })
        })
        .await;
    match wait? {
        None => Ok(()),
        Some(minutes) => Err(Fault::field("email", Problem::TooMany { minutes }).into()),
    }
}

/// Makes the secret of a link that is about to be mailed, and ends the links that the person asked
/// for earlier. None if the mail is for nobody: no such person, or a later link is on its way.
///
/// A message that is handed over a second time gets a second link; the first one keeps working,
/// because nobody knows which of the two mails arrives.
pub(crate) async fn hand_over(
    desk: &Desk,
    message: &Message,
) -> Result<Option<(Person, String)>, Failure> {
    let secret = secret::draw()?;
    let hash = secret::hash(&secret).ok_or_else(|| Failure::internal("no secret"))?;
    let (now, message) = (desk.clock.now(), message.clone());
    let found: Result<Option<Person>, StoreError> = desk
        .db
        .write(move |tx| {
            let (hash, message) = (hash.clone(), message.clone());
            Box::pin(async move { link(tx, &hash, &message, now).await })
        })
        .await;
    Ok(found?.map(|person| (person, secret)))
}

async fn link(
    tx: &mut Tx,
    hash: &str,
    message: &Message,
    now: Instant,
) -> Result<Option<Person>, StoreError> {
    let asked_at = Instant(message.queued_at);
    let person = store::person::by_email(tx, &message.recipient).await?;
    let Some(person) = person.filter(|person| person.disabled_at.is_none()) else {
        return Ok(None);
    };
    let id = &person.id.0;
    let accounts = trail::lock(tx, id).await?;
    if store::reset::newer(tx, id, asked_at).await? {
        return Ok(None);
    }
    store::reset::end_older(tx, id, asked_at).await?;
    let expires_at = now.plus_seconds(span::LINK);
    store::reset::add(tx, hash, id, asked_at, expires_at).await?;
    if message.attempts == 1 {
        let deed = Deed {
            at: now,
            actor: "job:mail".to_owned(),
            address: String::new(),
            action: "password.link_mailed",
            subject: format!("person {id}"),
            detail: json!({ "asked_at": asked_at.to_string() }),
        };
        trail::note(tx, &accounts, &deed).await?;
    }
    Ok(Some(person))
}

/// Sets the password; the secret by which the browser is known from now on. It has shown that the
/// mailbox is the person's: strangers who guess at the address do not keep it out.
pub async fn reset(desk: &Desk, request: Reset, whence: Whence) -> Result<String, Failure> {
    let dead = || Failure::from(Fault::field("token", Problem::DeadLink));
    let hash = secret::hash(&request.token).ok_or_else(dead)?;
    let person = behind(desk, &hash).await?.ok_or_else(dead)?;
    let owner = Owner {
        name: &person.name,
        email: &person.email,
        brand: desk.reception.stationery.brand(),
    };
    policy::check(&request.password, owner).map_err(|problem| Fault::field("password", problem))?;
    let now = desk.clock.now();
    let device = secret::draw()?;
    let no_secret = || Failure::internal("no secret");
    let work = Arc::new(Set {
        device: secret::hash(&device).ok_or_else(no_secret)?,
        phc: desk.reception.hashing.hash(request.password).await?,
        hash,
        message: desk.reception.ids.next(now, MessageId::make),
        person,
        address: whence.address,
        now,
    });
    let set: Result<bool, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        })
        .await;
    if set? { Ok(device) } else { Err(dead()) }
}

async fn behind(desk: &Desk, hash: &str) -> Result<Option<Person>, Failure> {
    let mut tx = desk.db.read().await?;
    let person = store::reset::person(&mut tx, hash, desk.clock.now()).await?;
    match person {
        Some(person) => Ok(store::person::by_id(&mut tx, &person).await?),
        None => Ok(None),
    }
}

/// A password that is set by a link.
struct Set {
    person: Person,
    hash: String,
    phc: String,
    device: String,
    message: MessageId,
    address: String,
    now: Instant,
}

impl Set {
    /// False if the link was used meanwhile.
    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let person = &self.person.id.0;
        let accounts = trail::lock(tx, person).await?;
        if !store::reset::take(tx, &self.hash, self.now).await? {
            return Ok(false);
        }
        change(tx, person, &self.phc, self.now).await?;
        store::device::see(tx, &self.device, person, self.now).await?;
        limit::forget(tx, &self.address, &self.person.email).await?;
        let deed = Deed {
            at: self.now,
            actor: person.to_string(),
            address: self.address.clone(),
            action: "password.reset",
            subject: format!("person {person}"),
            detail: json!({}),
        };
        trail::note(tx, &accounts, &deed).await?;
        let notice = Notice::PasswordChanged {
            at: self.now,
            address: self.address.clone(),
        };
        let first = accounts.first();
        let message = notice.message(self.message.clone(), self.now, first, &self.person);
        store::outbox::queue(tx, &message).await?;
        Ok(true)
    }
}

/// Sets a password, and ends all that rests on the old one: sessions, links, known browsers.
pub(crate) async fn change(
    tx: &mut Tx,
    person: &PersonId,
    phc: &str,
    now: Instant,
) -> Result<(), StoreError> {
    store::person::set_password(tx, person, phc).await?;
    end_access(tx, person, now).await
}

/// Ends all that rests on an old password or address: sessions, links, known browsers.
pub(crate) async fn end_access(
    tx: &mut Tx,
    person: &PersonId,
    now: Instant,
) -> Result<(), StoreError> {
    store::session::end(tx, person, None).await?;
    store::device::forget(tx, person).await?;
    store::reset::end_all(tx, person, now).await
}
