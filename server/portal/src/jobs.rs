//! What is done beside the requests: mail that waits in the outbox, sweeping, the billing run,
//! the daily check of the books, and what gateways have taken.

mod check;
mod enclosed;
mod taken;

use std::time::Duration;

use gateway::mail::{Letter, Post, PostError};
use model::text::Language;
use model::time::Instant;
use store::job::Job;
use store::outbox::{self, Message};
use store::person::Person;
use store::{StoreError, job};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::mail::{Inside, Notice, Reader};
use crate::run::{self, Order};
use crate::session::{hand_over, limit, span};

pub use check::check;
pub use taken::read_through;

/// How many messages are claimed at once. All of them fit into the lease, even if each of them
/// takes all the patience.
const BATCH: i64 = 8;
/// Seconds after which somebody else may take over what was claimed and not marked.
const LEASE: i64 = 600;
const PATIENCE: Duration = Duration::from_secs(60);
/// After so many attempts, about a day, a message is given up.
const ATTEMPTS: i64 = 12;
/// The kind of the job that removes what has ended.
const SWEEPING: &str = "sweep";
/// Seconds between two sweeps.
const SWEEP: i64 = 3600;

/// Makes the jobs that always exist. Once, at start.
///
/// # Errors
/// The store's.
pub async fn enlist(desk: &Desk) -> Result<(), Failure> {
    let now = desk.clock.now();
    let made: Result<(), StoreError> = desk
        .db
        .write(move |tx| Box::pin(async move { job::ensure(tx, SWEEPING, "", now).await }))
        .await;
    made?;
    check::enlist(desk).await?;
    Ok(taken::enlist(desk.till()).await?)
}

/// Does what is due now, up to a batch; how much that was. Nothing is written when nothing is due.
/// May run in several processes at once.
///
/// # Errors
/// The store's; what could not be done is tried again later.
pub async fn tick(desk: &Desk, post: &dyn Post) -> Result<usize, Failure> {
    let now = desk.clock.now();
    let mut tx = desk.db.read().await?;
    let (mail, jobs) = (
        outbox::due(&mut tx, now).await?,
        job::due(&mut tx, SWEEPING, now).await?,
    );
    drop(tx);
    let mut done = 0;
    if mail {
        for message in claim_mail(desk, now).await? {
            send(desk, post, &message).await?;
            done += 1;
        }
    }
    if jobs {
        for job in claim_jobs(desk, now).await? {
            run_sweep(desk, job).await?;
            done += 1;
        }
    }
    Ok(done)
}

/// Does a chunk of what the billing run has to do now; how many accounts that were. Nothing is
/// written when nothing is due. May run in several processes at once.
///
/// # Errors
/// The store's, where it is about no account.
pub async fn bill(desk: &Desk) -> Result<usize, Failure> {
    let ran = run::step(&desk.till, Order::default()).await?;
    Ok(ran.map_or(0, |ran| ran.accounts + ran.troubles.len()))
}

async fn claim_mail(desk: &Desk, now: Instant) -> Result<Vec<Message>, StoreError> {
    let lease = now.plus_seconds(LEASE);
    desk.db
        .write(move |tx| Box::pin(async move { outbox::claim(tx, now, lease, BATCH).await }))
        .await
}

async fn claim_jobs(desk: &Desk, now: Instant) -> Result<Vec<Job>, StoreError> {
    let lease = now.plus_seconds(LEASE);
    desk.db
        .write(move |tx| Box::pin(async move { job::claim(tx, SWEEPING, now, lease, BATCH).await }))
        .await
}

/// How a claimed message ended.
enum End {
    Sent,
    Nobodys,
    Failed { trouble: String, hopeless: bool },
}

async fn send(desk: &Desk, post: &dyn Post, message: &Message) -> Result<(), Failure> {
    let end = if message.attempts > ATTEMPTS {
        End::Failed {
            trouble: "nobody came back from the last attempt".to_owned(),
            hopeless: true,
        }
    } else {
        attempt(desk, post, message).await
    };
    mark(desk, message, end).await?;
    Ok(())
}

async fn attempt(desk: &Desk, post: &dyn Post, message: &Message) -> End {
    match letter(desk, message).await {
        Ok(None) => End::Nobodys,
        Ok(Some(letter)) => hand(post, &letter).await,
        Err(failure) => End::Failed {
            trouble: format!("{failure:?}"),
            hopeless: false,
        },
    }
}

/// The mail that a message becomes; none if it is for nobody.
async fn letter(desk: &Desk, message: &Message) -> Result<Option<Letter>, Failure> {
    let notice: Notice = serde_json::from_str(&message.payload).map_err(Failure::internal)?;
    let found = match &notice {
        Notice::ResetLink => {
            let handed = hand_over(desk, message).await?;
            handed.map(|(person, secret)| (reader(message, person, Language::default()), secret))
        }
        Notice::PasswordChanged { .. } | Notice::NewDevice { .. } | Notice::Payer(_) => {
            let known = person(desk, message).await?;
            known.map(|person| (reader(message, person, Language::default()), String::new()))
        }
        Notice::Owed(owed) => {
            let known = anyone(desk, message, (&owed.account, owed.language)).await?;
            known.map(|reader| (reader, String::new()))
        }
        Notice::Low(low) => {
            let known = anyone(desk, message, (&low.account, low.language)).await?;
            known.map(|reader| (reader, String::new()))
        }
        Notice::Withdrawn(of) => {
            let known = anyone(desk, message, (&of.account, of.language)).await?;
            known.map(|reader| (reader, String::new()))
        }
        Notice::Paid(paid) => {
            let known = anyone(desk, message, (&paid.account, paid.language)).await?;
            known.map(|reader| (reader, String::new()))
        }
    };
    let Some((reader, secret)) = found else {
        return Ok(None);
    };
    let head = (message.id.0.clone(), Instant(message.queued_at));
    let paper = &desk.reception.stationery;
    let enclosed = enclosed::enclosed(desk, message, &notice).await?;
    let inside = Inside {
        secret: &secret,
        left_out: enclosed.left_out,
    };
    let mut letter = paper.letter(head, &notice, &reader, inside);
    letter.enclosures = enclosed.files;
    Ok(Some(letter))
}

