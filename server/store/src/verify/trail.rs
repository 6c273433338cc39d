use super::sweep::{Sweep, bound};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A row of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Trail {
    /// An account's id, or `provider`.
    pub scope: String,
    /// Its place in the scope.
    pub n: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// From where.
    pub address: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// The particulars, as JSON.
    pub detail: String,
    /// The hash that chains it to the row before.
    pub hash: String,
}

/// A thousand rows after a scope and place.
///
/// # Errors
/// When the statement fails.
pub async fn trail(tx: &mut Tx, after: (&str, i64)) -> Result<Vec<Trail>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select scope, n, at, actor, address, action, subject, detail, hash from audit
         where scope >= $1 and (scope, n) > ($1, $2) order by scope, n limit 1000")
        .bind(after.0).bind(after.1).fetch_all(c).await)
}

/// How many rows were imported, by type.
///
/// # Errors
/// When the statement fails.
pub async fn imported(tx: &mut Tx) -> Result<Vec<(String, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as("select kind, count(*) from imported group by kind order by kind")
        .fetch_all(c).await)
}

/// A row that was neither imported nor is the subject of a row of the audit trail.
macro_rules! unaudited {
    ($table:literal, $kind:literal, $range:literal, $scope:literal) => {
        concat!(
            "select '",
            $kind,
            " ' || o.ref as what, cast(null as bigint) as found,
             cast(null as bigint) as expected
             from ",
            $table,
            " o left join imported m on m.kind = '",
            $kind,
            "' and m.ref = o.ref where ",
            $range,
            " and m.ref is null and '",
            $kind,
            " ' || o.id not in (select x.subject from audit x where ",
            $scope,
            " and x.subject like '",
            $kind,
            " %') order by o.ref limit 1"
        )
    };
}

macro_rules! by_account {
    ($table:literal, $kind:literal, $range:literal) => {
        unaudited!($table, $kind, $range, "x.scope > $1 and x.scope <= $2")
    };
}

/// Every row of a customer was added under the eyes of the audit trail.
pub const AUDITED_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[
        by_account!("account", "account", "o.id > $1 and o.id <= $2"),
        by_account!(
            "billing_account",
            "billing_account",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "subscription",
            "subscription",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "subscription_group",
            "group",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "credit_lot",
            "credit",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "invoice",
            "invoice",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "credit_note",
            "credit_note",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "affiliate",
            "affiliate",
            "o.account_id > $1 and o.account_id <= $2"
        ),
        by_account!(
            "commission",
            "commission",
            "o.account_id > $1 and o.account_id <= $2"
        ),
    ],
};

macro_rules! by_provider {
    ($table:literal) => {
        unaudited!($table, $table, "o.id <> ''", "x.scope <> ''")
    };
}

/// Every row of the provider, and every person, was added under the eyes of the audit trail.
pub const AUDITED_BY_PROVIDER: &[&str] = &[
    by_provider!("seller"),
    by_provider!("tax_zone"),
    by_provider!("plan"),
    by_provider!("addon"),
    by_provider!("coupon"),
    by_provider!("affiliate_program"),
    by_provider!("person"),
];

/// What imports say in the audit trail that they added: the action of those rows.
pub const ADDED: &str = "import.added";

/// The particulars of a thousand such rows after a scope and place.
///
/// # Errors
/// When the statement fails.
pub async fn added(
    tx: &mut Tx,
    after: (&str, i64),
) -> Result<Vec<(String, i64, String)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select scope, n, detail from audit
         where scope >= $1 and (scope, n) > ($1, $2) and action = $3
         order by scope, n limit 1000")
        .bind(after.0).bind(after.1).bind(ADDED).fetch_all(c).await)
}
