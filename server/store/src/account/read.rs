//! What every page needs to know of an account, and which accounts a person may open.

use model::currency::Currency;
use model::id::{AccountId, PersonId};
use model::time::Date;

use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// What every page of an account needs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Frame {
    /// The company, else the person.
    pub name: String,
    /// The provider's own number for it.
    pub number: String,
    /// The zone of its dates (an IANA name).
    pub time_zone: String,
    /// The currency of what it has not bought yet.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// When it was closed.
    pub closed_on: Option<As<Date>>,
}

/// What every page needs of an account.
///
/// # Errors
/// When the statement fails.
pub async fn frame(tx: &mut Tx, account: &AccountId) -> Result<Option<Frame>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select coalesce(company, name) as name, ref as number, time_zone, currency, closed_on
         from account where id = $1")
        .bind(account.as_str()).fetch_optional(c).await)
}

/// An account that a person belongs to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Choice {
    /// The account.
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    /// The company, else the person.
    pub name: String,
    /// The provider's own number for it.
    pub number: String,
}

/// The accounts that a person belongs to, by name.
///
/// # Errors
/// When the statement fails.
pub async fn choices(tx: &mut Tx, person: &PersonId) -> Result<Vec<Choice>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select a.id, coalesce(a.company, a.name) as name, a.ref as number
         from membership m join account a on a.id = m.account_id
         where m.person_id = $1 order by lower(coalesce(a.company, a.name)), a.ref")
        .bind(person.as_str()).fetch_all(c).await)
}
