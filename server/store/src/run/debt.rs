use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::time::Date;

use super::progress::AT_ONCE;
use crate::bulk::{Table, by_keys, row};
use crate::column::As;
use crate::error::StoreError;
use crate::tx::Tx;

/// An open invoice about which there may be something to do.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Debt {
    /// The invoice.
    #[sqlx(try_from = "String")]
    pub invoice_id: InvoiceId,
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// When it is due.
    #[sqlx(try_from = "String")]
    pub due_on: Date,
    /// Its place in its series.
    pub series_n: Option<i64>,
    /// Its number.
    pub number: String,
    /// Whether credit is used first.
    pub credit_first: bool,
    /// Whether it was made elsewhere.
    pub imported: bool,
    /// From when dunning counts, if that was given.
    pub dunning_from: Option<As<Date>>,
    /// Who pays it, in order, divided by blanks.
    pub payers: Option<String>,
    /// Since when a payment of it is under way that only its gateway can end, µs.
    pub flies_since: Option<i64>,
    /// Since when money of an order for it stands apart (another amount than was asked, or after it
    /// had been refused) until the provider says what becomes of it, µs.
    pub apart_since: Option<i64>,
    /// What was done about it, as JSON.
    pub stage: String,
}

impl Debt {
    /// Who pays it, in order.
    ///
    /// # Errors
    /// When the column cannot be read.
    pub fn payers(&self) -> Result<Vec<BillingAccountId>, StoreError> {
        let ids = self.payers.as_deref().unwrap_or_default();
        let unreadable = |cause| StoreError::unreadable("invoice_payer.billing_account_id", cause);
        let ids = ids
            .split_whitespace()
            .map(|id| id.parse().map_err(unreadable));
        ids.collect()
    }
}

/// The day on which there is something to do with a small rest, as it is kept: never. It is looked
/// at together with all else that an account owes.
pub(super) const SMALL: &str = "9999-12-31";

/// Takes up the open invoices of accounts that were brought in from elsewhere.
///
/// # Errors
/// The engine's.
pub async fn adopt(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "insert into dunning (invoice_id, account_id, next_on, stage)
        select s.invoice_id, s.account_id, '{at_once}', '{}' from invoice_standing s
        where s.account_id in ({keys}) and s.open_minor > 0
            and not exists (select 1 from dunning d where d.invoice_id = s.invoice_id)
        returning invoice_id"
        .replace("{at_once}", AT_ONCE);
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// Since when money of an order for an invoice stands apart: another amount than was asked, or
/// after it had been refused.
macro_rules! apart_since {
    ($invoice:literal, $account:literal) => {
        concat!(
            "(select min(p.ended_at) from payment_allocation l
                join payment p on p.id = l.payment_id
                where l.invoice_id = ",
            $invoice,
            " and (p.quarantined or p.state in ('declined', 'cancelled'))
                and (select sum(e.amount_minor) from ledger_entry e
                    where e.account_id = ",
            $account,
            " and e.book = 'unapplied'
                        and e.payment_ref = p.id and e.invoice_id is null) < 0)"
        )
    };
}
pub(crate) use apart_since;

/// Those of open invoices for which money stands apart.
///
/// # Errors
/// The engine's.
pub async fn apart(tx: &mut Tx, invoices: &[&str]) -> Result<Vec<InvoiceId>, StoreError> {
    let text = concat!(
        "select i.id from invoice i where i.id in ({keys}) and ",
        apart_since!("i.id", "i.account_id"),
        " is not null"
    );
    let found = by_keys!(tx, (As<InvoiceId>,), text, invoices)?;
    Ok(found.into_iter().map(|(id,)| id.0).collect())
}

/// The invoices of locked accounts about which there may be something to do up to a day, and those
/// that were settled since they were looked at.
///
/// # Errors
/// The engine's.
pub async fn debts(tx: &mut Tx, accounts: &[&str], until: Date) -> Result<Vec<Debt>, StoreError> {
    // The day is ours, not a reader's: a text of ten digits and dashes.
    let text = concat!(
        "select d.invoice_id, d.account_id, s.due_on, i.series_n, i.number, i.credit_first,
            i.imported, i.dunning_from, d.stage,
            (select string_agg(y.billing_account_id, ' ' order by y.place)
                from invoice_payer y where y.invoice_id = d.invoice_id) as payers,
            (select min(p.created_at) from payment_allocation l
                join payment p on p.id = l.payment_id
                where s.in_flight and l.invoice_id = d.invoice_id
                    and p.state in ('submitted', 'processing', 'unknown')) as flies_since,
            case when s.open_minor > 0 then ",
        apart_since!("d.invoice_id", "d.account_id"),
        " end as apart_since
        from dunning d join invoice_standing s on s.invoice_id = d.invoice_id
        join invoice i on i.id = d.invoice_id
        where d.account_id in ({keys}) and d.next_on is not null
            and (d.next_on <= '{until}' or d.next_on = '{small}' or s.open_minor <= 0)"
    )
    .replace("{until}", &until.to_string())
    .replace("{small}", SMALL);
    by_keys!(tx, Debt, text, accounts)
}

/// What was done about an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dunned {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Whose.
    pub account: AccountId,
    /// The first day on which there may be something to do.
    pub next_on: Option<Date>,
    /// Whether it is a small rest, which waits for other debts.
    pub small: bool,
    /// What was done and when, as JSON.
    pub stage: String,
}

const DUNNING: Table = Table {
    name: "dunning",
    columns: &["invoice_id", "account_id", "next_on", "stage"],
    key: 1,
};

/// Keeps what was done about invoices, new ones and known ones.
///
/// # Errors
/// The engine's.
pub async fn keep_dunned(tx: &mut Tx, rows: &[Dunned]) -> Result<(), StoreError> {
    DUNNING
        .put(tx, rows, |it| {
            row![
                it.invoice.as_str(),
                it.account.as_str(),
                next_on(it),
                it.stage.as_str(),
            ]
        })
        .await
}

fn next_on(it: &Dunned) -> Option<String> {
    if it.small {
        return Some(SMALL.to_owned());
    }
    it.next_on.map(|day| day.to_string())
}
