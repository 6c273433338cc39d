//! Signing out, the list of sessions, another account in the same session, the person's choices.

use std::sync::Arc;

use model::caller::Caller;
use model::fault::Fault;
use model::id::{AccountId, SessionId};
use model::session::{Preference, Renewed, SessionView};
use model::time::Instant;
use serde_json::json;
use store::StoreError;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::session::trail::{self, Deed};
use crate::session::{secret, span};

/// What a caller does to a session, from the address at which the caller's own began.
fn deed(
    (caller, address): (&Caller, String),
    at: Instant,
    action: &'static str,
    detail: serde_json::Value,
) -> Deed {
    Deed {
        at,
        actor: caller.person.to_string(),
        address,
        action,
        subject: format!("session {}", caller.session),
        detail,
    }
}

pub async fn sign_out(
    desk: &Desk,
    caller: &Caller,
    session: Option<SessionId>,
) -> Result<(), Failure> {
    let now = desk.clock.now();
    let own = session.is_none() || session.as_ref() == Some(&caller.session);
    let work = Arc::new((caller.clone(), session));
    let ended: Result<u64, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (caller, session) = &*work;
                store::account::lock(tx, &caller.account).await?;
                let address = store::session::address(tx, &caller.session).await?;
                let ended = store::session::end(tx, &caller.person, session.as_ref()).await?;
                if ended > 0 {
                    let which = session.as_ref().map_or("all", SessionId::as_str);
                    let detail = json!({ "ended": which, "count": ended });
                    let deed = deed((caller, address), now, "session.ended", detail);
                    trail::note(tx, std::slice::from_ref(&caller.account), &deed).await?;
                }
                Ok(ended)
            })
        })
        .await;
    // One's own that has ended already is as wanted; of somebody else's nothing is said.
    if ended? > 0 || own {
        Ok(())
    } else {
        Err(Fault::NotFound.into())
    }
}

pub async fn list(desk: &Desk, caller: &Caller) -> Result<Vec<SessionView>, Failure> {
    let now = desk.clock.now();
    let mut tx = desk.db.read().await?;
    let rows = store::session::list(&mut tx, &caller.person, now, span::idle(now)).await?;
    let view = |row: store::session::SessionRow| SessionView {
        current: row.id.0 == caller.session,
        id: row.id.0,
        stay: row.stay,
        address: row.address,
        agent: row.agent,
        created_at: Instant(row.created_at),
        seen_at: Instant(row.seen_at),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Opens another of the person's accounts in the session, under another secret, as the rights are
/// others; `NotFound` if it is not theirs.
pub(crate) async fn switch(
    desk: &Desk,
    caller: &Caller,
    account: AccountId,
) -> Result<Renewed, Failure> {
    let now = desk.clock.now();
    let token = secret::draw()?;
    let hash = secret::hash(&token).ok_or_else(|| Failure::internal("no secret"))?;
    let work = Arc::new((caller.clone(), account, hash));
    let switched: Result<Option<bool>, StoreError> = desk
        .db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let (caller, to, hash) = &*work;
                let mut accounts = [&caller.account, to];
                accounts.sort();
                for account in accounts {
                    store::account::lock(tx, account).await?;
                }
                let (session, person) = (&caller.session, &caller.person);
                let kept = (session, hash.as_str());
                let stay = store::account::switch::switch(tx, kept, person, to).await?;
                if stay.is_none() {
                    return Ok(None);
                }
                let detail = json!({ "from": caller.account, "to": to });
                let address = store::session::address(tx, session).await?;
                let deed = deed((caller, address), now, "session.switched", detail);
                trail::note(tx, std::slice::from_ref(to), &deed).await?;
                Ok(stay)
            })
        })
        .await;
    match switched? {
        Some(stay) => Ok(Renewed { token, stay }),
        None => Err(Fault::NotFound.into()),
    }
}

pub async fn prefer(desk: &Desk, caller: &Caller, preference: &Preference) -> Result<(), Failure> {
    let (person, language) = (caller.person.clone(), preference.language);
    let kept: Result<(), StoreError> = desk
        .db
        .write(move |tx| {
            let person = person.clone();
            Box::pin(async move { store::person::set_language(tx, &person, language).await })
        })
        .await;
    Ok(kept?)
}
