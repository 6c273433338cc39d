//! A payment method begins to be saved: what is offered, and what is shown while it is entered.

use std::sync::Arc;

use gateway::payment::{self as pay, Gateway, Key, SetUp as Order, SetUpOutcome};
use model::billing_account::{
    BeginSetUp, Entered, Entry, FinishSetUp, Holder, Method, Methods, Payable, SetUpView,
};
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::{BillingAccountId, SetUpId};
use model::session::Whence;
use model::time::Instant;
use serde_json::json;
use store::billing_account::{detail, set_up};
use store::column::{As, Json, Word};
use store::subscription::list::{Ask, Narrow, by_name};
use store::{StoreError, Tx};

use super::purse::{Purse, may_change, sees_all};
use super::saved::recognise;
use crate::desk::{Desk, require_fresh_proof, scope};
use crate::failure::Failure;
use crate::session::limit;
use crate::subscription::{price, renews_on};

/// Subscriptions that may be chosen at once.
const EACH: i64 = 50;

/// Seconds for which data can be entered: then it ends by itself.
const LASTS: i64 = 3_600;

/// The kinds of method, in the order in which they are offered.
const ORDER: [Method; 3] = [Method::Card, Method::SepaDebit, Method::BankTransfer];

impl Desk {
    /// The gateway by which a kind of method is saved.
    fn gateway_of(&self, method: Method, currency: Currency) -> Option<(&str, &dyn Gateway)> {
        let fits = |gateway: &dyn Gateway| {
            let can = gateway.capabilities();
            let kind = match method {
                Method::Card => can.cards && can.stored_tokens,
                Method::SepaDebit => can.bank_debit && can.stored_tokens,
                Method::BankTransfer => return gateway.name() == "manual",
            };
            kind && gateway.minimum(method, currency).is_some()
        };
        let mut all = self.till.gateways.all();
        all.find(|(_, gateway)| fits(*gateway))
    }

    pub(super) async fn methods(&self, caller: &Caller) -> Result<Methods, Failure> {
        authorise(self, caller)?;
        let (mut tx, frame, today) = self.open(caller).await?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let offered = |method: &Method| {
            let gateway = self.gateway_of(*method, frame.currency);
            gateway.is_some() && !there(*method, &purse)
        };
        Ok(Methods {
            methods: ORDER.into_iter().filter(offered).collect(),
        })
    }

    pub(super) async fn begin(
        &self,
        caller: &Caller,
        request: &BeginSetUp,
        whence: &Whence,
    ) -> Result<SetUpId, Failure> {
        authorise(self, caller)?;
        let (mut tx, frame, today) = self.open(caller).await?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let (method, gateway) = match &request.replaces {
            None => {
                let method = store::column::word::<Method>(&request.method);
                let method = method.map_err(|_| Fault::field("method", Problem::Required))?;
                let offered = self.gateway_of(method, frame.currency);
                let offered = offered.filter(|_| !there(method, &purse));
                let offered = offered.ok_or_else(|| Fault::field("method", Problem::Malformed))?;
                (method, offered.0.to_owned())
            }
            Some(id) => replaced(&mut tx, caller, &purse, id).await?,
        };
        let customer = detail::customer(&mut tx, &caller.account, &gateway).await?;
        drop(tx);
        let limits = limit::set_up(caller, &whence.address);
        if let Some(minutes) = limit::admit(self, &limits).await? {
            return Err(Fault::field("method", Problem::TooMany { minutes }).into());
        }
        let now = self.clock.now();
        let row = set_up::SetUp {
            id: self.reception.ids.next(now, SetUpId::make),
            account_id: caller.account.clone(),
            person_id: caller.person.clone(),
            billing_account_id: request.replaces.clone().map(As),
            method: Word(method),
            gateway,
            reference: None,
            entry: None,
            typed: None,
            outcome: None,
            created_at: now.0,
        };
        self.order(caller, row, customer).await
    }

