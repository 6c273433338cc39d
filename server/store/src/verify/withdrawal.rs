use super::sweep::{Sweep, bound, differs};

/// A figure of withdrawals beside what it should be.
macro_rules! withdrawal {
    ($what:literal, $found:literal, $expected:literal) => {
        differs!(
            "select '",
            $what,
            " of withdrawal ' || w.id as what, cast(coalesce((",
            $found,
            "), 0) as bigint) as found, ",
            $expected,
            " as expected from withdrawal w where w.account_id > $1 and w.account_id <= $2"
        )
    };
}

/// What is withdrawn goes back as refunds or by a transfer, is set aside until it is gone, and
/// leaves the books once.
pub const WITHDRAWALS_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[
        withdrawal!(
            "refunds",
            "select sum(r.amount_minor) from withdrawal_refund l join refund r on r.id = l.refund_id
                 where l.withdrawal_id = w.id and r.account_id = w.account_id
                     and r.currency = w.currency",
            "w.amount_minor - w.transfer_minor"
        ),
        withdrawal!(
            "what is set aside",
            "select sum(h.amount_minor) from credit_hold h where h.payment_ref = w.id",
            "case when w.state = 'waiting' then w.transfer_minor else 0 end"
        ),
        withdrawal!(
            "transfer",
            "select -sum(e.amount_minor) from ledger_transaction t
                 join ledger_entry e on e.transaction_id = t.id
                 where t.ref = 'withdrawal:' || w.id and e.book like 'cash_in_transit:%'",
            "case when w.state = 'transferred' then w.transfer_minor else 0 end"
        ),
        // What went back without our doing was never set aside.
        differs!(
            "select 'what is set aside for refund ' || r.id as what,
                 cast(coalesce((select sum(h.amount_minor) from credit_hold h
                     where h.payment_ref = r.id), 0) as bigint) as found,
                 case when r.next_look_at is null then 0 else r.amount_minor end as expected
             from refund r where r.account_id > $1 and r.account_id <= $2 and r.book = 'credit'"
        ),
    ],
};
