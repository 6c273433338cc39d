//! What decides a withdrawal: what was paid in and not spent, and what its captures take back.

use std::collections::BTreeMap;

use billing::withdrawal::{PaidIn, Part, withdraw};
use model::caller::Caller;
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::PaymentId;
use model::money::Money;
use model::page::Page;
use model::refund::RefundState;
use model::withdrawal::{Destination, WithdrawalQuote, WithdrawalView, WithdrawalWish};
use serde_json::json;
use store::account::read::frame;
use store::column::As;
use store::credit::{top_up, withdrawal};
use store::payment::{self, Order};
use store::{StoreError, Tx};

use crate::checkout::{Gateways, Till, key, policy};
use crate::failure::Failure;
use crate::payers::Payers;
use crate::refund::Open;
use crate::zone::date_in;

/// At most so many lots are withdrawn at once, the newest.
const LOTS: i64 = 40;

/// What decides a withdrawal of one currency.
pub(super) struct Facts {
    pub zone: String,
    pub currency: Currency,
    pub payers: Payers,
    /// The payments that brought lots and can be refunded, with what is left of them.
    pub brought: BTreeMap<PaymentId, (Order, Open)>,
    allowed: bool,
    balance: i64,
    held: i64,
    currencies: Vec<Currency>,
    lots: Vec<PaidIn>,
}

impl Facts {
    pub async fn load(
        tx: &mut Tx,
        caller: &Caller,
        (till, wish): (&Till, &WithdrawalWish),
    ) -> Result<Self, Failure> {
        let account = &caller.account;
        let frame = frame(tx, account).await?.ok_or(Fault::NotFound)?;
        let today = date_in(&frame.time_zone, till.clock.now());
        let positions = store::booking::positions(tx, &[account.as_str()]).await?;
        let mut currencies = vec![frame.currency];
        let others = positions.iter().map(|it| it.currency);
        currencies.extend(others.filter(|it| *it != frame.currency));
        let currency = wish.currency.unwrap_or(frame.currency);
        if !currencies.contains(&currency) {
            return Err(Fault::NotFound.into());
        }
        let own = positions.iter().find(|it| it.currency == currency);
        let rows = withdrawal::paid_in(tx, (account, currency), LOTS).await?;
        let mut lots = Vec::with_capacity(rows.len());
        for lot in rows.into_iter().map(paid_in) {
            // What a payer takes back is not paid out as well.
            let disputed = match &lot.payment {
                Some(payment) => is_disputed(tx, payment).await?,
                None => false,
            };
            lots.extend((!disputed).then_some(lot));
        }
        let brought = brought(tx, caller, (&lots, &till.gateways)).await?;
        Ok(Self {
            payers: Payers::read(tx, account, today).await?,
            allowed: policy(tx, account).await?.withdrawals,
            balance: own.map_or(0, |it| it.credit_minor),
            held: own.map_or(0, |it| it.held_minor),
            zone: frame.time_zone,
            currency,
            currencies,
            lots,
            brought,
        })
    }

    /// What can be withdrawn, in minor units.
    pub fn most(&self) -> i64 {
        self.lots.iter().map(|lot| lot.free).sum()
    }

    /// How much is wished.
    pub fn amount(&self, wish: &WithdrawalWish) -> Result<i64, Fault> {
        let fault = |problem| Err(Fault::field("amount", problem));
        if !self.allowed {
            return Err(Fault::Forbidden);
        }
        let most = Money::new(self.most(), self.currency);
        if wish.amount.trim().is_empty() {
            return if most.minor > 0 {
                Ok(most.minor)
            } else {
                fault(Problem::Required)
            };
        }
        match Money::typed(&wish.amount, self.currency) {
            Err(_) => fault(Problem::Malformed),
            Ok(amount) if amount.minor <= 0 => fault(Problem::TooLittle {
                least: Money::new(1, self.currency),
            }),
            Ok(amount) if amount.minor > most.minor => fault(Problem::TooMuch { most }),
            Ok(amount) => Ok(amount.minor),
        }
    }

    /// From which lots so much is withdrawn, and where it goes.
    pub fn plan(&self, amount: i64) -> Vec<Part> {
        let left = self.brought.iter().map(|(id, (_, open))| {
            let left = open.left(self.currency);
            (id.clone(), left)
        });
        withdraw(&self.lots, &left.collect(), amount)
    }

