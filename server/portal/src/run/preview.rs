use std::collections::HashMap;

use billing::charge::{Catalogue, Subscription};
use billing::draft::Draft;
use billing::run::{Account, next_invoice};
use model::id::{AccountId, SubscriptionId};
use model::invoice::Party;
use model::time::Date;
use store::{StoreError, Tx};

use super::coupon;
use super::customer::customer;
use super::issuer::issuers;
use super::number::of;
use super::subscription::held;
use crate::usage::{Wanted, foresee};

/// The next documents of an account, as the run would make them on the day for which they are
/// planned, and what they name.
pub(crate) struct Ahead {
    pub drafts: Vec<Draft>,
    pub seller: Party,
    pub buyer: Party,
    pub own_reference: Option<String>,
    /// What subscriptions are called.
    pub names: HashMap<SubscriptionId, String>,
}

/// What the run will make next after today of the subscriptions of an account that `seen` lets
/// pass, with what is measured so far; what is set aside is not foreseen.
pub(crate) async fn preview(
    tx: &mut Tx,
    account: &AccountId,
    today: Date,
    seen: impl Fn(&SubscriptionId) -> bool + Sync,
) -> Result<Option<Ahead>, StoreError> {
    let issuers = issuers(tx).await?;
    let rows = store::run::accounts(tx, &[account.as_str()]).await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let issuer = of(&issuers, &row.seller_id)?;
    let (customer, buyer) = customer(&row, today)?;
    let catalogue = &issuer.house.catalogue;
    let (facts, mut names) = subscriptions(tx, account, catalogue, &seen).await?;
    let wanted = Wanted {
        account,
        house: &issuer.house,
        customer: &customer,
        subscriptions: facts.iter().collect(),
        until: today.plus_months(2, 1),
    };
    let (usage, measured) = foresee(tx, wanted, &seen).await?;
    names.extend(measured);
    let account = Account {
        house: &issuer.house,
        customer: &customer,
        subscriptions: &facts,
        usage: &usage,
    };
    Ok(Some(Ahead {
        drafts: next_invoice(account, today),
        seller: issuer.party.clone(),
        buyer,
        own_reference: row.own_reference,
        names,
    }))
}

/// The subscriptions of an account that `seen` lets pass, and what they are called.
async fn subscriptions(
    tx: &mut Tx,
    account: &AccountId,
    catalogue: &Catalogue,
    seen: impl Fn(&SubscriptionId) -> bool,
) -> Result<(Vec<Subscription>, HashMap<SubscriptionId, String>), StoreError> {
    let rows = store::run::running(tx, account).await?;
    let mut found = held(tx, rows, catalogue).await?;
    coupon::count(tx, &mut found, catalogue, false).await?;
    let found = found.remove(account.as_str()).unwrap_or_default();
    let (mut facts, mut names) = (Vec::new(), HashMap::new());
    for it in found {
        if let Ok(one) = it.facts
            && seen(&one.id)
        {
            names.insert(one.id.clone(), it.row.name);
            facts.push(one);
        }
    }
    Ok((facts, names))
}
