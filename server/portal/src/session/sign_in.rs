//! Signing in by e-mail address and password.

use std::sync::Arc;

use model::fault::{Fault, FieldErrors, Problem};
use model::id::{AccountId, MessageId, SessionId};
use model::session::{SignIn, SignedIn, Whence};
use model::text::{Email, holds_card_number};
use model::time::Instant;
use serde_json::json;
use store::outbox::NewMessage;
use store::person::Person;
use store::session::NewSession;
use store::{StoreError, Tx};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::mail::Notice;
use crate::password::is_own_kind;
use crate::session::limit::{self, Limit};
use crate::session::policy::MOST;
use crate::session::trail::{self, Deed};
use crate::session::{secret, span};

pub async fn sign_in(
    desk: &Desk,
    request: SignIn,
    (whence, open): (Whence, Option<AccountId>),
) -> Result<SignedIn, Failure> {
    let (email, password) = typed(&request)?;
    let visitor = visitor(desk, &email, whence.device.as_deref()).await?;
    let device = visitor.device.clone();
    let limits = limit::sign_in(&whence.address, email.as_str(), device.as_deref());
    if let Some(minutes) = limit::admit(desk, &limits).await? {
        return Err(Fault::field("password", Problem::TooMany { minutes }).into());
    }
    let (person, phc) = fitting(desk, visitor, password).await?;
    let (token, mut work) = begin(
        desk,
        person,
        (request.stay.is_some(), whence),
        device,
        limits,
    )?;
    (work.open, work.phc) = (open, phc);
    let (stay, secret) = (work.stay, work.device.clone());
    let work = Arc::new(work);
    let begun: Result<bool, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        })
        .await;
    if begun? {
        Ok(SignedIn {
            token,
            device: secret,
            stay,
        })
    } else {
        Err(wrong())
    }
}

/// The one answer to an unknown address, a wrong password, and a person who may not sign in.
fn wrong() -> Failure {
    Fault::field("password", Problem::WrongCredentials).into()
}

fn typed(request: &SignIn) -> Result<(Email, String), Failure> {
    let mut errors = FieldErrors::default();
    let email = errors.take("email", request.email.parse::<Email>());
    if request.password.is_empty() {
        errors.add("password", Problem::Required);
    } else if request.password.len() > MOST as usize {
        errors.add("password", Problem::TooLong { most: MOST });
    }
    match email {
        Some(email) if errors.0.is_empty() => Ok((email, request.password.clone())),
        _ => Err(Fault::Invalid(errors).into()),
    }
}

/// Who may be at the door.
struct Visitor {
    /// The person of the address.
    person: Option<Person>,
    /// The hash of the browser's secret, if that person has signed in there before.
    device: Option<String>,
    /// The kinds of hashes that are stored.
    kinds: Vec<String>,
}

/// The same statements for every address.
async fn visitor(desk: &Desk, email: &Email, device: Option<&str>) -> Result<Visitor, Failure> {
    let mut tx = desk.db.read().await?;
    let kinds = store::person::password_kinds(&mut tx).await?;
    let person = store::person::by_email(&mut tx, email.as_str()).await?;
    let mut known = None;
    if let Some(hash) = device.and_then(secret::hash) {
        let owner = store::device::owner(&mut tx, &hash).await?;
        let own = owner.is_some() && owner.as_ref() == person.as_ref().map(|person| &person.id.0);
        known = own.then_some(hash);
    }
    Ok(Visitor {
        person,
        device: known,
        kinds,
    })
}

/// The person, if the password is theirs, with its hash of the own kind if it was of another.
async fn fitting(
    desk: &Desk,
    visitor: Visitor,
    password: String,
) -> Result<(Person, Option<String>), Failure> {
    let allowed = |person: &Person| person.disabled_at.is_none();
    let person = visitor.person.filter(allowed);
    let phc = person
        .as_ref()
        .and_then(|known| known.password_hash.clone());
    let hashing = &desk.reception.hashing;
    let verify = hashing.verify(password.clone(), phc.clone(), &visitor.kinds);
    let fits = verify.await?;
    let person = person.filter(|_| fits).ok_or_else(wrong)?;
    let phc = match phc {
        Some(phc) if !is_own_kind(&phc) => Some(hashing.hash(password).await?),
        Some(_) | None => None,
    };
    Ok((person, phc))
}

