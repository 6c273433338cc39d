use super::sweep::{Sweep, bound, differs};

/// What the months of an account come to equals the sum of its months, and what was invoiced of a
/// month equals the lines of invoices that charge it less those of credit notes that give back of
/// it, and what is kept of them by price.
pub const USAGE_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[
        differs!(
            "select 'usage charge of account ' || a.ref || ', ' || c.currency || ', ' || c.month
                 as what, c.charge_minor as found, cast(coalesce((select sum(u.charge_minor)
                 from usage_month u where u.account_id = c.account_id
                 and u.currency = c.currency and u.month = c.month), 0) as bigint) as expected
             from usage_charge c join account a on a.id = c.account_id
             where c.account_id > $1 and c.account_id <= $2"
        ),
        differs!(
            "select 'usage charge of account ' || a.ref || ', ' || u.currency || ', ' || u.month
                 || ' is missing' as what, cast(0 as bigint) as found,
                 cast(count(*) as bigint) as expected
             from usage_month u join account a on a.id = u.account_id
             left join usage_charge c on c.account_id = u.account_id
                 and c.currency = u.currency and c.month = u.month
             where u.account_id > $1 and u.account_id <= $2 and c.account_id is null
             group by a.ref, u.currency, u.month
             having count(u.last_day) > 0 or sum(u.charge_minor) <> 0"
        ),
        differs!(
            "select 'what is invoiced of ' || u.resource || ' of subscription ' || s.ref || ', '
                 || u.month || ', by the lines of its documents,' as what,
                 u.invoiced_minor as found,
                 cast(coalesce((select sum(l.net_minor) from invoice_line l
                 where l.subscription_id = u.subscription_id and l.period_from = u.month
                 and l.kind = 'usage' and l.resource = u.resource), 0) as bigint)
                 - cast(coalesce((select sum(l.net_minor) from credit_note_line l
                 where l.subscription_id = u.subscription_id and l.period_from = u.month
                 and l.kind = 'usage' and l.resource = u.resource), 0) as bigint) as expected
             from usage_month u join subscription s on s.id = u.subscription_id
             where u.account_id > $1 and u.account_id <= $2"
        ),
        differs!(
            "select 'what is invoiced of ' || u.resource || ' of subscription ' || s.ref || ', '
                 || u.month as what, u.invoiced_minor as found,
                 cast(coalesce((select sum(m.net_minor) from usage_made m
                 where m.subscription_id = u.subscription_id and m.resource = u.resource
                 and m.month = u.month), 0) as bigint) as expected
             from usage_month u join subscription s on s.id = u.subscription_id
             where u.account_id > $1 and u.account_id <= $2"
        ),
    ],
};
