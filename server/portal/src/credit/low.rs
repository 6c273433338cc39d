//! What a customer wants to happen when credit is low: that it is topped up, that he is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use billing::checkout::Funds;
use billing::top_up::{MOST_DECLINES, Rule};
use model::billing_account::Method;
use model::caller::{Caller, Permission};
use model::credit::{LowView, SetLow};
use model::currency::Currency;
use model::explain::Plain;
use model::fault::{Fault, Problem};
use model::money::Money;
use model::time::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::credit::top_up::{self, Wanted};
use store::{StoreError, Tx, account};

use crate::billing_account::{Purse, may_change};
use crate::checkout::policy;
use crate::desk::{Desk, require_for_one, require_fresh_proof};
use crate::failure::Failure;
use crate::session::trail::{Deed, note};
use crate::zone::date_in;

/// The rule of automatic top-ups, as it is kept, imported and exported; amounts in major units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TopUp {
    pub currency: Currency,
    pub threshold: Plain,
    pub amount: Plain,
    pub monthly_ceiling: Plain,
    /// The provider's own id.
    pub billing_account: String,
}

impl TopUp {
    /// The rule of an account, if it has one.
    pub(crate) fn of(it: &Wanted) -> Result<Option<Self>, StoreError> {
        read(it.top_up.as_deref(), "account.top_up")
    }

    /// As the rules see it.
    pub(crate) fn rule(&self) -> Result<Rule, StoreError> {
        let minor = |amount: Plain| {
            let money = Money::from_major(amount.0, self.currency);
            let money = money.map_err(|cause| StoreError::unreadable("account.top_up", cause))?;
            Ok::<_, StoreError>(money.minor)
        };
        Ok(Rule {
            threshold: minor(self.threshold)?,
            amount: minor(self.amount)?,
            ceiling: minor(self.monthly_ceiling)?,
        })
    }
}

/// Below which credit of a currency the customer is told, in major units.
type Alerts = BTreeMap<Currency, Plain>;

/// The alerts of an account.
pub(crate) fn alerts_of(it: &Wanted) -> Result<Alerts, StoreError> {
    let alerts = read(it.credit_alert.as_deref(), "account.credit_alert")?;
    Ok(alerts.unwrap_or_default())
}

/// What is kept of an account.
struct Kept {
    top_up: Option<TopUp>,
    alerts: Alerts,
    paused: bool,
}

impl Kept {
    async fn read(tx: &mut Tx, caller: &Caller) -> Result<Self, StoreError> {
        let mut found = top_up::wanted(tx, &[caller.account.as_str()]).await?;
        let Some(it) = found.pop() else {
            return Ok(Self {
                top_up: None,
                alerts: Alerts::new(),
                paused: false,
            });
        };
        Ok(Self {
            paused: paused(&it),
            top_up: TopUp::of(&it)?,
            alerts: alerts_of(&it)?,
        })
    }
}

/// Whether a rule waits for the customer.
pub(crate) fn paused(it: &Wanted) -> bool {
    it.top_up.is_some() && it.rule == it.top_up && it.declines >= MOST_DECLINES
}

fn read<T: for<'a> Deserialize<'a>>(
    json: Option<&str>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let read = json.map(serde_json::from_str).transpose();
    read.map_err(|cause| StoreError::unreadable(column, cause))
}

