use model::id::{AccountId, InvoiceId};
use model::time::Date;
use store::run::Dunned;
use store::{StoreError, Tx};

use super::stage::Stage;

/// Begins to dun invoices of a locked account that were settled and are open again: from that day,
/// whatever was done about them before.
pub(crate) async fn reopen(
    tx: &mut Tx,
    account: &AccountId,
    invoices: &[InvoiceId],
    today: Date,
) -> Result<(), StoreError> {
    let stage = Stage {
        counts_from: Some(today),
        reopened: true,
        ..Stage::default()
    };
    // Dates and numbers only: cannot fail.
    let stage = serde_json::to_string(&stage).unwrap_or_default();
    let rows = invoices.iter().map(|invoice| Dunned {
        invoice: invoice.clone(),
        account: account.clone(),
        next_on: Some(today),
        small: false,
        stage: stage.clone(),
    });
    store::run::keep_dunned(tx, &rows.collect::<Vec<_>>()).await?;
    store::run::wake(tx, account).await
}
