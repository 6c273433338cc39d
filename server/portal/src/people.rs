//! What the provider does to people and to keys of the provider's API, from the command line.

use std::sync::Arc;

use model::fault::{Fault, Problem};
use model::id::{KeyId, PersonId};
use model::text::Email;
use model::time::Instant;
use serde_json::{Value, json};
use store::key::KeyRow;
use store::person::{Person, PersonRow};
use store::{StoreError, Tx};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::import::{self, ImportFailure, ImportOptions, LineError};
use crate::session::policy::{self, Owner};
use crate::session::trail::{self, Deed};
use crate::session::{change, secret};

/// How many people a page of the list has.
const PAGE: i64 = 500;

/// People by address, those behind `after` only: a page of them.
///
/// # Errors
/// The store's.
pub async fn list(desk: &Desk, after: &str) -> Result<Vec<PersonRow>, Failure> {
    let mut tx = desk.db.read().await?;
    Ok(store::person::list(&mut tx, after, PAGE).await?)
}

/// Something that is done to a person.
#[derive(Clone, Debug)]
enum Step {
    Disable,
    Enable,
    SignOut,
    Password(String),
}

/// Disables a person, who is out at the next request.
///
/// # Errors
/// `NotFound` if there is none of that address; `Conflict` if it is so already.
pub async fn disable(desk: &Desk, email: &str) -> Result<(), Failure> {
    let person = find(desk, email).await?;
    step(desk, person, Step::Disable).await
}

/// Lets a disabled person sign in again.
///
/// # Errors
/// `NotFound` if there is none of that address; `Conflict` if it is so already.
pub async fn enable(desk: &Desk, email: &str) -> Result<(), Failure> {
    let person = find(desk, email).await?;
    step(desk, person, Step::Enable).await
}

/// Ends all sessions of a person.
///
/// # Errors
/// `NotFound` if there is none of that address.
pub async fn sign_out(desk: &Desk, email: &str) -> Result<(), Failure> {
    let person = find(desk, email).await?;
    step(desk, person, Step::SignOut).await
}

/// Somebody who is to be added to an account.
#[derive(Clone)]
pub struct Newcomer {
    /// The address to sign in with.
    pub email: String,
    /// The name.
    pub name: String,
    /// The account, by its `ref`.
    pub account: String,
    /// The role there, as the import writes it.
    pub role: String,
    /// The password; without one, a link to set it can be asked for.
    pub password: Option<String>,
}

/// Adds a person by the rules of a row of an import, whose audit row it leaves; what is wrong with
/// it, field by field, if anything is.
///
/// # Errors
/// `Conflict` if there is somebody of that address; `Invalid` if address or password are not taken.
pub async fn create(desk: &Desk, newcomer: Newcomer) -> Result<Vec<LineError>, Failure> {
    match find(desk, &newcomer.email).await {
        Ok(_) => return Err(Fault::Conflict.into()),
        Err(failure) if matches!(failure.fault(), Fault::NotFound) => {}
        Err(failure) => return Err(failure),
    }
    // An id of its own, so that no row of the provider's books is taken for it.
    let id: String = desk
        .reception
        .ids
        .next(desk.clock.now(), PersonId::make)
        .into();
    let Newcomer {
        email,
        name,
        account,
        role,
        password,
    } = newcomer;
    if let Some(password) = &password {
        let brand = desk.reception.stationery.brand();
        let (name, email) = (name.as_str(), email.as_str());
        let owner = Owner { name, email, brand };
        policy::check(password, owner).map_err(|problem| Fault::field("password", problem))?;
    }
    let row = json!({
        "type": "person", "ref": id, "name": name, "email": email, "account": account,
        "role": role, "password": password,
    });
    let (line, options) = (row.to_string(), ImportOptions::default());
    let done = import::run(&desk.db, &*desk.clock, line.as_bytes(), options, &|_, _| ()).await;
    match done {
        Ok(report) => Ok(report.refused),
        Err(ImportFailure::Store(error)) => Err(error.into()),
        Err(failure) => Err(Failure::internal(failure)),
    }
}

/// Sets a person's password, and ends all that rests on the old one.
///
/// # Errors
/// `NotFound` if there is none of that address; `Invalid` if the password is not taken.
pub async fn set_password(desk: &Desk, email: &str, password: String) -> Result<(), Failure> {
    let person = find(desk, email).await?;
    let owner = Owner {
        name: &person.name,
        email: &person.email,
        brand: desk.reception.stationery.brand(),
    };
    policy::check(&password, owner).map_err(|problem| Fault::field("password", problem))?;
    let phc = desk.reception.hashing.hash(password).await?;
    step(desk, person, Step::Password(phc)).await
}

async fn find(desk: &Desk, email: &str) -> Result<Person, Failure> {
    let email = email.parse::<Email>();
    let email = email.map_err(|problem| Fault::field("email", problem))?;
    let mut tx = desk.db.read().await?;
    let person = store::person::by_email(&mut tx, email.as_str()).await?;
    Ok(person.ok_or(Fault::NotFound)?)
}

