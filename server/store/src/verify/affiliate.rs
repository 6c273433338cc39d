use super::sweep::{Sweep, bound, differs};
use crate::affiliate::sums;
use crate::error::StoreError;
use crate::on;
use crate::tx::Tx;

/// A figure of `affiliate_month` beside the commissions of the month.
macro_rules! month {
    ($column:literal) => {
        differs!(
            "select '",
            $column,
            " of affiliate ' || f.ref || ', ' || m.currency || ', ' || m.month as what, m.",
            $column,
            " as found, coalesce(s.",
            $column,
            ", 0) as expected
             from affiliate_month m join affiliate f on f.id = m.affiliate_id left join (",
            sums!("c.affiliate_id > $1 and c.affiliate_id <= $2"),
            ") s on s.affiliate_id = m.affiliate_id and s.currency = m.currency
                 and s.month = m.month
             where m.affiliate_id > $1 and m.affiliate_id <= $2"
        )
    };
}

/// The sums by month equal the commissions.
pub const CACHED_BY_AFFILIATE: Sweep = Sweep {
    bound: bound!("affiliate", "id"),
    questions: &[
        month!("orders"),
        month!("tracked_minor"),
        month!("pending_minor"),
        month!("payable_minor"),
        month!("requested_minor"),
        month!("paid_minor"),
        month!("reversed_minor"),
        concat!(
            "select 'sums of affiliate ' || f.ref || ', ' || s.currency || ', ' || s.month
                 || ' are missing' as what, cast(null as bigint) as found,
                 cast(null as bigint) as expected
             from (",
            sums!("c.affiliate_id > $1 and c.affiliate_id <= $2"),
            ") s join affiliate f on f.id = s.affiliate_id
             left join affiliate_month m on m.affiliate_id = s.affiliate_id
                 and m.currency = s.currency and m.month = s.month
             where m.month is null order by 1 limit 1"
        ),
    ],
};

/// What is owed to an affiliate equals the ledger.
pub const OWED_BY_ACCOUNT: Sweep = Sweep {
    bound: bound!("account", "id"),
    questions: &[differs!(
        "select 'commission owed to account ' || a.ref || ', ' || x.currency as what,
             cast(sum(x.owed) as bigint) as found, cast(sum(x.booked) as bigint) as expected
         from (select c.account_id, c.currency, c.amount_minor as owed, 0 as booked
                 from commission c where c.account_id > $1 and c.account_id <= $2
                     and c.state in ('pending', 'payable', 'requested')
             union all select e.account_id, e.currency, 0 as owed, -e.amount_minor as booked
                 from ledger_entry e where e.account_id > $1 and e.account_id <= $2
                     and e.book = 'affiliate_payable') x
         join account a on a.id = x.account_id group by a.ref, x.currency"
    )],
};

/// Ranges of commissions.
pub const COMMISSIONS: &str = bound!("commission", "id");

/// One state that a commission has had.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Step {
    /// The commission, by the provider's own id.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The state that it has now.
    pub state: String,
    /// The place of this one; none if there is no step at all.
    pub n: Option<i64>,
    /// This one.
    pub step: Option<String>,
}

/// The states of a range of commissions, each in order.
///
/// # Errors
/// When the statement fails.
pub async fn steps(tx: &mut Tx, after: &str, end: &str) -> Result<Vec<Step>, StoreError> {
    on!(tx, c => sqlx::query_as(
        "select c.ref, c.state, s.n, s.state as step
         from commission c left join commission_step s on s.commission_id = c.id
         where c.id > $1 and c.id <= $2 order by c.id, s.n")
        .bind(after).bind(end).fetch_all(c).await)
}