    /// Writes it down, and asks the gateway where its data is entered.
    async fn order(
        &self,
        caller: &Caller,
        row: set_up::SetUp,
        customer: Option<String>,
    ) -> Result<SetUpId, Failure> {
        let id = row.id.clone();
        let (method, name) = (row.method.0, row.gateway.clone());
        let row = Arc::new(row);
        let added: Result<(), StoreError> = self
            .db
            .write(move |tx| {
                let row = Arc::clone(&row);
                Box::pin(async move { set_up::add(tx, &row, LASTS).await })
            })
            .await;
        added?;
        let gateway = self.till.gateways.named(&name);
        let Some(gateway) = gateway.filter(|_| method != Method::BankTransfer) else {
            return Ok(id);
        };
        let origin = self.till.gateways.origin();
        let order = Order {
            key: Key::new(id.as_str()).map_err(Failure::internal)?,
            method,
            customer,
            email: Some(caller.email.clone()),
            return_url: format!("{origin}/billing-accounts/new/{id}"),
            origin: origin.to_owned(),
        };
        let started = gateway.set_up(&order).await.map_err(Failure::unavailable)?;
        let entry = json!(entry(started.entry)).to_string();
        let kept = Arc::new((id.clone(), started.reference, entry));
        let kept: Result<(), StoreError> = self
            .db
            .write(move |tx| {
                let kept = Arc::clone(&kept);
                Box::pin(async move { set_up::started(tx, &kept.0, (&kept.1, &kept.2)).await })
            })
            .await;
        kept?;
        Ok(id)
    }

    pub(super) async fn set_up_view(
        &self,
        caller: &Caller,
        id: &SetUpId,
    ) -> Result<SetUpView, Failure> {
        let (mut tx, _, today) = self.open(caller).await?;
        let row = open(&mut tx, caller, id).await?;
        authorise(self, caller)?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let replaces = row.billing_account_id.as_ref();
        let replaces = replaces.map(|As(id)| purse.managed(id)).transpose()?;
        let ask = Ask {
            account: &caller.account,
            scope: &scope(caller),
            today,
        };
        let held = by_name(&mut tx, ask, &Narrow::default(), EACH).await?;
        let held = held.iter().filter(|row| !row.status.0.ended());
        let payable = |row| payable(row, &purse, caller);
        let subscriptions: Result<Vec<Payable>, Failure> = held.map(payable).collect();
        let view = SetUpView {
            id: row.id.clone(),
            method: row.method.0,
            replaces: replaces.map(|known| purse.payers.view(known, caller, None)),
            entered: Entered::Needless,
            owners: holders(&mut tx, caller).await?,
            address: detail::address(&mut tx, &caller.account).await?,
            subscriptions: subscriptions?,
            defaults: sees_all(caller),
            typed: row
                .typed
                .as_ref()
                .map(|Json(typed)| FinishSetUp::clone(typed)),
        };
        drop(tx);
        let entered = self.entered(&row).await?;
        Ok(SetUpView { entered, ..view })
    }

    /// How far it is. What cannot be learnt now is entered, or found, when it is finished.
    async fn entered(&self, row: &set_up::SetUp) -> Result<Entered, Failure> {
        if over(row, self.clock.now()) {
            return Ok(Entered::Ended);
        }
        let gateway = self.till.gateways.named(&row.gateway);
        let (Some(reference), Some(Json(entry)), Some(gateway)) =
            (&row.reference, &row.entry, gateway)
        else {
            let needless = row.method.0 == Method::BankTransfer;
            return if needless {
                Ok(Entered::Needless)
            } else {
                Ok(Entered::Ended)
            };
        };
        let outcome = gateway.saved(reference).await;
        Ok(match outcome {
            Err(error) => {
                tracing::warn!(%error, "a set-up could not be asked for");
                Entered::Nothing(entry.clone())
            }
            Ok(SetUpOutcome::Waiting) => Entered::Nothing(entry.clone()),
            Ok(SetUpOutcome::RequiresAction(pay::Action::Visit(url))) => Entered::Asks(Some(url)),
            Ok(SetUpOutcome::RequiresAction(pay::Action::Script(_))) => Entered::Asks(None),
            Ok(SetUpOutcome::Saved(method) | SetUpOutcome::Verifying(method)) => {
                Entered::Saved(recognise(&method.data))
            }
            Ok(SetUpOutcome::Declined(_) | SetUpOutcome::Cancelled) => Entered::Ended,
        })
    }
}

