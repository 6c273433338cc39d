//! The account page, and a person's accounts.

mod due;

pub(crate) use due::due;

use async_trait::async_trait;
use model::Answer;
use model::account::{AccountChoice, AccountOverview};
use model::caller::{Caller, Permission};
use model::id::{AccountId, SubscriptionId};
use model::invoice::InvoiceSummary;
use model::portal::Accounts;
use model::session::Renewed;
use model::subscription::SubscriptionSummary;
use model::time::Date;
use store::Tx;
use store::account::holder::{Holder, holder};
use store::account::position::positions;
use store::account::read::choices;
use store::invoice::list::{Ask as AskInvoices, Due, Order, list};
use store::subscription::list::{Ask, attention};

use crate::affiliate;
use crate::desk::{Desk, scope};
use crate::failure::{Failure, answer};
use crate::payers::Payers;
use crate::session::access;
use crate::session::sign_out::switch;

/// Outstanding invoices on the page.
const INVOICES: i64 = 6;

/// Subscriptions on the page: with more of them that of a large account exceeds 25,000 bytes.
const SUBSCRIPTIONS: usize = 5;

/// What falls due within so many days is due soon.
pub(crate) const WEEK: i32 = 7;

#[async_trait]
impl Accounts for Desk {
    async fn account_overview(&self, caller: &Caller) -> Answer<AccountOverview> {
        answer("account_overview", self.overview(caller).await)
    }

    async fn list_accounts(&self, caller: &Caller) -> Answer<Vec<AccountChoice>> {
        answer("list_accounts", self.accounts(caller).await)
    }

    async fn holder(&self, caller: &Caller, thing: &str) -> Answer<Option<AccountId>> {
        answer("holder", self.holding(caller, thing).await)
    }

    async fn switch_account(&self, caller: &Caller, account: AccountId) -> Answer<Renewed> {
        answer("switch_account", switch(self, caller, account).await)
    }
}

impl Desk {
    /// Six statements at most; whatever the caller may not see is not read either.
    async fn overview(&self, caller: &Caller) -> Result<AccountOverview, Failure> {
        let (mut tx, frame, today) = self.open(caller).await?;
        let invoices = caller.may(Permission::ViewInvoices);
        let credit = caller.may(Permission::ViewCredit);
        let positions = if invoices || credit {
            let week = today.plus_days(WEEK);
            positions(&mut tx, &caller.account, today, week).await?
        } else {
            Vec::new()
        };
        let due = due::positions(&positions, frame.currency)?;
        let balances = crate::credit::balances(&positions, frame.currency);
        let affiliate = affiliate::summary(&mut tx, caller, today).await?;
        let usage = crate::usage::running(&mut tx, caller, today).await?;
        let outstanding = outstanding(&mut tx, caller, today).await?;
        let (subscriptions, more_subscriptions) =
            subscriptions(&mut tx, caller, today).await?.unzip();
        Ok(AccountOverview {
            name: frame.name,
            number: frame.number,
            today,
            closed_on: frame.closed_on.map(|day| day.0),
            due: invoices.then_some(due),
            credit: credit.then_some(balances),
            affiliate,
            usage,
            outstanding,
            subscriptions,
            more_subscriptions: more_subscriptions.unwrap_or_default(),
        })
    }

    async fn holding(&self, caller: &Caller, thing: &str) -> Result<Option<AccountId>, Failure> {
        if !caller.others {
            return Ok(None);
        }
        let mut tx = self.db.read().await?;
        let found = holder(&mut tx, &caller.person, thing).await?;
        let seen = |held: &Holder| {
            let rights = access(
                held.role.as_ref().map(|role| role.0),
                held.permissions.as_ref().map(|chosen| chosen.0.clone()),
                held.subscriptions.as_ref().map(|only| only.0.clone()),
            );
            match thing.parse::<SubscriptionId>() {
                Ok(id) => rights.may(Permission::ViewSubscriptions) && rights.sees(&id),
                Err(_) => rights.may(Permission::ViewInvoices),
            }
        };
        let found = found.filter(|held| held.account_id.0 != caller.account && seen(held));
        Ok(found.map(|held| held.account_id.0))
    }

    async fn accounts(&self, caller: &Caller) -> Result<Vec<AccountChoice>, Failure> {
        let mut tx = self.db.read().await?;
        let choices = choices(&mut tx, &caller.person).await?;
        let choices = choices.into_iter().map(|choice| AccountChoice {
            current: choice.id == caller.account,
            id: choice.id,
            name: choice.name,
            number: choice.number,
        });
        Ok(choices.collect())
    }
}

async fn outstanding(
    tx: &mut Tx,
    caller: &Caller,
    today: Date,
) -> Result<Option<Vec<InvoiceSummary>>, Failure> {
    if !caller.may(Permission::ViewInvoices) {
        return Ok(None);
    }
    let ask = AskInvoices {
        account: &caller.account,
        scope: &scope(caller),
        after: None,
        search: None,
        rows: INVOICES,
    };
    let rows = list(tx, &ask, Order::Due(Due::default()))
        .await?
        .into_iter();
    Ok(Some(
        rows.map(|row| crate::invoice::summary(row, today))
            .collect(),
    ))
}

async fn subscriptions(
    tx: &mut Tx,
    caller: &Caller,
    today: Date,
) -> Result<Option<(Vec<SubscriptionSummary>, bool)>, Failure> {
    if !caller.may(Permission::ViewSubscriptions) {
        return Ok(None);
    }
    let ask = Ask {
        account: &caller.account,
        scope: &scope(caller),
        today,
    };
    let rows = attention(tx, ask, SUBSCRIPTIONS as i64 + 1).await?;
    let payers = if rows.is_empty() {
        Payers::none(today)
    } else {
        Payers::read(tx, &caller.account, today).await?
    };
    let first = rows.iter().take(SUBSCRIPTIONS);
    let shown: Result<Vec<SubscriptionSummary>, Failure> = first
        .map(|row| crate::subscription::summary(row, &payers, caller, today))
        .collect();
    Ok(Some((shown?, rows.len() > SUBSCRIPTIONS)))
}
