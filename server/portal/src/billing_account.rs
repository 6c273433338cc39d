//! Billing accounts of the customer.

mod assign;
mod begin;
mod charge;
mod deed;
mod default;
mod finish;
mod one;
mod pays;
mod purse;
mod remove;
mod saved;
mod tend;

pub(crate) use purse::{Purse, may_change};
pub use tend::tend;

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use model::Answer;
use model::billing_account::{
    BeginSetUp, BillingAccountList, BillingAccountPage, BillingAccountView, ChangeBillingAccount,
    ChangePayers, FinishSetUp, Methods, PayerTable, PayersChanged, Removal, RemoveBillingAccount,
    SetUpView, SubscriptionPayers,
};
use model::caller::{Caller, Permission};
use model::id::{BillingAccountId, SetUpId, SubscriptionId};
use model::portal::{BillingAccounts, PaymentMethods};
use model::session::Whence;
use store::Tx;
use store::billing_account::read::shares;
use store::subscription::list::Ask;

use self::purse::{manages, sees_all};

use crate::desk::{Desk, require, require_proof, scope};
use crate::failure::{Failure, answer};
use crate::payers::{Forecast, Known, Payers};

/// Subscriptions that are named for each billing account.
const NAMED: usize = 12;

#[async_trait]
impl BillingAccounts for Desk {
    async fn list_billing_accounts(&self, caller: &Caller) -> Answer<BillingAccountList> {
        let list = self.billing_accounts(caller).await;
        answer("list_billing_accounts", list)
    }

    async fn list_payers(&self, caller: &Caller, after: Option<String>) -> Answer<PayerTable> {
        let table = self.payer_table(caller, after.as_deref()).await;
        answer("list_payers", table)
    }

    async fn show_payers(
        &self,
        caller: &Caller,
        subscription: SubscriptionId,
    ) -> Answer<SubscriptionPayers> {
        let shown = self.payers_of(caller, &subscription).await;
        answer("show_payers", shown)
    }

    async fn change_payers(&self, caller: &Caller, request: ChangePayers) -> Answer<PayersChanged> {
        answer("change_payers", self.reassign(caller, request).await)
    }

    async fn make_default(&self, caller: &Caller, id: BillingAccountId) -> Answer<()> {
        answer("make_default", self.set_default(caller, id).await)
    }

    async fn show_removal(&self, caller: &Caller, id: BillingAccountId) -> Answer<Removal> {
        answer("show_removal", self.removal(caller, &id).await)
    }

    async fn remove_billing_account(
        &self,
        caller: &Caller,
        request: RemoveBillingAccount,
    ) -> Answer<()> {
        answer("remove_billing_account", self.remove(caller, request).await)
    }
}

#[async_trait]
impl PaymentMethods for Desk {
    async fn list_methods(&self, caller: &Caller) -> Answer<Methods> {
        answer("list_methods", self.methods(caller).await)
    }

    async fn begin_set_up(
        &self,
        caller: &Caller,
        request: BeginSetUp,
        whence: Whence,
    ) -> Answer<SetUpId> {
        let begun = self.begin(caller, &request, &whence).await;
        answer("begin_set_up", begun)
    }

    async fn show_set_up(&self, caller: &Caller, id: SetUpId) -> Answer<SetUpView> {
        answer("show_set_up", self.set_up_view(caller, &id).await)
    }

    async fn finish_set_up(
        &self,
        caller: &Caller,
        id: SetUpId,
        request: FinishSetUp,
    ) -> Answer<BillingAccountId> {
        answer("finish_set_up", self.finish(caller, id, request).await)
    }

    async fn show_billing_account(
        &self,
        caller: &Caller,
        id: BillingAccountId,
    ) -> Answer<BillingAccountPage> {
        answer("show_billing_account", self.one(caller, &id).await)
    }

    async fn change_billing_account(
        &self,
        caller: &Caller,
        request: ChangeBillingAccount,
    ) -> Answer<()> {
        answer("change_billing_account", self.change(caller, request).await)
    }
}

impl Desk {
    async fn billing_accounts(&self, caller: &Caller) -> Result<BillingAccountList, Failure> {
        require(caller, Permission::ViewBillingAccounts)?;
        require_proof(caller)?;
        let (mut tx, _, today) = self.open(caller).await?;
        let account = &caller.account;
        let payers = Payers::read(&mut tx, account, today).await?;
        let shared = shared(&mut tx, caller).await?;
        let ask = Ask {
            account,
            scope: &scope(caller),
            today,
        };
        let (mut pays, by_hand) = pays::read(&mut tx, ask, &payers).await?;
        let mut charges = BTreeMap::new();
        if caller.may(Permission::ViewInvoices) {
            charges = charge::next(&Forecast::read(&mut tx, account, &payers).await?);
        }
        let view = |known: &Known| {
            let pays = pays.remove(known.id()).unwrap_or_default();
            let next_charge = charges.remove(known.id());
            let due = next_charge.as_ref().map(|charge| charge.on);
            let first = due.into_iter().chain(pays.renews_on).min();
            let caps = known.row.caps()?.into_iter();
            Ok(BillingAccountView {
                payer: payers.view(known, caller, pays.ends_before.or(first)),
                owner: known.row.owner.clone(),
                own: known.row.owner_id == caller.person,
                manages: manages(caller, &known.row),
                shared_with: shared.get(known.id().as_str()).cloned().unwrap_or_default(),
                monthly_cap: caps.map(|(most, _)| most).collect(),
                pays_more: pays.more(),
                pays: pays.named(),
                ends_before: pays.ends_before,
                misses: pays.misses,
                next_charge,
            })
        };
        let accounts: Result<Vec<BillingAccountView>, Failure> = payers.shown().map(view).collect();
        Ok(BillingAccountList {
            today,
            accounts: by_name(accounts?),
            by_hand,
            defaults: sees_all(caller),
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
