//! The account page, and a person's accounts.

mod due;

pub(crate) use due::due;

use async_trait::async_trait;
use model::Answer;
use model::account::{AccountChoice, AccountOverview};
use model::caller::{Caller, Permission};
use model::id::{AccountId, SubscriptionId};
use model::portal::Accounts;
use model::session::Renewed;
use model::subscription::SubscriptionSummary;
use model::time::Date;
use store::Tx;
use store::account::figures::{self, Figures};
use store::account::holder::{Holder, holder};
use store::account::read::choices;
use store::invoice::list::Row as Invoice;
use store::subscription::list::{Ask, Row as Held, attention};

use crate::affiliate;
use crate::desk::{Desk, scope};
use crate::failure::{Failure, answer};
use crate::payers::Payers;
use crate::session::access;
use crate::session::sign_out::switch;
use crate::todo::{Seen, made, outstanding};

/// To-dos on the page.
const TODOS: usize = 5;

/// Outstanding invoices on the page.
const INVOICES: i64 = 6;

/// Subscriptions on the page: with more of them that of a large account exceeds 25,000 bytes.
const SUBSCRIPTIONS: usize = 4;

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
    /// Five statements at most; whatever the caller may not see is not read either.
    async fn overview(&self, caller: &Caller) -> Result<AccountOverview, Failure> {
        let (mut tx, row, today) = self.look(caller).await?;
        let invoices = caller.may(Permission::ViewInvoices);
        let credit = caller.may(Permission::ViewCredit);
        let subscriptions = caller.may(Permission::ViewSubscriptions);
        let usage = caller.may(Permission::ViewUsage);
        let figures = figures(&mut tx, caller, today).await?;
        let positions = figures.positions;
        let open = outstanding(&mut tx, caller, INVOICES).await?;
        let held = held(&mut tx, caller, today).await?;
        let payers = payers(&mut tx, caller, (&open, &held), today).await?;
        let seen = Seen {
            row: &row,
            positions: &positions,
            invoices: &open,
            payers: &payers,
            today,
        };
        let mut todos = made(caller, &seen)?.open;
        let todos_in_all = u32::try_from(todos.len()).unwrap_or(u32::MAX);
        todos.truncate(TODOS);
        let due = due::positions(&positions, row.frame.currency)?;
        let balances = crate::credit::balances(&positions, row.frame.currency);
        let shown = shown(&held, &payers, caller, today)?;
        let open = open.into_iter();
        let open = open.map(|row| crate::invoice::summary(row, today));
        Ok(AccountOverview {
            name: row.frame.name,
            number: row.frame.number,
            today,
            closed_on: row.frame.closed_on.map(|day| day.0),
            todos,
            todos_in_all,
            due: invoices.then_some(due),
            credit: credit.then_some(balances),
            affiliate: affiliate::summary(&figures.earned)?,
            usage: usage.then(|| crate::usage::running(&figures.usage)),
            outstanding: invoices.then(|| open.collect()),
            subscriptions: subscriptions.then_some(shown),
            more_subscriptions: held.len() > SUBSCRIPTIONS,
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

/// What there is, owed, used and earned, as far as the caller may see it.
async fn figures(tx: &mut Tx, caller: &Caller, today: Date) -> Result<Figures, Failure> {
    let credit = caller.may(Permission::ViewCredit);
    let ask = figures::Ask {
        account: &caller.account,
        scope: &scope(caller),
        seen: figures::Seen {
            money: credit || caller.may(Permission::ViewInvoices),
            usage: caller.may(Permission::ViewUsage),
            programs: credit && caller.programs,
        },
        today,
        week: today.plus_days(WEEK),
    };
    Ok(figures::figures(tx, &ask).await?)
}

/// The first subscriptions and one more; none without the right.
async fn held(tx: &mut Tx, caller: &Caller, today: Date) -> Result<Vec<Held>, Failure> {
    if !caller.may(Permission::ViewSubscriptions) {
        return Ok(Vec::new());
    }
    let ask = Ask {
        account: &caller.account,
        scope: &scope(caller),
        today,
    };
    Ok(attention(tx, ask, SUBSCRIPTIONS as i64 + 1).await?)
}

/// The first subscriptions, as the page shows them.
fn shown(
    held: &[Held],
    payers: &Payers,
    caller: &Caller,
    today: Date,
) -> Result<Vec<SubscriptionSummary>, Failure> {
    let first = held.iter().take(SUBSCRIPTIONS);
    first
        .map(|row| crate::subscription::summary(row, payers, caller, today))
        .collect()
}

/// The billing accounts, where something on the page is paid by one or is about one.
async fn payers(
    tx: &mut Tx,
    caller: &Caller,
    (open, held): (&[Invoice], &[Held]),
    today: Date,
) -> Result<Payers, Failure> {
    let shown = caller.may(Permission::ViewBillingAccounts);
    if shown || !open.is_empty() || !held.is_empty() {
        Payers::read(tx, &caller.account, today).await
    } else {
        Ok(Payers::none(today))
    }
}