impl Desk {
    pub(super) async fn low(&self, caller: &Caller) -> Result<LowView, Failure> {
        require_for_one(caller, Permission::ViewCredit)?;
        require_for_one(caller, Permission::Pay)?;
        may_change(caller)?;
        // Asked before anything is typed: what is typed is lost where it is asked later.
        require_fresh_proof(caller, self.clock.now())?;
        let (mut tx, frame, today) = self.open(caller).await?;
        let kept = Kept::read(&mut tx, caller).await?;
        let purse = Purse::read(&mut tx, caller, today).await?;
        let rule = kept.top_up.as_ref();
        let payer = match rule {
            Some(rule) => {
                let of = (&caller.account, rule.billing_account.as_str());
                top_up::payer(&mut tx, of).await?
            }
            None => None,
        };
        let currency = rule.map_or(frame.currency, |rule| rule.currency);
        let charged = |choice: &model::billing_account::Choice| {
            choice.may && choice.payer.method != Method::BankTransfer
        };
        let shown = |amount: Option<Plain>| amount.map(|it| it.0.to_string()).unwrap_or_default();
        Ok(LowView {
            currency,
            threshold: shown(rule.map(|it| it.threshold)),
            amount: shown(rule.map(|it| it.amount)),
            ceiling: shown(rule.map(|it| it.monthly_ceiling)),
            payer,
            choices: purse.choices().into_iter().filter(charged).collect(),
            alert: shown(kept.alerts.get(&currency).copied()),
            paused: kept.paused,
        })
    }

    pub(super) async fn set_low(&self, caller: &Caller, request: SetLow) -> Result<(), Failure> {
        require_for_one(caller, Permission::ViewCredit)?;
        require_for_one(caller, Permission::Pay)?;
        may_change(caller)?;
        let now = self.clock.now();
        require_fresh_proof(caller, now)?;
        let of = Arc::new((caller.clone(), request));
        self.db
            .write(move |tx| {
                let of = Arc::clone(&of);
                Box::pin(async move {
                    let (caller, request) = (&of.0, &of.1);
                    if !account::lock(tx, &caller.account).await? {
                        return Err(Fault::NotFound.into());
                    }
                    let frame = account::read::frame(tx, &caller.account).await?;
                    let frame = frame.ok_or(Fault::NotFound)?;
                    let today = date_in(&frame.time_zone, now);
                    let setting = Setting {
                        caller,
                        request,
                        own: frame.currency,
                        today,
                    };
                    let detail = setting.write(tx).await?;
                    let deed = Deed {
                        at: now,
                        actor: caller.person.to_string(),
                        address: String::new(),
                        action: "account.low_credit",
                        subject: format!("account {}", caller.account),
                        detail,
                    };
                    note(tx, std::slice::from_ref(&caller.account), &deed).await?;
                    Ok(store::run::wake(tx, &caller.account).await?)
                })
            })
            .await
    }
}

/// What is set.
struct Setting<'a> {
    caller: &'a Caller,
    request: &'a SetLow,
    /// The account's own currency.
    own: Currency,
    today: Date,
}

