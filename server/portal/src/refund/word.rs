use model::money::Money;
use model::time::Instant;
use store::payment::Refund;
use store::run::Parked;
use store::{StoreError, Tx};

/// Tells the provider of a refund that did not end as it was meant to.
pub(super) async fn tell(
    tx: &mut Tx,
    refund: &Refund,
    what: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let amount = Money::new(refund.amount_minor, refund.currency).plain();
    let (currency, payment) = (refund.currency.code(), &refund.payment_id);
    let parked = Parked {
        account: refund.account_id.clone(),
        subject: refund.id.to_string(),
        cause: format!("{amount} {currency} of {payment} {what}"),
        planned_on: Instant(refund.created_at).utc_date(),
        at: now,
    };
    store::run::park(tx, &[parked]).await
}