/// All that a session begins with.
struct Begin {
    person: Person,
    token_hash: String,
    session: SessionId,
    stay: bool,
    whence: Whence,
    device: String,
    device_hash: String,
    /// The mail about a browser that was not known.
    message: Option<MessageId>,
    limits: Vec<Limit>,
    /// The account that is to open.
    open: Option<AccountId>,
    /// The password's hash of the own kind, if it was of another: that wears off.
    phc: Option<String>,
    now: Instant,
}

fn begin(
    desk: &Desk,
    person: Person,
    (stay, whence): (bool, Whence),
    known: Option<String>,
    limits: Vec<Limit>,
) -> Result<(String, Begin), Failure> {
    let (now, ids) = (desk.clock.now(), &desk.reception.ids);
    let unknown = || Failure::internal("a fresh secret is none");
    let token = secret::draw()?;
    let message = known.is_none().then(|| ids.next(now, MessageId::make));
    let device = match (&known, &whence.device) {
        (Some(_), Some(device)) => device.clone(),
        (None, _) | (_, None) => secret::draw()?,
    };
    let work = Begin {
        person,
        token_hash: secret::hash(&token).ok_or_else(unknown)?,
        session: ids.next(now, SessionId::make),
        stay,
        device_hash: secret::hash(&device).ok_or_else(unknown)?,
        device,
        message,
        limits,
        open: None,
        phc: None,
        now,
        whence: Whence {
            address: plain(&whence.address, 64),
            agent: plain(&whence.agent, 300),
            device: None,
        },
    };
    Ok((token, work))
}

/// A text from outside, to be shown in a list: cut, and without signs that command a terminal.
/// Nothing is left of what may hold a card number.
fn plain(text: &str, most: usize) -> String {
    let signs = text.chars().filter(|sign| !sign.is_control());
    let text: String = signs.take(most).collect();
    if holds_card_number(&text) {
        String::new()
    } else {
        text
    }
}

impl Begin {
    /// False if meanwhile the person may no longer sign in like that, or belongs to no account.
    async fn run(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let person = &self.person.id.0;
        let Some(account) = self.account(tx).await? else {
            return Ok(false);
        };
        store::account::lock(tx, &account).await?;
        store::person::lock(tx, person).await?;
        let still = store::person::by_id(tx, person)
            .await?
            .is_some_and(|still| {
                still.disabled_at.is_none() && still.password_hash == self.person.password_hash
            });
        if !still {
            return Ok(false);
        }
        if let Some(phc) = &self.phc {
            store::person::set_password(tx, person, phc).await?;
        }
        store::session::begin(tx, &self.row(&account)).await?;
        store::device::see(tx, &self.device_hash, person, self.now).await?;
        limit::forgive(tx, &self.limits).await?;
        trail::note(tx, std::slice::from_ref(&account), &self.deed()).await?;
        if let Some(message) = self.message(&account) {
            store::outbox::queue(tx, &message).await?;
        }
        Ok(true)
    }

    async fn account(&self, tx: &mut Tx) -> Result<Option<AccountId>, StoreError> {
        let person = &self.person.id.0;
        if let Some(open) = &self.open
            && store::person::accounts(tx, person).await?.contains(open)
        {
            return Ok(Some(open.clone()));
        }
        store::person::first_account(tx, person).await
    }

    fn row(&self, account: &AccountId) -> NewSession {
        let span = if self.stay { span::STAY } else { span::DAY };
        NewSession {
            token_hash: self.token_hash.clone(),
            id: self.session.clone(),
            person: self.person.id.0.clone(),
            account: account.clone(),
            stay: self.stay,
            address: self.whence.address.clone(),
            agent: self.whence.agent.clone(),
            at: self.now,
            expires_at: self.now.plus_seconds(span),
        }
    }

    fn deed(&self) -> Deed {
        Deed {
            at: self.now,
            actor: self.person.id.0.to_string(),
            address: self.whence.address.clone(),
            action: "session.begun",
            subject: format!("session {}", self.session),
            detail: json!({ "stay": self.stay, "new_device": self.message.is_some() }),
        }
    }

    fn message(&self, account: &AccountId) -> Option<NewMessage> {
        let notice = Notice::NewDevice {
            at: self.now,
            address: self.whence.address.clone(),
            agent: self.whence.agent.clone(),
        };
        let id = self.message.clone()?;
        Some(notice.message(id, self.now, Some(account), &self.person))
    }
}
