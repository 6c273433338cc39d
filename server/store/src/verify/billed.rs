use super::sweep::{Sweep, bound};

/// A row of what was billed that does not fit.
macro_rules! misfit {
    ($what:literal, $from:literal) => {
        concat!(
            "select ",
            $what,
            " as what, cast(null as bigint) as found, cast(null as bigint) as expected from ",
            $from,
            " order by what limit 1"
        )
    };
}

/// Each line of a subscription and a period that Saldo itself issued is billed once, and what was
/// billed of plans partitions time: what credits took a part of is not looked at, and what was held
/// back in a suspension leaves a gap. A coupon covers the plan's period, whatever of it began
/// later.
pub const BILLED: Sweep = Sweep {
    bound: bound!("subscription", "id"),
    questions: &[
        misfit!(
            "'line ' || l.n || ' of invoice ' || i.number || ', which is billed by no period,'",
            "invoice_line l join invoice i on i.id = l.invoice_id
             left join billed b on b.subscription_id = l.subscription_id
                 and b.invoice_id = l.invoice_id and b.n = l.n and b.kind = l.kind
                 and b.item = l.item and b.revision = l.revision
                 and b.period_from = l.period_from and b.period_to = l.period_to
             where l.subscription_id > $1 and l.subscription_id <= $2 and not i.imported
                 and l.period_from is not null and b.n is null"
        ),
        misfit!(
            "'subscription ' || s.ref || ' is billed twice for ' || c.period_from",
            "billed b join billed c on c.subscription_id = b.subscription_id
                 and c.kind = b.kind and c.period_from > b.period_from
                 and c.period_from < b.period_to
             join subscription s on s.id = b.subscription_id
             where b.subscription_id > $1 and b.subscription_id <= $2 and b.kind = 'plan'
                 and not exists (select 1 from invoice_line x
                     where x.corrects_invoice_id = b.invoice_id and x.corrects_n = b.n
                         and x.subscription_id = b.subscription_id)
                 and not exists (select 1 from credit_note_line x
                     join credit_note k on k.id = x.credit_note_id
                     where k.invoice_id = b.invoice_id and x.corrects_n = b.n
                         and coalesce(x.period_from, b.period_from) <= c.period_from)"
        ),
        misfit!(
            "'subscription ' || s.ref || ' is billed for nothing from ' || b.period_to",
            "billed b join subscription s on s.id = b.subscription_id
             where b.subscription_id > $1 and b.subscription_id <= $2 and b.kind = 'plan'
                 and s.suspended_on is null and s.begins_on > b.period_to
                 and not exists (select 1 from billed c
                     where c.subscription_id = b.subscription_id and c.kind = 'plan'
                         and c.period_from <= b.period_to and c.period_to > b.period_to)"
        ),
        "select 'periods covered by the coupon of subscription ' || s.ref as what,
             h.cycles_used as found,
             h.cycles_before + (select count(distinct coalesce((
                     select max(p.period_from) from billed p
                     where p.subscription_id = b.subscription_id
                         and p.kind = 'plan' and p.period_from <= b.period_from),
                     b.period_from)) from billed b
                 where b.subscription_id = h.subscription_id and b.kind = 'coupon') as expected
         from subscription_coupon h join subscription s on s.id = h.subscription_id
         where h.subscription_id > $1 and h.subscription_id <= $2
             and h.cycles_used <> h.cycles_before + (select count(distinct coalesce((
                     select max(p.period_from) from billed p
                     where p.subscription_id = b.subscription_id
                         and p.kind = 'plan' and p.period_from <= b.period_from),
                     b.period_from)) from billed b
                 where b.subscription_id = h.subscription_id and b.kind = 'coupon')
         order by what limit 1",
        misfit!(
            "'line ' || o.n || ' of invoice ' || i.number || ', a coupon above what it reduces,'",
            "invoice_line o join invoice i on i.id = o.invoice_id
             where o.subscription_id > $1 and o.subscription_id <= $2 and o.kind = 'coupon'
                 and not i.imported and o.net_minor + coalesce((
                     select sum(l.net_minor) from invoice_line l
                     where l.invoice_id = o.invoice_id and l.subscription_id = o.subscription_id
                         and l.kind in ('plan', 'addon', 'proration_charge') and l.item = o.item
                         and l.period_from = o.period_from), 0) < 0"
        ),
    ],
};
