use model::id::{AccountId, InvoiceId, SubscriptionId};
use model::time::Date;

use crate::bulk::by_keys;
use crate::column::As;
use crate::error::StoreError;
use crate::on;
use crate::scope::Scope;
use crate::tx::Tx;

/// Takes what the invoices of accounts hold of usage as charged, less what their credit notes gave
/// back of it: of months, by resource.
///
/// # Errors
/// The engine's.
pub async fn adopt(tx: &mut Tx, accounts: &[&str]) -> Result<(), StoreError> {
    let text = "insert into usage_made (subscription_id, resource, month, item, count, net_minor)
        select l.subscription_id, l.resource, l.period_from, l.item, cast(count(*) as bigint),
            cast(sum(l.net_minor) as bigint)
        from (
            select o.kind, o.subscription_id, o.resource, o.period_from, o.item, o.net_minor
            from invoice i join invoice_line o on o.invoice_id = i.id
            where i.account_id in ({keys})
            union all
            select o.kind, o.subscription_id, o.resource, o.period_from, o.item, -o.net_minor
            from credit_note k join credit_note_line o on o.credit_note_id = k.id
            where k.account_id in ({keys})
        ) l
        where l.kind = 'usage' and l.subscription_id is not null and l.resource is not null
            and substr(l.period_from, 9) = '01'
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

/// A line of an invoice that charged for a month of usage.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ChargedLine {
    /// The subscription.
    pub subscription_id: As<SubscriptionId>,
    /// The resource.
    pub resource: String,
    /// The month.
    pub month: As<Date>,
    /// The resource and the plan.
    pub item: String,
    /// The invoice.
    pub invoice_id: As<InvoiceId>,
    /// Its place there.
    pub n: i64,
}

/// The lines that charged usage of subscriptions, of months from one on, the newest first.
///
/// # Errors
/// The engine's.
pub async fn charged_lines(
    tx: &mut Tx,
    subscriptions: &[&str],
    first: Date,
) -> Result<Vec<ChargedLine>, StoreError> {
    // The day is ours, not a reader's: a text of ten digits and dashes.
    let text = "select l.subscription_id, l.resource, l.period_from as month, l.item,
            l.invoice_id, l.n
        from invoice_line l join invoice i on i.id = l.invoice_id
        where l.kind = 'usage' and l.subscription_id in ({keys}) and l.period_from >= '{first}'
            and l.resource is not null and l.net_minor > 0
        order by i.issued_on desc, i.id desc, l.n"
        .replace("{first}", &first.to_string());
    by_keys!(tx, ChargedLine, text, subscriptions)
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
