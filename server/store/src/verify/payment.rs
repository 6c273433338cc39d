use super::sweep::{Sweep, bound, differs};

/// A figure of payment orders beside what it should be.
macro_rules! payment {
    ($what:literal, $found:literal, $expected:literal) => {
        differs!(
            "select '",
            $what,
            " of payment ' || p.id as what, cast(coalesce((",
            $found,
            "), 0) as bigint) as found, ",
            $expected,
            " as expected from payment p where p.account_id > $1 and p.account_id <= $2"
        )
    };
}

/// What goes or has gone back of a payment is never more than was captured.
const REFUNDED: &str = differs!(
    "select 'refunds of payment ' || g.id as what, g.back as found,
     case when g.back > g.taken then g.taken else g.back end as expected from (
         select p.id, cast(coalesce((select sum(r.amount_minor) from refund r
                 where r.payment_id = p.id and r.state <> 'failed'), 0) as bigint) as back,
             cast(coalesce((select sum(e.amount_minor) from ledger_entry e
                 join ledger_transaction t on t.id = e.transaction_id
                 where e.payment_ref = p.id and e.book like 'cash_in_transit:%'
                     and t.reason = 'payment'), 0) as bigint) as taken
         from payment p where p.account_id > $1 and p.account_id <= $2) g"
);

/// What credit notes gave back and stands on `refund payable` is on its way. What an import brought
/// may stay there.
const PAYABLE: &str = differs!(
    "select 'refund payable of invoice ' || i.number as what, g.stands as found,
     case when i.imported and g.stands > g.goes then g.stands else g.goes end as expected from (
         select e.invoice_id, cast(-sum(e.amount_minor) as bigint) as stands,
             cast(coalesce((select sum(r.amount_minor) from refund r
                 where r.account_id = e.account_id and r.invoice_id = e.invoice_id
                     and r.book = 'refund_payable' and r.next_look_at is not null), 0) as bigint)
                 as goes
         from ledger_entry e
         where e.account_id > $1 and e.account_id <= $2 and e.book = 'refund_payable'
         group by e.account_id, e.invoice_id) g join invoice i on i.id = g.invoice_id"
);

/// A payment order captures once what it says, sets aside what it says as long as it is not final,
/// and what it pays of invoices, or buys of credit, is what it is; an invoice is in flight while an
/// order of it is.
pub const PAYMENTS_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[
        payment!(
            "capture",
            "select sum(e.amount_minor) from ledger_entry e
                 join ledger_transaction t on t.id = e.transaction_id
                 where e.payment_ref = p.id and e.book like 'cash_in_transit:%'
                     and t.reason = 'payment'",
            "case when p.quarantined then cast(coalesce((select sum(u.amount_minor)
                     from ledger_transaction v join ledger_entry u on u.transaction_id = v.id
                     where v.ref = 'order:' || p.id || ':0:apart'
                         and u.book like 'cash_in_transit:%'), 0) as bigint)
                 when p.state = 'succeeded' then p.capture_minor else 0 end
             + cast(coalesce((select sum(y.amount_minor)
                 from stray_capture y where y.payment_id = p.id), 0) as bigint)"
        ),
        payment!(
            "credit set aside",
            "select sum(h.amount_minor) from credit_hold h where h.payment_ref = p.id",
            "case when p.next_look_at is null then 0 else p.credit_minor end"
        ),
        payment!(
            "credit part",
            "select sum(l.credit_minor) from payment_allocation l where l.payment_id = p.id",
            "p.credit_minor"
        ),
        payment!(
            "captured part",
            "select sum(l.capture_minor) from payment_allocation l where l.payment_id = p.id",
            "p.capture_minor - p.bought_minor"
        ),
        payment!(
            "bought credit",
            "select -sum(e.amount_minor) from ledger_entry e
                 join ledger_transaction t on t.id = e.transaction_id
                 where e.payment_ref = p.id and e.book = 'credit' and t.reason = 'payment'",
            "case when p.state = 'succeeded' and not p.quarantined then p.bought_minor else 0 end"
        ),
        payment!(
            "refunded",
            "select -sum(e.amount_minor) from ledger_entry e
                 join ledger_transaction t on t.id = e.transaction_id
                 where e.payment_ref = p.id and e.book like 'cash_in_transit:%'
                     and t.reason = 'refund'",
            "cast(coalesce((select sum(r.amount_minor) from refund r
                 where r.payment_id = p.id and r.state = 'succeeded'), 0) as bigint)"
        ),
        payment!(
            "taken back",
            "select -sum(e.amount_minor) from ledger_entry e
                 join ledger_transaction t on t.id = e.transaction_id
                 where e.payment_ref = p.id and e.book like 'cash_in_transit:%'
                     and t.reason = 'chargeback'",
            "cast(coalesce((select sum(b.amount_minor) from dispute d
                 join chargeback b on b.dispute_id = d.id
                 where d.payment_id = p.id and d.state <> 'won'), 0) as bigint)"
        ),
        REFUNDED,
        PAYABLE,
        differs!(
            "select 'receipt ' || r.number as what, r.amount_minor as found,
                 case when p.quarantined and r.amount_minor <= (select -sum(e.amount_minor)
                         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
                         where e.payment_ref = p.id and e.book in ('receivable', 'credit')
                             and t.reason in ('allocation', 'grant')) then r.amount_minor
                     when p.state = 'succeeded' and not p.quarantined
                     then p.capture_minor else 0 end as expected
             from receipt r join payment p on p.id = r.payment_id
             where r.account_id > $1 and r.account_id <= $2"
        ),
        differs!(
            "select 'payments in flight of invoice ' || i.number as what,
             cast((select count(*) from payment_allocation l
                 join payment p on p.id = l.payment_id
                 where l.invoice_id = s.invoice_id and p.next_look_at is not null) as bigint)
                 as found,
             cast(case when s.in_flight then 1 else 0 end as bigint) as expected
             from invoice_standing s join invoice i on i.id = s.invoice_id
             where s.account_id > $1 and s.account_id <= $2
                 and (s.in_flight or exists (select 1 from payment_allocation l
                     where l.invoice_id = s.invoice_id))"
        ),
    ],
};

