-- Usage on invoices ---------------------------------------------------------------------------

-- The lines of a month of usage, by subscription.
create index invoice_line_of_usage on invoice_line (subscription_id, period_from)
    where kind = 'usage';

-- What imported invoices charged of a month counts as charged of it.
insert into usage_made (subscription_id, resource, month, item, count, net_minor)
select l.subscription_id, l.resource, l.period_from, l.item, cast(count(*) as bigint),
    cast(sum(l.net_minor) as bigint)
from invoice_line l
where l.kind = 'usage' and l.subscription_id is not null and l.resource is not null
    and substr(l.period_from, 9) = '01'
group by l.subscription_id, l.resource, l.period_from, l.item
on conflict (subscription_id, resource, month, item) do nothing;
update usage_month set invoiced_minor = coalesce((
    select cast(sum(m.net_minor) as bigint) from usage_made m
    where m.subscription_id = usage_month.subscription_id
        and m.resource = usage_month.resource and m.month = usage_month.month), 0);
