//! The caller behind a session's secret: one statement, on every request.

use model::caller::{Access, Caller};
use model::text::Language;
use model::time::Instant;
use store::StoreError;
use store::session::Identity;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::session::{secret, span};

pub async fn identify(desk: &Desk, token: &str) -> Result<Option<Caller>, Failure> {
    let Some(hash) = secret::hash(token) else {
        return Ok(None);
    };
    let now = desk.clock.now();
    let mut tx = desk.db.read().await?;
    let found = store::session::identify(&mut tx, &hash, now, span::idle(now)).await?;
    drop(tx);
    if let Some(identity) = &found {
        see(desk, identity, now);
    }
    Ok(found.map(|identity| caller(identity, span::idle(now))))
}

/// Notes the use of a session beside the request that made it, and only when that is due.
fn see(desk: &Desk, identity: &Identity, now: Instant) {
    let due = (now.plus_seconds(-span::SEEN), span::idle(now));
    if identity.seen_at > due.0.0 {
        return;
    }
    let (db, session) = (desk.db.clone(), identity.id.0.clone());
    tokio::spawn(async move {
        let noted: Result<(), StoreError> = db
            .write(move |tx| {
                let session = session.clone();
                Box::pin(async move { store::session::see(tx, &session, now, due).await })
            })
            .await;
        // The next request tries again.
        if let Err(error) = noted {
            tracing::warn!(%error, "the use of a session was not noted");
        }
    });
}

fn caller(identity: Identity, idle: Instant) -> Caller {
    // That it has lapsed is noted beside the request, which is too late for the request itself.
    let lapses = identity.stay && identity.seen_at <= idle.0;
    let proven_at = identity.proven_at.filter(|_| !lapses);
    let role = identity.role.map(|role| role.0);
    let permissions = match (role, identity.permissions) {
        (Some(role), _) => role.permissions(),
        (None, Some(chosen)) => chosen.0,
        (None, None) => Vec::new(),
    };
    Caller {
        person: identity.person_id.0,
        name: identity.name,
        email: identity.email,
        session: identity.id.0,
        account: identity.account_id.0,
        account_name: identity.account_name,
        others: identity.others,
        access: Access {
            role,
            permissions,
            only: identity.subscriptions.map(|only| only.0),
        },
        language: identity.language.as_deref().and_then(Language::of),
        proven_at: proven_at.map(Instant),
    }
}