async fn step(desk: &Desk, person: Person, step: Step) -> Result<(), Failure> {
    let now = desk.clock.now();
    let work = Arc::new((person, step));
    let done: Result<bool, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { run(tx, &work.0, &work.1, now).await })
        })
        .await;
    if done? {
        Ok(())
    } else {
        Err(Fault::Conflict.into())
    }
}

async fn run(tx: &mut Tx, person: &Person, step: &Step, now: Instant) -> Result<bool, StoreError> {
    let id = &person.id.0;
    let accounts = trail::lock(tx, id).await?;
    let (action, changed) = match step {
        Step::Disable => {
            store::session::end(tx, id, None).await?;
            let changed = store::person::set_disabled(tx, id, Some(now)).await?;
            ("person.disabled", changed)
        }
        Step::Enable => {
            let changed = store::person::set_disabled(tx, id, None).await?;
            ("person.enabled", changed)
        }
        Step::SignOut => {
            store::session::end(tx, id, None).await?;
            ("session.ended", true)
        }
        Step::Password(phc) => {
            change(tx, id, phc, now).await?;
            ("password.set", true)
        }
    };
    if changed {
        let deed = deed(now, action, format!("person {id}"), json!({}));
        trail::note(tx, &accounts, &deed).await?;
    }
    Ok(changed)
}

fn deed(at: Instant, action: &'static str, subject: String, detail: Value) -> Deed {
    Deed {
        at,
        actor: "command line".to_owned(),
        address: String::new(),
        action,
        subject,
        detail,
    }
}

/// What keys of the provider's API may be used for.
pub const SCOPES: [&str; 7] = [
    "invoices", "operate", "payments", "payouts", "services", "support", "usage",
];

/// The keys, by name.
///
/// # Errors
/// The store's.
pub async fn keys(desk: &Desk) -> Result<Vec<KeyRow>, Failure> {
    let mut tx = desk.db.read().await?;
    Ok(store::key::list(&mut tx).await?)
}

/// Makes a key; its secret, which is never shown again.
///
/// # Errors
/// `Invalid` if name or scopes do not fit; `Conflict` if there is a key of that name.
pub async fn create_key(desk: &Desk, name: &str, scopes: &[String]) -> Result<String, Failure> {
    if name.trim().is_empty() {
        return Err(Fault::field("name", Problem::Required).into());
    }
    let known = scopes.iter().all(|scope| SCOPES.contains(&scope.as_str()));
    if scopes.is_empty() || !known {
        return Err(Fault::field("scopes", Problem::Malformed).into());
    }
    let (secret, hash) = fresh()?;
    let now = desk.clock.now();
    let id = desk.reception.ids.next(now, KeyId::make);
    let work = Arc::new((id, name.to_owned(), hash, scopes.to_vec()));
    let added: Result<bool, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (id, name, hash, scopes) = &*work;
                let row = (hash.as_str(), scopes.as_slice());
                if !store::key::add(tx, id, name, row, now).await? {
                    return Ok(false);
                }
                let detail = json!({ "name": name, "scopes": scopes });
                let deed = deed(now, "key.created", format!("key {id}"), detail);
                trail::note(tx, &[], &deed).await?;
                Ok(true)
            })
        })
        .await;
    if added? {
        Ok(secret)
    } else {
        Err(Fault::Conflict.into())
    }
}

/// Disables a key.
///
/// # Errors
/// `NotFound` if there is no such key in use.
pub async fn disable_key(desk: &Desk, name: &str) -> Result<(), Failure> {
    change_key(desk, name, None).await
}

/// Gives a key another secret, which is never shown again; the old one is of no use from now on.
///
/// # Errors
/// `NotFound` if there is no such key in use.
pub async fn rotate_key(desk: &Desk, name: &str) -> Result<String, Failure> {
    let (secret, hash) = fresh()?;
    change_key(desk, name, Some(hash)).await?;
    Ok(secret)
}

fn fresh() -> Result<(String, String), Failure> {
    let secret = secret::draw()?;
    let hash = secret::hash(&secret).ok_or_else(|| Failure::internal("no secret"))?;
    Ok((format!("saldo_{secret}"), hash))
}

async fn change_key(desk: &Desk, name: &str, hash: Option<String>) -> Result<(), Failure> {
    let now = desk.clock.now();
    let work = Arc::new((name.to_owned(), hash));
    let done: Result<bool, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (name, hash) = &*work;
                let (id, action) = match hash {
                    Some(hash) => (store::key::rotate(tx, name, hash).await?, "key.rotated"),
                    None => (store::key::disable(tx, name, now).await?, "key.disabled"),
                };
                let Some(id) = id else {
                    return Ok(false);
                };
                let deed = deed(now, action, format!("key {id}"), json!({ "name": name }));
                trail::note(tx, &[], &deed).await?;
                Ok(true)
            })
        })
        .await;
    if done? {
        Ok(())
    } else {
        Err(Fault::NotFound.into())
    }
}
