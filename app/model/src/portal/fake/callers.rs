use crate::caller::{Access, Caller, Permission, Role};
use crate::id::{AccountId, PersonId, SessionId};
use crate::time::Instant;

/// Somebody with the rights of a role, in an account of their own.
#[must_use]
pub fn caller(role: Role) -> Caller {
    caller_with(role.permissions())
}

/// Somebody with just these rights.
#[must_use]
pub fn caller_with(permissions: Vec<Permission>) -> Caller {
    Caller {
        person: PersonId::make(1, [1; 10]),
        name: "Anna Lindqvist".to_owned(),
        email: "anna@example.org".to_owned(),
        session: SessionId::make(1, [2; 10]),
        stay: false,
        account: AccountId::make(1, [3; 10]),
        account_name: "Atelier Lindqvist".to_owned(),
        others: false,
        programs: true,
        access: Access {
            role: None,
            permissions,
            only: None,
        },
        language: None,
        proven_at: Some(Instant(0)),
    }
}
