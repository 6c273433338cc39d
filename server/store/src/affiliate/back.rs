//! Commission that is taken back.

use model::time::Instant;

use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::import::Commission;
use crate::on;
use crate::tx::Tx;

/// The commissions of invoices (ids), the first first.
///
/// # Errors
/// The engine's.
pub async fn on_invoices(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<Commission>, StoreError> {
    let text = "select id, ref, affiliate_id, account_id, customer_id, invoice_id, at, on_day,
            currency, base_minor, amount_minor, state, until, reason, paid_on
        from commission where invoice_id in ({keys}) order by at, id";
    by_keys!(tx, Commission, text, invoices)
}

/// Takes a commission (its id) back as a whole; `recount` follows.
///
/// # Errors
/// The engine's.
pub async fn reverse(
    tx: &mut Tx,
    (id, reason): (&str, &str),
    now: Instant,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "insert into commission_step (commission_id, n, at, state)
         select $1, coalesce(max(s.n), 0) + 1, $2, 'reversed' from commission_step s
         where s.commission_id = $1")
        .bind(id).bind(now.0).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(
        "update commission set state = 'reversed', reason = $2 where id = $1")
        .bind(id).bind(reason).execute(c).await.map(drop))
}