fn entry(entry: pay::Entry) -> Entry {
    match entry {
        pay::Entry::Frame(url) => Entry::Frame(url),
        pay::Entry::Elements {
            script,
            public_key,
            client_secret,
        } => Entry::Elements {
            script,
            public_key,
            client_secret,
        },
    }
}

/// The right to save methods, and a fresh proof.
fn authorise(desk: &Desk, caller: &Caller) -> Result<(), Failure> {
    may_change(caller)?;
    require_fresh_proof(caller, desk.clock.now())
}

/// What there is once in an account: nothing is saved for *by hand*, and one stands for it.
fn there(method: Method, purse: &Purse<'_>) -> bool {
    match method {
        Method::BankTransfer => purse.hand().is_some(),
        Method::Card | Method::SepaDebit => false,
    }
}

/// Whether nothing can be entered any more.
fn over(row: &set_up::SetUp, now: Instant) -> bool {
    row.outcome.is_some() || now.since(Instant(row.created_at)) >= LASTS
}

/// The billing account of one that is finished; nothing where it can be finished now.
///
/// # Errors
/// `Invalid` on `entry` where it has ended without one.
pub(super) fn finished(
    row: &set_up::SetUp,
    now: Instant,
) -> Result<Option<&BillingAccountId>, Fault> {
    match (row.outcome.as_deref(), &row.billing_account_id) {
        (Some("saved" | "verifying"), Some(As(id))) => Ok(Some(id)),
        _ if over(row, now) => Err(Fault::field("entry", Problem::DeadLink)),
        _ => Ok(None),
    }
}

/// One that the caller began and that was not finished.
async fn open(tx: &mut Tx, caller: &Caller, id: &SetUpId) -> Result<set_up::SetUp, Failure> {
    let row = set_up::one(tx, (&caller.account, &caller.person), id).await?;
    let row = row.filter(|row| row.outcome.as_deref().is_none_or(|it| it == "ended"));
    Ok(row.ok_or(Fault::NotFound)?)
}

/// The kind of method and the gateway of a billing account whose card is replaced.
async fn replaced(
    tx: &mut Tx,
    caller: &Caller,
    purse: &Purse<'_>,
    id: &BillingAccountId,
) -> Result<(Method, String), Failure> {
    let known = purse.managed(id)?;
    let method = known.row.method.0;
    if method == Method::BankTransfer {
        return Err(Fault::NotFound.into());
    }
    let detail = detail::detail(tx, &caller.account, id).await?;
    Ok((method, detail.ok_or(Fault::NotFound)?.gateway))
}

/// Who may own one: the caller; any member, for who holds the account.
pub(super) async fn holders(tx: &mut Tx, caller: &Caller) -> Result<Vec<Holder>, Failure> {
    let members = detail::members(tx, &caller.account, None).await?;
    let holder = |(As(id), name, _)| Holder {
        you: id == caller.person,
        id,
        name,
    };
    let mut holders: Vec<Holder> = members.into_iter().map(holder).collect();
    holders.retain(|holder| holder.you || caller.administers());
    holders.sort_by_key(|holder| !holder.you);
    Ok(holders)
}

fn payable(
    row: &store::subscription::list::Row,
    purse: &Purse<'_>,
    caller: &Caller,
) -> Result<Payable, Failure> {
    let order = purse.payers.in_order(&row.payers()?);
    let payer = order.first();
    let priced = caller.may(Permission::ViewInvoices);
    Ok(Payable {
        id: row.id.clone(),
        name: row.name.clone(),
        price: price(row)?.filter(|_| priced),
        payer: payer.map(|known| purse.payers.view(known, caller, renews_on(row))),
        renews_on: renews_on(row),
    })
}
