use super::chunk::{Chunk, rows};
use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::tx::Tx;

/// An affiliate program.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Program {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Its terms with the name, as JSON.
    pub terms: String,
}

/// Programs by reference; none of an account.
///
/// # Errors
/// When the statement fails.
pub async fn programs(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Program>, StoreError> {
    rows!(
        tx,
        chunk,
        "select ref, terms from affiliate_program
         where ref > $1 and ($2 is null) order by ref limit $3"
    )
}

/// A customer's part in a program.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Affiliate {
    /// Its id.
    pub id: String,
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// Whose.
    pub account: String,
    /// In which program.
    pub program: String,
    /// What links and orders carry.
    pub code: String,
    /// Since when.
    pub joined_on: String,
    /// Where the money goes, as JSON.
    pub payout: Option<String>,
}

/// Affiliates by reference.
///
/// # Errors
/// When the statement fails.
pub async fn affiliates(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Affiliate>, StoreError> {
    rows!(
        tx,
        chunk,
        "select f.id, f.ref, a.ref as account, p.ref as program, f.code, f.joined_on, f.payout
         from affiliate f join account a on a.id = f.account_id
         join affiliate_program p on p.id = f.program_id
         where f.ref > $1 and ($2 is null or f.account_id = $2) order by f.ref limit $3"
    )
}

/// The clicks of affiliates by day: affiliate, day, how many.
///
/// # Errors
/// When the statement fails.
pub async fn clicks(
    tx: &mut Tx,
    affiliates: &[&str],
) -> Result<Vec<(String, String, i64)>, StoreError> {
    let text = "select affiliate_id, day, n from affiliate_click
        where affiliate_id in ({keys}) order by affiliate_id, day";
    by_keys!(tx, (String, String, i64), text, affiliates)
}

/// By whom an account came.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Referral {
    /// The account's id.
    pub account_id: String,
    /// The program.
    pub program: String,
    /// The affiliate's code.
    pub code: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// By whom accounts (ids) came.
///
/// # Errors
/// When the statement fails.
pub async fn referrals(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Referral>, StoreError> {
    let text = "select r.account_id, p.ref as program, f.code, r.at
        from referral r join affiliate f on f.id = r.affiliate_id
        join affiliate_program p on p.id = f.program_id where r.account_id in ({keys})";
    by_keys!(tx, Referral, text, accounts)
}

/// What an affiliate gets; amounts in minor units.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Commission {
    /// The provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The affiliate.
    pub affiliate: String,
    /// Who bought.
    pub account: String,
    /// What was paid.
    pub invoice: Option<String>,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The currency.
    pub currency: String,
    /// What it is reckoned from.
    pub base_minor: i64,
    /// How much, with its sign.
    pub amount_minor: i64,
    /// Its state.
    pub state: String,
    /// Until when it is pending.
    pub until: Option<String>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// When it was paid.
    pub paid_on: Option<String>,
}

/// Commissions by reference; of an account those that it gets.
///
/// # Errors
/// When the statement fails.
pub async fn commissions(tx: &mut Tx, chunk: Chunk<'_>) -> Result<Vec<Commission>, StoreError> {
    rows!(
        tx,
        chunk,
        "select c.ref, f.ref as affiliate, a.ref as account, i.ref as invoice, c.at, c.currency,
             c.base_minor, c.amount_minor, c.state, c.until, c.reason, c.paid_on
         from commission c join affiliate f on f.id = c.affiliate_id
         join account a on a.id = c.customer_id left join invoice i on i.id = c.invoice_id
         where c.ref > $1 and ($2 is null or c.account_id = $2) order by c.ref limit $3"
    )
}