impl Setting<'_> {
    async fn write(&self, tx: &mut Tx) -> Result<serde_json::Value, Failure> {
        let kept = Kept::read(tx, self.caller).await?;
        let rule = kept.top_up.as_ref();
        let currency = rule.map_or(self.own, |rule| rule.currency);
        let purse = Purse::read(tx, self.caller, self.today).await?;
        if let Some(rule) = rule {
            // A rule that charges what is none of the caller's business is not his to change.
            let of = (&self.caller.account, rule.billing_account.as_str());
            if let Some(payer) = top_up::payer(tx, of).await?
                && purse.shown(&payer).is_some()
            {
                purse.usable(&payer)?;
            }
        }
        let top_up = self.top_up(tx, &purse, currency).await?;
        let mut alerts = kept.alerts;
        match self.amount("alert", &self.request.alert, currency)? {
            Some(least) => drop(alerts.insert(currency, Plain(least.major()))),
            None => drop(alerts.remove(&currency)),
        }
        let top_up_json = top_up.as_ref().map(|it| json!(it).to_string());
        let alerts_json = (!alerts.is_empty()).then(|| json!(alerts).to_string());
        let both = (top_up_json.as_deref(), alerts_json.as_deref());
        top_up::set(tx, &self.caller.account, both).await?;
        Ok(json!({ "top_up": top_up, "credit_alert": alerts }))
    }

    /// The rule; none where all of it is empty.
    async fn top_up(
        &self,
        tx: &mut Tx,
        purse: &Purse<'_>,
        currency: Currency,
    ) -> Result<Option<TopUp>, Failure> {
        let of = self.request;
        // Whoever is named is looked at in any case: it may be somebody else's.
        let payer = match of.payer.as_str() {
            "" => None,
            text => Some(purse.named(None, ("payer", text))?),
        };
        let threshold = self.amount("threshold", &of.threshold, currency)?;
        let amount = self.amount("amount", &of.amount, currency)?;
        let ceiling = self.amount("ceiling", &of.ceiling, currency)?;
        if threshold.is_none() && amount.is_none() && ceiling.is_none() {
            return Ok(None);
        }
        let needed = |field: &str, amount: Option<Money>| {
            amount.ok_or_else(|| Fault::field(field, Problem::Required))
        };
        let threshold = needed("threshold", threshold)?;
        let amount = needed("amount", amount)?;
        let ceiling = needed("ceiling", ceiling)?;
        self.can_be_bought(tx, (threshold, amount)).await?;
        if ceiling.minor < amount.minor {
            return Err(Fault::field("ceiling", Problem::TooLittle { least: amount }).into());
        }
        self.within_limit(tx, ceiling).await?;
        let payer = payer.ok_or_else(|| Fault::field("payer", Problem::Required))?;
        let known = purse.usable(&payer)?;
        if known.row.method.0 == Method::BankTransfer {
            return Err(Fault::field("payer", Problem::Malformed).into());
        }
        let reference = top_up::reference(tx, &payer).await?;
        Ok(Some(TopUp {
            currency,
            threshold: Plain(threshold.major()),
            amount: Plain(amount.major()),
            monthly_ceiling: Plain(ceiling.major()),
            billing_account: reference.ok_or(Fault::NotFound)?,
        }))
    }

    /// An amount above zero as it was typed; none where nothing was.
    fn amount(&self, field: &str, text: &str, currency: Currency) -> Result<Option<Money>, Fault> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let amount = Money::typed(text, currency).ok();
        let amount = amount.filter(|amount| amount.minor > 0);
        let amount = amount.ok_or_else(|| Fault::field(field, Problem::Malformed))?;
        Ok(Some(amount))
    }

    /// What is charged is as much as can be bought at once, and credit can come to the threshold.
    async fn can_be_bought(
        &self,
        tx: &mut Tx,
        (threshold, amount): (Money, Money),
    ) -> Result<(), Failure> {
        let policy = policy(tx, &self.caller.account).await?;
        let funds = Funds::of(&policy, amount.currency, (0, 0));
        let money = |minor| Money::new(minor, amount.currency);
        if amount.minor < funds.least {
            let least = money(funds.least);
            return Err(Fault::field("amount", Problem::TooLittle { least }).into());
        }
        let most = funds.room().map(money);
        if let Some(most) = most.filter(|most| amount.minor > most.minor) {
            return Err(Fault::field("amount", Problem::TooMuch { most }).into());
        }
        let cap = funds
            .cap
            .map(money)
            .filter(|cap| threshold.minor > cap.minor);
        match cap {
            Some(most) => Err(Fault::field("threshold", Problem::TooMuch { most }).into()),
            None => Ok(()),
        }
    }

    /// What a member lets be charged in a month is no more than he may pay in one.
    async fn within_limit(&self, tx: &mut Tx, ceiling: Money) -> Result<(), Failure> {
        let who = (&self.caller.account, &self.caller.person);
        let Some(limits) = store::payment::limit(tx, who).await? else {
            return Ok(());
        };
        let most = limits.get(&ceiling.currency);
        let most = most.and_then(|most| Money::parse(most, ceiling.currency).ok());
        if most.is_none_or(|most| ceiling.minor > most.minor) {
            return Err(Fault::field("ceiling", Problem::OverLimit).into());
        }
        Ok(())
    }
}
