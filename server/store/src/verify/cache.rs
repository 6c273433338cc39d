use super::sweep::{Sweep, bound, differs};

/// A figure of `position` beside what it is the cache of.
macro_rules! position {
    ($column:literal, $($expected:expr),+ $(,)?) => {
        differs!(
            "select '",
            $column,
            " of account ' || a.ref || ', ' || p.currency as what, p.",
            $column,
            " as found, cast(coalesce((",
            $($expected,)+
            "), 0) as bigint) as expected
             from position p join account a on a.id = p.account_id
             where p.account_id > $1 and p.account_id <= $2"
        )
    };
}

/// A figure of `position` beside Σ of a book of the ledger.
macro_rules! booked {
    ($column:literal, $sum:literal, $book:literal) => {
        position!(
            $column,
            "select ",
            $sum,
            " from ledger_entry e where e.account_id = p.account_id
                 and e.currency = p.currency and e.book = '",
            $book,
            "'"
        )
    };
}

/// A figure of `position` beside what stands open.
macro_rules! standing {
    ($column:literal, $sum:literal) => {
        position!(
            $column,
            "select ",
            $sum,
            " from invoice_standing s where s.account_id = p.account_id
                 and s.currency = p.currency and s.open_minor > 0"
        )
    };
}

/// What is left of lots beside Σ of what was booked or moved of them.
macro_rules! lot {
    ($name:literal, $moved:literal) => {
        differs!(
            "select 'what is left of lot ' || l.ref || ', beside ",
            $name,
            "' as what, l.remaining_minor as found,
             cast(coalesce(m.moved, 0) as bigint) as expected
             from credit_lot l left join (",
            $moved,
            ") m on m.lot_id = l.id where l.account_id > $1 and l.account_id <= $2"
        )
    };
}

/// Balances equal the ledger, the lots, the holds and the standings; movements add up.
pub const CACHED_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[
        booked!("credit_minor", "-sum(e.amount_minor)", "credit"),
        booked!("due_minor", "sum(e.amount_minor)", "receivable"),
        booked!("unapplied_minor", "-sum(e.amount_minor)", "unapplied"),
        position!(
            "credit_minor",
            "select sum(l.remaining_minor) from credit_lot l where l.account_id = p.account_id
                 and l.currency = p.currency and l.remaining_minor > 0"
        ),
        position!(
            "held_minor",
            "select sum(l.held_minor) from credit_lot l where l.account_id = p.account_id
                 and l.currency = p.currency and l.remaining_minor > 0"
        ),
        position!(
            "held_minor",
            "select sum(h.amount_minor) from credit_hold h join credit_lot l on l.id = h.lot_id
                 where h.account_id = p.account_id and l.currency = p.currency"
        ),
        standing!("due_minor", "sum(s.open_minor)"),
        standing!(
            "processing_minor",
            "sum(case when s.in_flight then s.open_minor end)"
        ),
        standing!("open_count", "count(*)"),
        NO_POSITION,
        lot!(
            "the ledger",
            "select e.lot_id, -sum(e.amount_minor) as moved from ledger_entry e
             where e.account_id > $1 and e.account_id <= $2 and e.book = 'credit'
             group by e.lot_id"
        ),
        lot!(
            "its movements",
            "select v.lot_id, sum(v.amount_minor) as moved from credit_movement v
             where v.account_id > $1 and v.account_id <= $2 group by v.lot_id"
        ),
        differs!(
            "select 'balance after movement ' || v.n || ' of account ' || a.ref || ', '
                 || v.currency as what, v.balance_minor as found,
             coalesce(lag(v.balance_minor) over w, 0) + v.amount_minor as expected
             from credit_movement v join account a on a.id = v.account_id
             where v.account_id > $1 and v.account_id <= $2
             window w as (partition by v.account_id, v.currency order by v.n)"
        ),
        differs!(
            "select 'place of movement ' || v.n || ' of account ' || a.ref || ', '
                 || v.currency as what, v.n as found,
             row_number() over (partition by v.account_id, v.currency order by v.n) as expected
             from credit_movement v join account a on a.id = v.account_id
             where v.account_id > $1 and v.account_id <= $2"
        ),
    ],
};

const NO_POSITION: &str = differs!(
    "select 'position of account ' || a.ref || ', ' || e.currency || ' is missing; ' || e.book
         as what, cast(0 as bigint) as found, cast(sum(e.amount_minor) as bigint) as expected
     from ledger_entry e join account a on a.id = e.account_id
     left join position p on p.account_id = e.account_id and p.currency = e.currency
     where e.account_id > $1 and e.account_id <= $2
         and e.book in ('credit', 'receivable', 'unapplied') and p.account_id is null
     group by a.ref, e.currency, e.book"
);

/// A figure of `invoice_standing` beside Σ of what was settled.
macro_rules! settled {
    ($column:literal, $sign:literal, $by:literal) => {
        differs!(
            "select '",
            $column,
            " of invoice ' || i.number as what, s.",
            $column,
            " as found, cast(coalesce((select ",
            $sign,
            "sum(t.amount_minor) from settlement t where t.invoice_id = s.invoice_id
                 and t.by in (",
            $by,
            ")), 0) as bigint) as expected
             from invoice_standing s join invoice i on i.id = s.invoice_id
             where s.invoice_id > $1 and s.invoice_id <= $2"
        )
    };
}

/// What has become of an invoice equals the ledger and what was settled on it.
pub const CACHED_BY_INVOICE: Sweep = Sweep {
    bound: bound!("invoice", "id"),
    questions: &[
        "select 'invoice ' || i.number || ' has no standing, or one that does not fit' as what,
             cast(null as bigint) as found, cast(null as bigint) as expected
         from invoice i left join invoice_standing s on s.invoice_id = i.id
         where i.id > $1 and i.id <= $2 and (s.invoice_id is null
             or s.issued_on <> i.issued_on or s.currency <> i.currency
             or s.total_minor <> i.total_minor)
         order by 1 limit 1",
        differs!(
            "select 'open_minor of invoice ' || i.number as what, s.open_minor as found,
             cast(coalesce((select sum(e.amount_minor) from ledger_entry e
                 where e.invoice_id = s.invoice_id and e.book = 'receivable'), 0) as bigint)
                 as expected
             from invoice_standing s join invoice i on i.id = s.invoice_id
             where s.invoice_id > $1 and s.invoice_id <= $2"
        ),
        differs!(
            "select 'open_minor of invoice ' || i.number as what, s.open_minor as found,
             s.total_minor - s.settled_minor + s.returned_minor - s.credited_minor
                 - s.written_off_minor as expected
             from invoice_standing s join invoice i on i.id = s.invoice_id
             where s.invoice_id > $1 and s.invoice_id <= $2"
        ),
        settled!(
            "settled_minor",
            "",
            "'credit', 'billing_account', 'transfer', 'other'"
        ),
        settled!("returned_minor", "-", "'refund'"),
        settled!("credited_minor", "", "'credit_note'"),
        settled!("written_off_minor", "", "'write_off'"),
    ],
};
