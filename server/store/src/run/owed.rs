use model::caller::{Permission, Role};
use model::id::{AccountId, InvoiceId, PersonId, SubscriptionId};
use model::subscription::{PlanKind, Status};
use model::time::Date;

use crate::bulk::{Table, by_keys, row};
use crate::column::{As, Json, Word};
use crate::error::StoreError;
use crate::tx::Tx;

/// A subscription that an invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Served {
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// The subscription.
    pub subscription_id: As<SubscriptionId>,
    /// The kind of its plan.
    pub plan_kind: Word<PlanKind>,
    /// Its state.
    pub status: Word<Status>,
    /// Whether it is out of service because it was not paid.
    pub unpaid: bool,
}

/// What invoices are for, in the order in which they name it.
///
/// # Errors
/// The engine's.
pub async fn served(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<Served>, StoreError> {
    let text = "select l.invoice_id, s.id as subscription_id, s.plan_kind, s.status,
            s.status = 'suspended' and coalesce(s.reason, '') = 'non_payment' as unpaid
        from invoice_line l join subscription s on s.id = l.subscription_id
        where l.invoice_id in ({keys})
        group by l.invoice_id, s.id, s.plan_kind, s.status, s.reason
        order by l.invoice_id, min(l.n)";
    by_keys!(tx, Served, text, invoices)
}

/// Somebody who may enter an account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reader {
    /// The account.
    pub account_id: As<AccountId>,
    /// Who.
    pub person_id: As<PersonId>,
    /// The address.
    pub email: String,
    /// The role.
    pub role: Option<Word<Role>>,
    /// The rights, where they were chosen one by one.
    pub permissions: Option<Json<Vec<Permission>>>,
}

/// Who may enter accounts, and is not shut out.
///
/// # Errors
/// The engine's.
pub async fn readers(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Reader>, StoreError> {
    let text = "select m.account_id, m.person_id, p.email, m.role, m.permissions
        from membership m join person p on p.id = m.person_id
        where p.disabled_at is null and m.account_id in ({keys})
        order by m.account_id, m.person_id";
    by_keys!(tx, Reader, text, accounts)
}

/// How an account itself is written to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// The account.
    pub id: As<AccountId>,
    /// Its name.
    pub name: String,
    /// Its address.
    pub email: String,
    /// The address for invoices, if that is another.
    pub invoice_email: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: String,
}

/// How accounts are written to.
///
/// # Errors
/// The engine's.
pub async fn contacts(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Contact>, StoreError> {
    let text = "select id, coalesce(company, name) as name, email, invoice_email, language
        from account where id in ({keys}) order by id";
    by_keys!(tx, Contact, text, accounts)
}

const TOLD: Table = Table {
    name: "run",
    columns: &["account_id", "told_on"],
    key: 1,
};

/// Notes the day on which accounts were written to about what they owe.
///
/// # Errors
/// The engine's.
pub async fn told(tx: &mut Tx, accounts: &[(AccountId, Date)]) -> Result<(), StoreError> {
    TOLD.set(tx, accounts, |(account, day)| {
        row![account.as_str(), day.to_string()]
    })
    .await
}
