use super::sweep::{Sweep, bound};
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// Every transaction sums to zero per currency, and what is kept per customer names one, but for
/// money on `unapplied` that came by itself and is nobody's yet.
pub const BALANCED: Sweep = Sweep {
    bound: bound!("ledger_transaction", "id"),
    questions: &[
        "select 'transaction ' || t.ref || ', ' || e.currency as what,
             cast(sum(e.amount_minor) as bigint) as found, cast(0 as bigint) as expected
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where e.transaction_id > $1 and e.transaction_id <= $2
         group by t.ref, e.currency having sum(e.amount_minor) <> 0 order by 1 limit 1",
        "select 'transaction ' || t.ref || ', entry ' || e.n || ' names no account' as what,
             cast(null as bigint) as found, cast(null as bigint) as expected
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where e.transaction_id > $1 and e.transaction_id <= $2 and e.account_id is null
             and (e.book in ('receivable', 'credit', 'refund_payable', 'affiliate_payable')
                 or (e.book = 'unapplied' and not exists (
                     select 1 from transfer f where f.id = e.payment_ref)))
         order by 1 limit 1",
    ],
};

/// What left an invoice as a surplus names it.
pub const NAMED: Sweep = Sweep {
    bound: bound!("ledger_transaction", "id"),
    questions: &[
        "select 'transaction ' || t.ref || ', entry ' || e.n || ' names no invoice' as what,
             cast(null as bigint) as found, cast(null as bigint) as expected
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where e.transaction_id > $1 and e.transaction_id <= $2 and e.invoice_id is null
             and (e.book = 'refund_payable' or t.reason in ('surplus', 'credit_note'))
         order by 1 limit 1",
    ],
};

/// Σ of all entries of a range of transactions, by currency.
///
/// # Errors
/// When the statement fails.
pub async fn sums(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<(String, i64)>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select currency, cast(sum(amount_minor) as bigint) from ledger_entry
         where transaction_id > $1 and transaction_id <= $2 group by currency")
        .bind(after).bind(end).fetch_all(c).await)
}
