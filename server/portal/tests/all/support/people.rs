//! People who ask, and the door at which they do.

use std::sync::Arc;

use model::caller::{Access, Caller, Permission, Role};
use model::id::SubscriptionId;
use model::portal::Door;
use model::time::{Clock, FixedClock, Instant};
use portal::{Desk, Reception};
use store::Db;

/// Noon of 2026-06-15 in UTC.
pub const NOON: Instant = Instant(1_781_524_800_000_000);

/// An identifier by prefix and number.
pub fn id(prefix: &str, n: u64) -> String {
    format!("{prefix}_000000000{}", 10_000_000_000_000_000 + n)
}

/// An identifier as the model has it.
pub fn known<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str, n: u64) -> T {
    id(prefix, n).parse().expect("an identifier")
}

/// A clock that stands at [`NOON`].
fn noon() -> Arc<dyn Clock> {
    Arc::new(FixedClock(NOON))
}

/// The door to a database, at [`NOON`].
pub fn door(db: Db) -> Door {
    let reception = Reception::new("Quayside", "https://quayside.example", 1).expect("opens");
    Arc::new(Desk::new(db, noon(), reception))
}

/// A reception for two at once.
pub fn reception() -> Reception {
    Reception::new("Quayside Hosting", "https://portal.example", 2).expect("a reception")
}

/// The door to small books.
pub async fn open(db: Db) -> Door {
    super::books::fill(&db).await;
    door(db)
}

/// The owner of an account; the person has the account's number.
pub fn owner(account: u64) -> Caller {
    member(account, Role::Owner.permissions(), None)
}

/// Somebody with these rights in an account, for some subscriptions only or for all.
pub fn member(account: u64, permissions: Vec<Permission>, only: Option<Vec<u64>>) -> Caller {
    let subscription = |n| known::<SubscriptionId>("sub", n);
    Caller {
        person: known("per", account),
        name: "Ada Ehlers".into(),
        email: "ada@example.org".into(),
        session: known("ses", account),
        stay: false,
        account: known("acc", account),
        account_name: "An account".into(),
        others: false,
        programs: true,
        access: Access {
            role: None,
            permissions,
            only: only.map(|only| only.into_iter().map(subscription).collect()),
        },
        language: None,
        proven_at: Some(NOON),
    }
}

/// The rights of an owner but for some.
pub fn all_but(without: &[Permission]) -> Vec<Permission> {
    let rights = Permission::ALL.into_iter();
    rights.filter(|right| !without.contains(right)).collect()
}
