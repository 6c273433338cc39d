//! People who may sign in.

use model::caller::{Permission, Role};
use model::id::{AccountId, PersonId, SubscriptionId};
use model::text::Language;
use model::time::Instant;

use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A person, with the hash of the password.
#[derive(Clone, sqlx::FromRow)]
pub struct Person {
    /// The person.
    pub id: As<PersonId>,
    /// The name.
    pub name: String,
    /// The address, in lower case.
    pub email: String,
    /// The own language, else that of the first account: a BCP 47 tag.
    pub language: Option<String>,
    /// The hash of the password, in PHC form.
    pub password_hash: Option<String>,
    /// When the person was disabled, µs.
    pub disabled_at: Option<i64>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The person of an address.
///
/// # Errors
/// The engine's.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Person>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Person>(
            "select p.id, p.name, p.email, p.password_hash, p.disabled_at,
                coalesce(p.language, (select a.language from membership m
                    join account a on a.id = m.account_id
                    where m.person_id = p.id order by a.id limit 1)) as language
            from person p where p.email = $1",
        )
        .bind(email)
        .fetch_optional(c)
        .await
    })
}

/// A person.
///
/// # Errors
/// The engine's.
pub async fn by_id(tx: &mut Tx, person: &PersonId) -> Result<Option<Person>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, Person>(
            "select p.id, p.name, p.email, p.password_hash, p.disabled_at,
                coalesce(p.language, (select a.language from membership m
                    join account a on a.id = m.account_id
                    where m.person_id = p.id order by a.id limit 1)) as language
            from person p where p.id = $1",
        )
        .bind(person.as_str())
        .fetch_optional(c)
        .await
    })
}

/// Takes the person's row for this transaction.
///
/// # Errors
/// The engine's.
pub async fn lock(tx: &mut Tx, person: &PersonId) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update person set name = name where id = $1")
            .bind(person.as_str())
            .execute(c)
            .await
            .map(drop)
    })
}

/// The accounts of a person, in the order in which they are locked.
///
/// # Errors
/// The engine's.
pub async fn accounts(tx: &mut Tx, person: &PersonId) -> Result<Vec<AccountId>, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, As<AccountId>>(
            "select account_id from membership where person_id = $1 order by account_id",
        )
        .bind(person.as_str())
        .fetch_all(c)
        .await
    })?;
    Ok(found.into_iter().map(|As(id)| id).collect())
}

/// The account that opens at sign-in: an open one before a closed one, one's own before others.
///
/// # Errors
/// The engine's.
pub async fn first_account(
    tx: &mut Tx,
    person: &PersonId,
) -> Result<Option<AccountId>, StoreError> {
    let found = on!(tx, c => {
        sqlx::query_scalar::<_, As<AccountId>>(
            "select a.id from membership m join account a on a.id = m.account_id
            where m.person_id = $1
            order by case when a.closed_on is null then 0 else 1 end,
                case when m.role = 'owner' then 0 else 1 end,
                lower(coalesce(a.company, a.name)), a.id
            limit 1",
        )
        .bind(person.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(found.map(|As(id)| id))
}

/// Sets the hash of the password.
///
/// # Errors
/// The engine's.
pub async fn set_password(tx: &mut Tx, person: &PersonId, hash: &str) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update person set password_hash = $2 where id = $1")
            .bind(person.as_str())
            .bind(hash)
            .execute(c)
            .await
            .map(drop)
    })
}

/// The kinds of hashes that people's passwords have: algorithm and parameters, each once. A
/// statement that looks at as many rows as there are kinds.
///
/// # Errors
/// The engine's.
pub async fn password_kinds(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    on!(tx, c => {
        sqlx::query_scalar::<_, String>(
            "with recursive found (kind) as (
                select min(password_kind) from person
                union all
                select (select min(p.password_kind) from person p
                    where p.password_kind > found.kind)
                from found where found.kind is not null
            )
            select kind from found where kind is not null limit 8",
        )
        .fetch_all(c)
        .await
    })
}

/// Sets the own language.
///
/// # Errors
/// The engine's.
pub async fn set_language(
    tx: &mut Tx,
    person: &PersonId,
    language: Option<Language>,
) -> Result<(), StoreError> {
    on!(tx, c => {
        sqlx::query("update person set language = $2 where id = $1")
            .bind(person.as_str())
            .bind(language.map(Language::tag))
            .execute(c)
            .await
            .map(drop)
    })
}

/// Disables a person, or (`None`) enables; false if that was so already.
///
/// # Errors
/// The engine's.
pub async fn set_disabled(
    tx: &mut Tx,
    person: &PersonId,
    at: Option<Instant>,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => {
        sqlx::query(
            "update person set disabled_at = $2
            where id = $1 and (disabled_at is null) = ($2 is not null)",
        )
        .bind(person.as_str())
        .bind(at.map(|at| at.0))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// A person in the provider's list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PersonRow {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// When the person was disabled, µs.
    pub disabled_at: Option<i64>,
    /// How many accounts the person belongs to.
    pub accounts: i64,
}

/// People by address, those behind `after` only, at most so many.
///
/// # Errors
/// The engine's.
pub async fn list(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<PersonRow>, StoreError> {
    on!(tx, c => {
        sqlx::query_as::<_, PersonRow>(
            "select p.email, p.name, p.password_hash is not null as has_password, p.disabled_at,
                (select count(*) from membership m where m.person_id = p.id) as accounts
            from person p where p.email > $1 order by p.email limit $2",
        )
        .bind(after)
        .bind(most)
        .fetch_all(c)
        .await
    })
}

/// What somebody may do in an account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rights {
    /// The role.
    pub role: Option<Word<Role>>,
    /// The rights, where they were chosen one by one.
    pub permissions: Option<Json<Vec<Permission>>>,
    /// The only subscriptions that may be seen.
    pub subscriptions: Option<Json<Vec<SubscriptionId>>>,
}

/// What somebody may do in an account; none for those who left it, or are shut out.
///
/// # Errors
/// The engine's.
pub async fn rights(
    tx: &mut Tx,
    account: &AccountId,
    person: &PersonId,
) -> Result<Option<Rights>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select m.role, m.permissions, m.subscriptions
         from membership m join person p on p.id = m.person_id and p.disabled_at is null
         where m.account_id = $1 and m.person_id = $2")
        .bind(account.as_str()).bind(person.as_str()).fetch_optional(c).await)
}
