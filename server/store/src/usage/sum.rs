use model::currency::Currency;
use model::id::AccountId;
use model::time::Date;

use crate::bulk::by_keys;
use crate::error::StoreError;
use crate::tx::Tx;

/// Sums the months of accounts up, from one on. One without a reading is there once it costs
/// something.
///
/// # Errors
/// The engine's.
pub async fn sum_up(tx: &mut Tx, accounts: &[&str], from: Date) -> Result<(), StoreError> {
    let text = format!(
        "insert into usage_charge (account_id, currency, month, charge_minor, forecast_minor,
            over_count)
        select account_id, currency, month, cast(sum(charge_minor) as bigint),
            cast(sum(forecast_minor) as bigint),
            cast(sum(case when charge_minor > 0 then 1 else 0 end) as bigint)
        from usage_month where month >= '{from}' and account_id in ({{keys}})
        group by account_id, currency, month
        having count(last_day) > 0 or sum(charge_minor) <> 0
        on conflict (account_id, currency, month) do update set
            charge_minor = excluded.charge_minor, forecast_minor = excluded.forecast_minor,
            over_count = excluded.over_count
        returning account_id"
    );
    by_keys!(tx, (String,), text, accounts)?;
    Ok(())
}

/// What a month costs an account in one currency, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Charge {
    /// Whose.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The account's time zone.
    pub time_zone: String,
    /// The currency.
    #[sqlx(try_from = "String")]
    pub currency: Currency,
    /// The first day of the month.
    #[sqlx(try_from = "String")]
    pub month: Date,
    /// So far.
    pub charge_minor: i64,
}

/// What each month costs accounts, by account, month and currency.
///
/// # Errors
/// The engine's.
pub async fn charges(tx: &mut Tx, accounts: &[&str]) -> Result<Vec<Charge>, StoreError> {
    let text = "select c.account_id, a.time_zone, c.currency, c.month, c.charge_minor
        from usage_charge c join account a on a.id = c.account_id
        where c.account_id in ({keys}) order by c.account_id, c.month, c.currency";
    by_keys!(tx, Charge, text, accounts)
}
