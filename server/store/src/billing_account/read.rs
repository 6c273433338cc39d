//! Billing accounts, as far as they are shown and decide who pays.

use std::collections::BTreeMap;

use model::billing_account::Method;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, PersonId};
use model::money::Money;
use model::time::Date;

use crate::bulk::by_keys;
use crate::column::{Json, Word};
use crate::error::StoreError;
use crate::on;
use crate::packed::{self, RECORD, UNIT};
use crate::tx::Tx;

/// A billing account. Not to be printed: it holds a token.
#[derive(Clone, sqlx::FromRow)]
pub struct Row {
    /// The billing account.
    #[sqlx(try_from = "String")]
    pub id: BillingAccountId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
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
    /// The gateway by which it is charged.
    pub gateway: String,
    /// Its token there.
    pub token: String,
    /// The customer's name there.
    pub customer_token: Option<String>,
    /// The most that it pays in a month by currency, in major units.
    monthly_cap: Option<Json<BTreeMap<Currency, String>>>,
    used: Option<String>,
}

impl Row {
    /// Its caps by currency, and what was captured in the month, less refunds, with what is in
    /// flight.
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

/// The billing accounts of accounts, the default of each first, then by age. What was captured
/// counts from the first to the last day of a month, what is in flight whenever it was begun, and
/// both only where there is a cap.
///
/// # Errors
/// When the statement fails.
pub async fn all(
    tx: &mut Tx,
    accounts: &[&str],
    (first, last): (Date, Date),
) -> Result<Vec<Row>, StoreError> {
    // The days are ours, not a reader's: texts of ten digits and dashes.
    let text = ROWS
        .replace("{first}", &first.to_string())
        .replace("{last}", &last.to_string())
        .replace("{unit}", UNIT)
        .replace("{record}", RECORD);
    by_keys!(tx, Row, text, accounts)
}

const ROWS: &str = "select b.id, b.account_id, b.owner_id, o.name as owner, b.name, b.method,
        b.brand, b.last4, b.iban_masked, b.expires, b.is_default, b.status, b.monthly_cap,
        b.gateway, b.token, b.customer_token,
        (b.is_default or exists (select 1 from payer y
            where y.billing_account_id = b.id)) as in_use,
        case when b.monthly_cap is not null then
            (select string_agg(q.currency || '{unit}' || cast(q.used as text), '{record}')
             from (select u.currency, cast(sum(u.minor) as bigint) as used
                 from (select v.currency, t.amount_minor as minor
                     from settlement t join invoice_standing v on v.invoice_id = t.invoice_id
                     where t.billing_account_id = b.id
                         and t.on_day between '{first}' and '{last}'
                         and t.by in ('billing_account', 'refund')
                     union all
                     select p.currency, p.capture_minor from payment p
                     where p.billing_account_id = b.id and p.next_look_at is not null
                     union all
                     select p.currency, m.amount_minor
                     from payment p join credit_movement m on m.payment_ref = p.id
                     where p.account_id = b.account_id and p.billing_account_id = b.id
                         and p.bought_minor > 0 and m.on_day between '{first}' and '{last}'
                         and m.reason in ('grant', 'withdrawal', 'chargeback')) u
                 group by u.currency) q)
        end as used
    from billing_account b join person o on o.id = b.owner_id
    where b.account_id in ({keys}) order by b.account_id, b.is_default desc, b.id";

/// By what a person recognises a billing account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Named {
    /// The customer's own name for it.
    pub name: Option<String>,
    /// The card's brand.
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The masked IBAN.
    pub iban_masked: Option<String>,
}

/// By what a person recognises a billing account.
///
/// # Errors
/// When the statement fails.
pub async fn named(tx: &mut Tx, id: &BillingAccountId) -> Result<Option<Named>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select name, brand, last4, iban_masked from billing_account where id = $1")
        .bind(id.as_str()).fetch_optional(c).await)
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
