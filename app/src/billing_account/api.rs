//! What the pages of billing accounts ask and do.
#![expect(
    missing_docs,
    reason = "the fields of the requests are the arguments, told there"
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::billing_account::{
    BeginSetUp, BillingAccountList, BillingAccountPage, ChangeBillingAccount, ChangePayers,
    FinishSetUp, Methods, PayerTable, PayersChanged, Removal, RemoveBillingAccount, SetUpView,
    SubscriptionPayers,
};
use model::fault::Answer;
use model::id::{BillingAccountId, SetUpId, SubscriptionId};

#[cfg(feature = "ssr")]
use crate::session::{session, whence};
use crate::wire::Wire;

/// The billing accounts of the open account.
#[server(
    name = ListBillingAccounts,
    prefix = "/api",
    endpoint = "billing_account/list",
    input = GetUrl,
    output = Wire
)]
pub async fn list() -> Answer<BillingAccountList> {
    let (portal, caller) = session()?;
    portal.list_billing_accounts(&caller).await
}

/// Who is asked to pay for which subscription: a page of it.
#[server(
    name = ListPayers,
    prefix = "/api",
    endpoint = "billing_account/payers",
    input = GetUrl,
    output = Wire
)]
pub async fn list_payers(#[server(default)] after: Option<String>) -> Answer<PayerTable> {
    let (portal, caller) = session()?;
    portal.list_payers(&caller, after).await
}

/// Who pays for one subscription.
#[server(
    name = ShowPayers,
    prefix = "/api",
    endpoint = "billing_account/payers_of",
    input = GetUrl,
    output = Wire
)]
pub async fn show_payers(subscription: SubscriptionId) -> Answer<SubscriptionPayers> {
    let (portal, caller) = session()?;
    portal.show_payers(&caller, subscription).await
}

/// Gives a subscription other payers.
#[server(
    name = AssignPayers,
    prefix = "/api",
    endpoint = "billing_account/assign",
    output = Wire
)]
pub async fn assign(request: ChangePayers) -> Answer<PayersChanged> {
    let (portal, caller) = session()?;
    portal.change_payers(&caller, request).await
}

/// Makes a billing account the default.
#[server(
    name = MakeDefault,
    prefix = "/api",
    endpoint = "billing_account/default",
    output = Wire
)]
pub async fn make_default(default: BillingAccountId) -> Answer<()> {
    let (portal, caller) = session()?;
    portal.make_default(&caller, default).await
}

/// What is asked before a billing account is removed.
#[server(
    name = ShowRemoval,
    prefix = "/api",
    endpoint = "billing_account/removal",
    input = GetUrl,
    output = Wire
)]
pub async fn show_removal(billing_account: BillingAccountId) -> Answer<Removal> {
    let (portal, caller) = session()?;
    portal.show_removal(&caller, billing_account).await
}

/// Removes a billing account.
#[server(
    name = RemovePayer,
    prefix = "/api",
    endpoint = "billing_account/remove",
    output = Wire
)]
pub async fn remove(request: RemoveBillingAccount) -> Answer<()> {
    let (portal, caller) = session()?;
    portal.remove_billing_account(&caller, request).await
}

/// The kinds of method that can be added.
#[server(
    name = ListMethods,
    prefix = "/api",
    endpoint = "billing_account/methods",
    input = GetUrl,
    output = Wire
)]
pub async fn list_methods() -> Answer<Methods> {
    let (portal, caller) = session()?;
    portal.list_methods(&caller).await
}

/// Begins to save a method.
#[server(
    name = StartSetUp,
    prefix = "/api",
    endpoint = "billing_account/begin",
    output = Wire
)]
pub async fn begin(request: BeginSetUp) -> Answer<SetUpId> {
    let (portal, caller) = session()?;
    portal.begin_set_up(&caller, request, whence()).await
}

/// A method that is being saved.
#[server(
    name = ShowSetUp,
    prefix = "/api",
    endpoint = "billing_account/set_up",
    input = GetUrl,
    output = Wire
)]
pub async fn show_set_up(set_up: SetUpId) -> Answer<SetUpView> {
    let (portal, caller) = session()?;
    portal.show_set_up(&caller, set_up).await
}

/// Makes the billing account of what was entered at the gateway.
#[server(
    name = EndSetUp,
    prefix = "/api",
    endpoint = "billing_account/finish",
    output = Wire
)]
pub async fn finish(
    set_up: SetUpId,
    #[server(default)] request: FinishSetUp,
) -> Answer<BillingAccountId> {
    let (portal, caller) = session()?;
    portal.finish_set_up(&caller, set_up, request).await
}

/// One billing account.
#[server(
    name = ShowBillingAccount,
    prefix = "/api",
    endpoint = "billing_account/show",
    input = GetUrl,
    output = Wire
)]
pub async fn show(billing_account: BillingAccountId) -> Answer<BillingAccountPage> {
    let (portal, caller) = session()?;
    portal.show_billing_account(&caller, billing_account).await
}

/// Changes a billing account.
#[server(
    name = SaveBillingAccount,
    prefix = "/api",
    endpoint = "billing_account/change",
    output = Wire
)]
pub async fn change(request: ChangeBillingAccount) -> Answer<()> {
    let (portal, caller) = session()?;
    portal.change_billing_account(&caller, request).await
}
