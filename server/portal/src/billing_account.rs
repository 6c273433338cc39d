//! Billing accounts of the customer.

mod charge;

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use billing::payer::Charge;
use model::Answer;
use model::billing_account::{BillingAccountList, BillingAccountView};
use model::caller::{Caller, Permission};
use model::id::{BillingAccountId, SubscriptionId};
use model::money::Money;
use model::portal::BillingAccounts;
use model::time::Date;
use store::Tx;
use store::billing_account::assigned::{Assigned, subscriptions};
use store::billing_account::read::shares;

use crate::desk::{Desk, require, scope};
use crate::failure::{Failure, answer};
use crate::payers::{Known, Payers};

/// Subscriptions that are named for each billing account.
const NAMED: usize = 12;

#[async_trait]
impl BillingAccounts for Desk {
    async fn list_billing_accounts(&self, caller: &Caller) -> Answer<BillingAccountList> {
        let list = self.billing_accounts(caller).await;
        answer("list_billing_accounts", list)
    }
}

/// What a billing account pays now.
#[derive(Debug, Default)]
struct Pays {
    named: Vec<(String, SubscriptionId, String)>,
    total: u32,
    renews_on: Option<Date>,
}

impl Desk {
    async fn billing_accounts(&self, caller: &Caller) -> Result<BillingAccountList, Failure> {
        require(caller, Permission::ViewBillingAccounts)?;
        let (mut tx, _, today) = self.open(caller).await?;
        let account = &caller.account;
        let payers = Payers::read(&mut tx, account, today).await?;
        let shared = shared(&mut tx, caller).await?;
        let rows = subscriptions(&mut tx, account, &scope(caller), NAMED as i64).await?;
        let (mut pays, by_hand) = assign(&rows, &payers, today)?;
        let mut charges = if caller.may(Permission::ViewInvoices) {
            charge::next(&mut tx, account, &payers, today).await?
        } else {
            BTreeMap::new()
        };
        let view = |known: &Known| {
            let pays = pays.remove(known.id()).unwrap_or_default();
            let next_charge = charges.remove(known.id());
            let due = next_charge.as_ref().map(|(day, _)| *day);
            let first = due.into_iter().chain(pays.renews_on).min();
            let named = pays.named.into_iter().take(NAMED);
            let named: Vec<_> = named.map(|(_, id, name)| (id, name)).collect();
            let caps = known.row.caps()?.into_iter();
            Ok(BillingAccountView {
                payer: payers.view(known, caller, first),
                owner: known.row.owner.clone(),
                own: known.row.owner_id == caller.person,
                shared_with: shared.get(known.id().as_str()).cloned().unwrap_or_default(),
                monthly_cap: caps.map(|(most, _)| most).collect(),
                pays_more: pays
                    .total
                    .saturating_sub(u32::try_from(named.len()).unwrap_or_default()),
                pays: named,
                next_charge,
            })
        };
        let accounts: Result<Vec<BillingAccountView>, Failure> = payers.shown().map(view).collect();
        Ok(BillingAccountList {
            today,
            accounts: by_name(accounts?),
            by_hand,
        })
    }
}

/// The default first, then by what a person reads.
fn by_name(mut accounts: Vec<BillingAccountView>) -> Vec<BillingAccountView> {
    accounts.sort_by_cached_key(|view| {
        let payer = &view.payer;
        let read = payer.name.as_ref().or(payer.brand.as_ref());
        let read = read.map(|text| text.to_lowercase());
        (!payer.default, read, payer.tail.clone(), payer.id.clone())
    });
    accounts
}

async fn shared(tx: &mut Tx, caller: &Caller) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut shared: HashMap<String, Vec<String>> = HashMap::new();
    for (billing_account, name) in shares(tx, &caller.account).await? {
        shared.entry(billing_account).or_default().push(name);
    }
    Ok(shared)
}

/// Who pays what now, and how many subscriptions nobody pays. All subscriptions with one list of
/// payers and one currency have one payer, so each list is resolved once.
fn assign(
    rows: &[Assigned],
    payers: &Payers,
    today: Date,
) -> Result<(HashMap<BillingAccountId, Pays>, u32), Failure> {
    let mut pays: HashMap<BillingAccountId, Pays> = HashMap::new();
    let mut by_hand = 0_u32;
    let mut counted = Vec::new();
    for row in rows {
        let list = row.payers()?;
        let charge = Charge {
            on: today,
            amount: Money::zero(row.currency),
        };
        let payer = payers.who(&list, charge);
        let group = (list, row.currency);
        let first = !counted.contains(&group);
        let total = u32::try_from(row.total).unwrap_or_default();
        if let Some(known) = payer {
            let pays = pays.entry(known.id().clone()).or_default();
            let named = (row.sort_name.clone(), row.id.clone(), row.name.clone());
            pays.named.push(named);
            if first {
                pays.total = pays.total.saturating_add(total);
                let soonest = row.renews_on.as_ref().map(|day| day.0);
                pays.renews_on = pays.renews_on.into_iter().chain(soonest).min();
            }
        } else if first {
            by_hand = by_hand.saturating_add(total);
        }
        if first {
            counted.push(group);
        }
    }
    for pays in pays.values_mut() {
        pays.named.sort();
    }
    Ok((pays, by_hand))
}
