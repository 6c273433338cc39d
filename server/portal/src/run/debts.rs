use std::collections::HashMap;

use model::id::{AccountId, InvoiceId, MessageId};
use model::time::Date;
use store::outbox::Way;
use store::run::{Debt, Served};
use store::{StoreError, Tx};

use super::open::Open;
use super::stage::Stage;

/// The debts of an account, as they are kept.
#[derive(Default)]
pub(super) struct Debts {
    rows: Vec<(Debt, Stage, Vec<Served>)>,
    /// How far the mails are in which warnings stand.
    ways: HashMap<MessageId, Way>,
}

/// The debts about which there may be something to do up to a day, by account.
pub(super) async fn debts(
    tx: &mut Tx,
    ids: &[&str],
    last: Date,
) -> Result<HashMap<AccountId, Debts>, StoreError> {
    let rows = store::run::debts(tx, ids, last).await?;
    let invoices: Vec<&str> = rows.iter().map(|row| row.invoice_id.as_str()).collect();
    let mut serves: HashMap<InvoiceId, Vec<Served>> = HashMap::new();
    for it in store::run::served(tx, &invoices).await? {
        let of = serves.entry(it.invoice_id.0.clone());
        of.or_default().push(it);
    }
    let mut found: HashMap<AccountId, Debts> = HashMap::new();
    for row in rows {
        let stage = serde_json::from_str(&row.stage);
        let stage = stage.map_err(|error| StoreError::unreadable("dunning.stage", error))?;
        let serves = serves.remove(&row.invoice_id).unwrap_or_default();
        let of = found.entry(row.account_id.clone()).or_default();
        of.rows.push((row, stage, serves));
    }
    listen(tx, &mut found).await?;
    Ok(found)
}

/// Hears how far the mails are.
async fn listen(tx: &mut Tx, found: &mut HashMap<AccountId, Debts>) -> Result<(), StoreError> {
    let stages = found.values().flat_map(|debts| &debts.rows);
    let mails: Vec<&str> = stages
        .flat_map(|(_, stage, _)| stage.mails().map(MessageId::as_str))
        .collect();
    let ways = store::outbox::ways(tx, &mails).await?;
    let ways: HashMap<MessageId, Way> = ways.into_iter().map(|it| (it.id.0.clone(), it)).collect();
    for debts in found.values_mut() {
        let mails = debts.rows.iter().flat_map(|(_, stage, _)| stage.mails());
        let own = mails.filter_map(|mail| Some((mail.clone(), ways.get(mail)?.clone())));
        debts.ways = own.collect();
    }
    Ok(())
}

impl Debts {
    /// As they are looked at on a real day of the account's zone.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn opened(self, zone: &str, today: Date) -> Result<Vec<Open>, StoreError> {
        let ways = self.ways;
        let rows = self.rows.into_iter();
        let open = rows.map(|(row, mut stage, serves)| {
            stage.hear(&ways, zone);
            Open::known(row, (stage, serves), (zone, today))
        });
        open.collect()
    }
}