/// What came by itself is booked once, and stands as nobody's as long as it is nobody's.
pub const TRANSFERS: Sweep = Sweep {
    bound: bound!("transfer", "id"),
    questions: &[
        differs!(
            "select 'money that came as ' || f.id as what,
             cast(coalesce((select sum(e.amount_minor) from ledger_entry e
                     join ledger_transaction t on t.id = e.transaction_id
                     where e.payment_ref = f.id and e.book like 'cash_in_transit:%'
                         and t.reason = 'payment'), 0)
                 + coalesce((select sum(e.amount_minor) from ledger_transaction t
                     join ledger_entry e on e.transaction_id = t.id
                     where t.ref = 'payment:' || f.account_id || ':' || f.id || ':credit'
                         and e.book like 'cash_in_transit:%'), 0) as bigint) as found,
             f.amount_minor as expected from transfer f where f.id > $1 and f.id <= $2"
        ),
        differs!(
            "select 'what is nobody''s of ' || f.id as what,
             cast(coalesce((select -sum(e.amount_minor) from ledger_entry e
                 where e.payment_ref = f.id and e.book = 'unapplied'
                     and e.account_id is null), 0) as bigint) as found,
             case when f.account_id is null then f.amount_minor
                 + cast(coalesce((select sum(e.amount_minor) from ledger_entry e
                     join ledger_transaction t on t.id = e.transaction_id
                     where e.payment_ref = f.id and e.book like 'cash_in_transit:%'
                         and t.reason = 'refund'), 0) as bigint) else 0 end as expected
             from transfer f where f.id > $1 and f.id <= $2"
        ),
    ],
};

/// Each event of a gateway took effect once, which its key sees to, and on what is its own.
pub const EVENTS: &str = "select 'event ' || e.id || ' of ' || e.gateway as what,
         cast(null as bigint) as found, cast(null as bigint) as expected
     from gateway_event e left join payment p on p.id = e.payment_id
     where (e.payment_id is null and e.kind <> 'method') or p.gateway <> e.gateway
         or (p.id is not null and p.gateway is null)
     order by 1 limit 1";

/// Of a payment order that is not final it is said when its gateway is asked, and of no other.
pub const LOOKED_AT_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[payment!(
        "next look",
        "select count(*) from payment q where q.id = p.id and q.next_look_at is not null",
        "case when p.state in ('succeeded', 'declined', 'cancelled') then 0 else 1 end"
    )],
};
