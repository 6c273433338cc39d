use model::id::{AccountId, InvoiceId};
use model::time::Date;

use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::on;
use crate::scope::Scope;
use crate::tx::Tx;

/// Takes what the invoices of accounts hold of usage as charged: of months, by resource.
///
/// # Errors
/// The engine's.
pub async fn adopt(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "insert into usage_made (subscription_id, resource, month, item, count, net_minor)
        select l.subscription_id, l.resource, l.period_from, l.item, cast(count(*) as bigint),
            cast(sum(l.net_minor) as bigint)
        from invoice i join invoice_line l on l.invoice_id = i.id
        where l.kind = 'usage' and l.subscription_id is not null and l.resource is not null
            and substr(l.period_from, 9) = '01' and i.account_id in ({keys})
        group by l.subscription_id, l.resource, l.period_from, l.item
        on conflict (subscription_id, resource, month, item) do update set
            count = excluded.count, net_minor = excluded.net_minor
        returning subscription_id";
    by_keys!(tx, (String,), text, accounts)?;
    let text = "update usage_month set invoiced_minor = coalesce((
            select cast(sum(m.net_minor) as bigint) from usage_made m
            where m.subscription_id = usage_month.subscription_id
                and m.resource = usage_month.resource and m.month = usage_month.month), 0)
        where account_id in ({keys}) returning subscription_id";
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// An invoice with a line of a month of usage.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ChargedOn {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// When it was issued.
    #[sqlx(try_from = "String")]
    pub issued_on: Date,
}

/// The invoices on which a month of an account's usage was charged, the first one first; of some of
/// its subscriptions only, where the reader may not know of others.
///
/// # Errors
/// The engine's.
pub async fn charged_on(
    tx: &mut Tx,
    (account, scope): (&AccountId, &Scope),
    month: Date,
) -> Result<Vec<ChargedOn>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select distinct i.id, i.number, i.issued_on
         from usage_month u
         join invoice_line l on l.subscription_id = u.subscription_id
             and l.period_from = u.month and l.kind = 'usage'
         join invoice i on i.id = l.invoice_id
         where u.account_id = $1 and u.month = $2
             and ($3 is null or $3 like '%' || u.subscription_id || '%')
         order by i.issued_on, i.number")
        .bind(account.as_str()).bind(month.to_string()).bind(scope.text()).fetch_all(c).await)
}
