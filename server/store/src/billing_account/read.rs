//! Billing accounts, as far as they are shown and decide who pays.

use std::collections::BTreeMap;

use model::billing_account::Method;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PersonId};
use model::money::Money;
use model::time::Date;

use crate::column::{Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::packed::{self, RECORD, UNIT};
use crate::tx::Tx;

/// A billing account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// The billing account.
    #[sqlx(try_from = "String")]
    pub id: BillingAccountId,
    /// Who owns it.
    #[sqlx(try_from = "String")]
    pub owner_id: PersonId,
    /// The owner's name.
    pub owner: String,
    /// The customer's own name for it.
    pub name: Option<String>,
    /// The kind of method.
    pub method: Word<Method>,
    /// The card's brand.
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The masked IBAN.
    pub iban_masked: Option<String>,
    /// Year and month at whose end the card expires: `YYYY-MM`.
    pub expires: Option<String>,
    /// Whether it is the account's default.
    pub is_default: bool,
    /// Whether anything would be charged to it: it is the default, or some subscription names it.
    pub in_use: bool,
    /// `pending_verification`, `active`, `failing` or `removed`.
    pub status: String,
    /// The most that it pays in a month by currency, in major units.
    monthly_cap: Option<Json<BTreeMap<Currency, String>>>,
    used: Option<String>,
}

impl Row {
    /// Its caps by currency, and what was captured in the month, less refunds.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn caps(&self) -> Result<Vec<(Money, Money)>, StoreError> {
        let mut used = BTreeMap::new();
        for record in packed::records(self.used.as_deref()) {
            if let [currency, minor] = record.as_slice() {
                used.insert(*currency, minor.parse::<i64>().map_err(settled)?);
            }
        }
        let caps = self.monthly_cap.iter().flat_map(|caps| &caps.0);
        caps.map(|(currency, most)| {
            let most = Money::parse(most, *currency).map_err(cap)?;
            let minor = used.get(currency.code()).copied().unwrap_or_default();
            Ok((most, Money::new(minor, *currency)))
        })
        .collect()
    }
}

fn settled(cause: impl ToString) -> StoreError {
    StoreError::unreadable("settlement.amount_minor", cause)
}

fn cap(cause: impl ToString) -> StoreError {
    StoreError::unreadable("billing_account.monthly_cap", cause)
}

/// The billing accounts of an account, the default first, then by age. What was captured counts
/// from the first to the last day of a month, and only where there is a cap.
///
/// # Errors
/// When the statement fails.
pub async fn all(
    tx: &mut Tx,
    account: &AccountId,
    first: Date,
    last: Date,
) -> Result<Vec<Row>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select b.id, b.owner_id, o.name as owner, b.name, b.method, b.brand, b.last4,
             b.iban_masked, b.expires, b.is_default, b.status, b.monthly_cap,
             (b.is_default or exists (select 1 from payer y
                 where y.billing_account_id = b.id)) as in_use,
             case when b.monthly_cap is not null then
                 (select string_agg(q.currency || $4 || cast(q.used as text), $5)
                  from (select v.currency, cast(sum(t.amount_minor) as bigint) as used
                      from settlement t join invoice_standing v on v.invoice_id = t.invoice_id
                      where t.billing_account_id = b.id and t.on_day between $2 and $3
                          and t.by in ('billing_account', 'refund')
                      group by v.currency) q)
             end as used
         from billing_account b join person o on o.id = b.owner_id
         where b.account_id = $1 order by b.is_default desc, b.id")
        .bind(account.as_str()).bind(first.to_string()).bind(last.to_string())
        .bind(UNIT).bind(RECORD).fetch_all(c).await)
}

/// Who else may use which billing account of an account, by name.
///
/// # Errors
/// When the statement fails.
pub async fn shares(tx: &mut Tx, account: &AccountId) -> Result<Vec<(String, String)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select h.billing_account_id, o.name
         from billing_account b
         join billing_account_share h on h.billing_account_id = b.id
         join person o on o.id = h.person_id
         where b.account_id = $1 order by h.billing_account_id, o.name")
        .bind(account.as_str()).fetch_all(c).await)
}
