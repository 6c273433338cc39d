use model::money::Money;
use model::time::Instant;
use serde_json::json;
use store::audit::Act;
use store::payment::Dispute;
use store::run::Parked;
use store::{StoreError, Tx};

/// How a dispute stands, as it is stored and told to nobody but the provider.
pub(super) const OPENED: &str = "opened";
pub(super) const WON: &str = "won";
pub(super) const LOST: &str = "lost";

/// What the audit trail says of it.
pub(super) fn act(dispute: &Dispute, action: &str, now: Instant) -> Act {
    let detail = json!({
        "payment": dispute.payment_id,
        "currency": dispute.currency.code(),
        "amount": amount(dispute),
        "reason": dispute.reason,
        "state": dispute.state,
    });
    Act {
        scope: dispute.account_id.to_string(),
        at: now,
        actor: "gateway".to_owned(),
        address: String::new(),
        action: action.to_owned(),
        subject: format!("dispute {}", dispute.id),
        detail: detail.to_string(),
    }
}

/// How much, in major units.
pub(super) fn amount(dispute: &Dispute) -> String {
    Money::new(dispute.amount_minor, dispute.currency).plain()
}

/// Tells the provider how a dispute stands.
pub(super) async fn tell(tx: &mut Tx, dispute: &Dispute, cause: String) -> Result<(), StoreError> {
    let at = Instant(dispute.ended_at.unwrap_or(dispute.at));
    let parked = Parked {
        account: dispute.account_id.clone(),
        subject: dispute.id.to_string(),
        cause,
        planned_on: at.utc_date(),
        at,
    };
    store::run::park(tx, &[parked]).await
}