    /// The figures of a plan in one text, which comes back with the confirmation.
    pub fn shown(plan: &[Part]) -> String {
        let parts = plan.iter().map(|it| (&it.lot, it.minor, &it.payment));
        json!(parts.collect::<Vec<_>>()).to_string()
    }

    /// What a withdrawal would come to.
    pub async fn quote(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (wish, earlier): (&WithdrawalWish, Page<WithdrawalView>),
    ) -> Result<WithdrawalQuote, Failure> {
        let money = |minor| Money::new(minor, self.currency);
        let amount = self.amount(wish);
        let plan = self.plan(amount.as_ref().copied().unwrap_or_default());
        let all = self.plan(self.most());
        let shown = Self::shown(&plan);
        let rules = top_up::wanted(tx, &[caller.account.as_str()]).await?;
        let newest = withdrawal::of_account(tx, (&caller.account, None), 1).await?;
        let newest = newest.first().map(|it| &it.id);
        Ok(WithdrawalQuote {
            allowed: self.allowed,
            balance: money(self.balance),
            held: money(self.held),
            most: money(self.most()),
            currencies: self.currencies.clone(),
            amount: amount.as_ref().ok().copied().map(money),
            parts: self.parts(caller, &plan),
            transfers: all.iter().any(|part| part.payment.is_none()),
            tops_up: rules.iter().any(|it| it.top_up.is_some()),
            wrong: amount.err().filter(|_| !wish.amount.is_empty()),
            key: key(caller, (&(&wish.amount, wish.currency), &shown), newest),
            shown,
            earlier,
        })
    }

    /// Where a plan goes, one line a destination.
    pub fn parts(&self, caller: &Caller, plan: &[Part]) -> Vec<(Destination, Money)> {
        let mut parts: Vec<(Destination, Money)> = Vec::new();
        for part in plan {
            let to = match &part.payment {
                Some(payment) => self.source(caller, payment),
                None => Destination::Transfer(None),
            };
            match parts.iter_mut().find(|(known, _)| *known == to) {
                Some((_, sum)) => sum.minor += part.minor,
                None => parts.push((to, Money::new(part.minor, self.currency))),
            }
        }
        parts
    }

    fn source(&self, caller: &Caller, payment: &PaymentId) -> Destination {
        let order = self.brought.get(payment).map(|(order, _)| order);
        let payer = order.and_then(|order| order.billing_account_id.as_ref());
        let known = payer.and_then(|As(id)| self.payers.find(id));
        Destination::Source(known.map(|known| self.payers.view(known, caller, None)))
    }
}

fn paid_in(row: withdrawal::PaidIn) -> PaidIn {
    PaidIn {
        lot: row.id,
        granted_on: row.granted_on.0,
        free: row.free_minor,
        payment: row.payment_ref.and_then(|it| it.parse().ok()),
    }
}

/// Whether a payment was taken back by its payer or his bank, and is not won back.
pub(super) async fn is_disputed(tx: &mut Tx, id: &PaymentId) -> Result<bool, StoreError> {
    let disputes = payment::disputes_of(tx, id).await?;
    Ok(disputes.iter().any(|it| it.state != "won"))
}

/// The payments that brought lots, as far as their gateways give money back.
async fn brought(
    tx: &mut Tx,
    caller: &Caller,
    (lots, gateways): (&[PaidIn], &Gateways),
) -> Result<BTreeMap<PaymentId, (Order, Open)>, StoreError> {
    let mut brought = BTreeMap::new();
    for id in lots.iter().filter_map(|lot| lot.payment.as_ref()) {
        if brought.contains_key(id) {
            continue;
        }
        let order = payment::one(tx, id).await?;
        let refunds = |order: &Order| {
            let gateway = order.gateway.as_deref();
            let gateway = gateway.and_then(|name| gateways.named(name));
            let gives = gateway.is_some_and(|it| it.capabilities().refunds);
            gives && order.account_id == caller.account
        };
        if let Some(order) = order.filter(refunds) {
            let open = Open::load(tx, &order).await?;
            // What could not go back there once is not sent there again.
            if open
                .refunds
                .iter()
                .all(|it| it.state.0 != RefundState::Failed)
            {
                brought.insert(id.clone(), (order, open));
            }
        }
    }
    Ok(brought)
}
