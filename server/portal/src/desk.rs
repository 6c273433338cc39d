//! The desk behind the door: what every use case works with.

use std::sync::Arc;

use model::caller::{Access, Caller, Permission};
use model::fault::Fault;
use model::time::{Clock, Date, Instant};
use store::account::read::{Frame, frame};
use store::scope::Scope;
use store::{Db, Tx};

use crate::checkout::{Gateways, Till};
use crate::failure::Failure;
use crate::papers::Papers;
use crate::session::Reception;
use crate::zone::date_in;

/// Implements the portal.
pub struct Desk {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) reception: Reception,
    pub(crate) papers: Papers,
    pub(crate) till: Till,
}

impl Desk {
    /// A desk on a database, by a clock, with a reception.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, reception: Reception) -> Self {
        let ids = Arc::clone(&reception.ids);
        let till = Till::new(db.clone(), Arc::clone(&clock), ids, Gateways::default());
        Self {
            db,
            clock,
            reception,
            papers: Papers::default(),
            till,
        }
    }

    /// The same desk, with these payment providers.
    #[must_use]
    pub fn with_gateways(mut self, gateways: Gateways) -> Self {
        self.till.gateways = gateways;
        self
    }

    /// Whether somebody proved within the last minutes who they are.
    #[must_use]
    pub fn knows_afresh(&self, caller: &Caller) -> bool {
        caller.fresh(self.clock.now())
    }

    /// Where payments are made.
    #[must_use]
    pub const fn till(&self) -> &Till {
        &self.till
    }

    /// The same desk, with what its documents say of the house.
    #[must_use]
    pub fn with_papers(self, papers: Papers) -> Self {
        Self { papers, ..self }
    }

    /// The reception.
    #[must_use]
    pub const fn reception(&self) -> &Reception {
        &self.reception
    }

    /// A snapshot to read from, with the caller's account and today's date in its zone.
    pub(crate) async fn open(&self, caller: &Caller) -> Result<(Tx, Frame, Date), Failure> {
        let mut tx = self.db.read().await?;
        let frame = frame(&mut tx, &caller.account).await?;
        let frame = frame.ok_or(Fault::NotFound)?;
        let today = date_in(&frame.time_zone, self.clock.now());
        Ok((tx, frame, today))
    }
}

/// The right to an area as a whole.
///
/// # Errors
/// `Forbidden` without it.
pub(crate) fn require(caller: &Caller, permission: Permission) -> Result<(), Failure> {
    if caller.may(permission) {
        Ok(())
    } else {
        Err(Fault::Forbidden.into())
    }
}

/// That the person was here all the time or has proved who they are: what a session that stays
/// needs before it shows money. Sign-in asks for it.
///
/// # Errors
/// `SignedOut` without it.
pub(crate) fn require_proof(caller: &Caller) -> Result<(), Failure> {
    match caller.proven_at {
        Some(_) => Ok(()),
        None => Err(Fault::SignedOut.into()),
    }
}

/// That the person proved within the last minutes who they are: what is done with payment methods
/// needs more than a session. Sign-in asks for it.
///
/// # Errors
/// `SignedOut` without it.
pub(crate) fn require_fresh_proof(caller: &Caller, now: Instant) -> Result<(), Failure> {
    if caller.fresh(now) {
        Ok(())
    } else {
        Err(Fault::SignedOut.into())
    }
}

/// The right to a thing that is asked for by its identifier: without it the answer is the same as
/// if there were no such thing.
///
/// # Errors
/// `NotFound` without it.
pub(crate) fn require_for_one(caller: &Caller, permission: Permission) -> Result<(), Failure> {
    if caller.may(permission) {
        Ok(())
    } else {
        Err(Fault::NotFound.into())
    }
}

/// The subscriptions whose names the caller may know.
pub(crate) fn scope(caller: &Caller) -> Scope {
    scope_of(&caller.access)
}

/// The subscriptions whose names somebody with these rights may know.
pub(crate) fn scope_of(access: &Access) -> Scope {
    match &access.only {
        _ if !access.may(Permission::ViewSubscriptions) => Scope::only(&[]),
        Some(only) => Scope::only(only),
        None => Scope::ALL,
    }
}