/// The person who reads; where nobody is named, the account itself.
async fn anyone(
    desk: &Desk,
    message: &Message,
    (account, language): (&str, Language),
) -> Result<Option<Reader>, Failure> {
    if message.person_id.is_some() {
        let known = person(desk, message).await?;
        return Ok(known.map(|it| reader(message, it, language)));
    }
    Ok(Some(Reader {
        name: account.to_owned(),
        email: message.recipient.clone(),
        language,
    }))
}

/// A person who reads, in the own language if there is one.
fn reader(message: &Message, person: Person, usual: Language) -> Reader {
    let language = person.language.as_deref().and_then(Language::of);
    Reader {
        name: person.name,
        email: message.recipient.clone(),
        language: language.unwrap_or(usual),
    }
}

async fn person(desk: &Desk, message: &Message) -> Result<Option<Person>, Failure> {
    let Some(id) = &message.person_id else {
        return Ok(None);
    };
    let mut tx = desk.db.read().await?;
    Ok(store::person::by_id(&mut tx, &id.0).await?)
}

async fn hand(post: &dyn Post, letter: &Letter) -> End {
    match tokio::time::timeout(PATIENCE, post.send(letter)).await {
        Ok(Ok(())) => End::Sent,
        Ok(Err(error)) => End::Failed {
            hopeless: matches!(error, PostError::Unfit(_)),
            trouble: error.to_string(),
        },
        Err(_) => End::Failed {
            trouble: "the mail server took too long".to_owned(),
            hopeless: false,
        },
    }
}

async fn mark(desk: &Desk, message: &Message, end: End) -> Result<(), StoreError> {
    let (id, attempts, now) = (message.id.0.clone(), message.attempts, desk.clock.now());
    let end = std::sync::Arc::new(end);
    if let End::Failed { trouble, hopeless } = &*end {
        let given_up = *hopeless || attempts >= ATTEMPTS;
        tracing::warn!(message = %id, attempts, given_up, trouble, "a mail was not sent");
    }
    desk.db
        .write(move |tx| {
            let (id, end) = (id.clone(), std::sync::Arc::clone(&end));
            Box::pin(async move {
                match &*end {
                    End::Sent => outbox::sent(tx, &id, now).await.map(drop),
                    End::Nobodys => outbox::discard(tx, &id).await,
                    End::Failed { trouble, hopeless } => {
                        let next = if *hopeless { None } else { next(now, attempts) };
                        let trouble: String = trouble.chars().take(500).collect();
                        let next = next.unwrap_or(outbox::NEVER);
                        outbox::failed(tx, &id, next, &trouble).await
                    }
                }
            })
        })
        .await
}

/// When a message is tried again after so many attempts: a minute later, then two, four, … up to
/// six hours; none if it is given up.
fn next(now: Instant, attempts: i64) -> Option<Instant> {
    if attempts >= ATTEMPTS {
        return None;
    }
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(16);
    Some(now.plus_seconds((60_i64 << doublings).min(6 * 3600)))
}

async fn run_sweep(desk: &Desk, job: Job) -> Result<(), Failure> {
    let now = desk.clock.now();
    let ended = sweep(desk, now).await;
    let (next, trouble) = match &ended {
        Ok(()) => (now.plus_seconds(SWEEP), None),
        Err(error) => (now.plus_seconds(60), Some(error.to_string())),
    };
    if let Some(trouble) = &trouble {
        tracing::warn!(job = job.id, trouble, "a job did not go well");
    }
    let id = job.id;
    let given: Result<(), StoreError> = desk
        .db
        .write(move |tx| {
            let (id, trouble) = (id.clone(), trouble.clone());
            Box::pin(async move { job::again(tx, &id, next, trouble.as_deref()).await })
        })
        .await;
    Ok(given?)
}

/// Removes what has ended and is of no use any more.
async fn sweep(desk: &Desk, now: Instant) -> Result<(), StoreError> {
    desk.db
        .write(move |tx| {
            Box::pin(async move {
                store::session::sweep(tx, now, span::idle(now)).await?;
                store::throttle::sweep(tx, now.plus_seconds(-limit::LONGEST)).await?;
                store::device::sweep(tx, now.plus_seconds(-span::DEVICE)).await?;
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_grow_apart_and_end() {
        let after = |attempts| next(Instant(0), attempts).map(Instant::seconds);
        assert_eq!(
            [after(1), after(2), after(5)],
            [Some(60), Some(120), Some(960)]
        );
        assert_eq!(after(11), Some(6 * 3600));
        assert_eq!(after(12), None);
    }
}
