//! The caller behind a session's secret: one statement, on every request.

use model::caller::{Access, Caller, Permission, Role};
use model::id::SubscriptionId;
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

/// The rights of a membership: those of the role, else those chosen one by one.
pub(crate) fn access(
    role: Option<Role>,
    chosen: Option<Vec<Permission>>,
    only: Option<Vec<SubscriptionId>>,
) -> Access {
    let chosen = chosen.unwrap_or_default();
    Access {
        role,
        permissions: role.map_or(chosen, Role::permissions),
        only,
    }
}

fn caller(identity: Identity, idle: Instant) -> Caller {
    // That it has lapsed is noted beside the request, which is too late for the request itself.
    let lapses = identity.stay && identity.seen_at <= idle.0;
    let proven_at = identity.proven_at.filter(|_| !lapses);
    Caller {
        person: identity.person_id.0,
        name: identity.name,
        email: identity.email,
        session: identity.id.0,
        stay: identity.stay,
        account: identity.account_id.0,
        account_name: identity.account_name,
        others: identity.others,
        programs: identity.programs,
        access: access(
            identity.role.map(|role| role.0),
            identity.permissions.map(|chosen| chosen.0),
            identity.subscriptions.map(|only| only.0),
        ),
        language: identity.language.as_deref().and_then(Language::of),
        proven_at: proven_at.map(Instant),
    }
}
