use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::tx::Tx;

/// The sums of commissions by affiliate, currency and month, as `affiliate_month` keeps them; a
/// condition on `c` follows it.
macro_rules! sums {
    ($where:literal) => {
        concat!(
            "select c.affiliate_id, c.account_id, c.currency, substr(c.on_day, 1, 7) as month,
                 cast(sum(case when c.id = (select o.id from commission o
                     where o.affiliate_id = c.affiliate_id and o.customer_id = c.customer_id
                     order by o.at, o.id limit 1) then 1 else 0 end) as bigint) as orders,
                 cast(sum(case c.state when 'tracked' then c.amount_minor else 0 end) as bigint)
                     as tracked_minor,
                 cast(sum(case c.state when 'pending' then c.amount_minor else 0 end) as bigint)
                     as pending_minor,
                 cast(sum(case c.state when 'payable' then c.amount_minor else 0 end) as bigint)
                     as payable_minor,
                 cast(sum(case c.state when 'requested' then c.amount_minor else 0 end) as bigint)
                     as requested_minor,
                 cast(sum(case c.state when 'paid' then c.amount_minor else 0 end) as bigint)
                     as paid_minor,
                 cast(sum(case c.state when 'reversed' then c.amount_minor else 0 end) as bigint)
                     as reversed_minor
             from commission c where ",
            $where,
            " group by c.affiliate_id, c.account_id, c.currency, substr(c.on_day, 1, 7)"
        )
    };
}
pub(crate) use sums;

/// Makes the sums of affiliates (ids) anew.
///
/// # Errors
/// The engine's.
pub async fn recount(tx: &mut Tx, affiliates: &[&str]) -> Result<(), StoreError> {
    let text = "delete from affiliate_month where affiliate_id in ({keys}) returning month";
    by_keys!(tx, (String,), text, affiliates)?;
    let text = concat!(
        "insert into affiliate_month (affiliate_id, account_id, currency, month, orders,
             tracked_minor, pending_minor, payable_minor, requested_minor, paid_minor,
             reversed_minor) ",
        sums!("c.affiliate_id in ({keys})"),
        " returning month"
    );
    by_keys!(tx, (String,), text, affiliates)?;
    Ok(())
}
