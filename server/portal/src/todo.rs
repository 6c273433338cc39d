//! To-dos: the facts of an account as far as the caller may see them, for billing's rules.

use async_trait::async_trait;
use billing::catalogue::{Per, PlanTerms};
use billing::payer::Charge;
use billing::todo::{
    Facts, Goal, Metered, Moving, Open, Parted, Paying, Snooze, apart, cause, choices, todos,
};
use billing::top_up::MOST_DECLINES;
use billing::usage::month_of;
use model::Answer;
use model::billing_account::Method;
use model::caller::{Caller, Permission};
use model::fault::{Fault, Problem};
use model::money::Money;
use model::portal::Todos;
use model::subscription::Status;
use model::time::Date;
use model::todo::{Beyond, Listed, Measured, Named, Snoozed, Todo, TodoList};
use store::account::position::{Position, positions};
use store::invoice::list::{Ask, Due, Order, Row as Invoice, list};
use store::todo::{Moving as MovingRow, Near, Row, Snooze as SnoozeRow, read};
use store::{StoreError, Tx};

use crate::account::WEEK;
use crate::desk::{Desk, scope};
use crate::failure::{Failure, answer};
use crate::payers::Payers;
use crate::usage::{figure, usual};
use crate::zone::date_in;

/// Open invoices that are looked at on the page of to-dos, by due date.
const INVOICES: i64 = 100;

/// What was read of an account; whatever the caller may not see was not.
pub(crate) struct Seen<'a> {
    pub row: &'a Row,
    pub positions: &'a [Position],
    pub invoices: &'a [Invoice],
    pub payers: &'a Payers,
    pub today: Date,
}

#[async_trait]
impl Todos for Desk {
    async fn list_todos(&self, caller: &Caller) -> Answer<TodoList> {
        answer("list_todos", self.todos(caller).await)
    }

    async fn snooze_todo(&self, caller: &Caller, todo: String, until: String) -> Answer<()> {
        answer("snooze_todo", self.snooze(caller, &todo, &until).await)
    }
}

impl Desk {
    /// A snapshot as [`Desk::open`] gives it, with what to-dos are made of.
    pub(crate) async fn look(&self, caller: &Caller) -> Result<(Tx, Row, Date), Failure> {
        let mut tx = self.db.read().await?;
        let now = self.clock.now();
        // No zone is further than a day from universal time.
        let day = now.utc_date();
        let months = [-1, 1].map(|days| month_of(day.plus_days(days)).from);
        let of = (&caller.account, &caller.person);
        let row = read(&mut tx, of, &scope(caller), months.into()).await?;
        let row = row.ok_or(Fault::NotFound)?;
        let today = date_in(&row.frame.time_zone, now);
        Ok((tx, row, today))
    }

    async fn todos(&self, caller: &Caller) -> Result<TodoList, Failure> {
        let (mut tx, row, today) = self.look(caller).await?;
        let account = &caller.account;
        let money = caller.may(Permission::ViewInvoices) || caller.may(Permission::ViewCredit);
        let positions = if money {
            positions(&mut tx, account, today, today.plus_days(WEEK)).await?
        } else {
            Vec::new()
        };
        let seen = Seen {
            row: &row,
            positions: &positions,
            invoices: &outstanding(&mut tx, caller, INVOICES).await?,
            payers: &Payers::read(&mut tx, account, today).await?,
            today,
        };
        let Parted { open, later } = made(caller, &seen)?;
        let listed = |todo: Todo| Listed {
            choices: choices(&todo, today),
            todo,
        };
        let snoozed = |(todo, until): (Todo, Date)| Snoozed { todo, until };
        Ok(TodoList {
            today,
            todos: open.into_iter().map(listed).collect(),
            snoozed: later.into_iter().map(snoozed).collect(),
        })
    }

    async fn snooze(&self, caller: &Caller, key: &str, until: &str) -> Result<(), Failure> {
        let list = self.todos(caller).await?;
        let open = list.todos.into_iter().map(|it| it.todo);
        let later = list.snoozed.into_iter().map(|it| it.todo);
        let todo = open.chain(later).find(|todo| todo.key() == key);
        let todo = todo.ok_or(Fault::NotFound)?;
        let (account, person) = (caller.account.clone(), caller.person.clone());
        let (key, today) = (key.to_owned(), list.today);
        if until.is_empty() {
            let woken = self.db.write(move |tx| {
                let (account, person, key) = (account.clone(), person.clone(), key.clone());
                Box::pin(async move { store::todo::wake(tx, (&account, &person), &key).await })
            });
            return Ok(woken.await?);
        }
        let day = until.parse().ok();
        let day = day.filter(|day| choices(&todo, today).contains(day));
        let row = SnoozeRow {
            until: day.ok_or_else(|| Fault::field("until", Problem::Malformed))?,
            cause: cause(&todo),
            todo: key,
        };
        let kept = self.db.write(move |tx| {
            let (account, person, row) = (account.clone(), person.clone(), row.clone());
            Box::pin(async move { store::todo::snooze(tx, (&account, &person), &row, today).await })
        });
        Ok(kept.await?)
    }
}

/// The first open invoices by due date; none without the right.
pub(crate) async fn outstanding(
    tx: &mut Tx,
    caller: &Caller,
    rows: i64,
) -> Result<Vec<Invoice>, Failure> {
    if !caller.may(Permission::ViewInvoices) {
        return Ok(Vec::new());
    }
    let ask = Ask {
        account: &caller.account,
        scope: &scope(caller),
        after: None,
        search: None,
        rows,
    };
    Ok(list(tx, &ask, Order::Due(Due::default())).await?)
}

/// What there is to do, the most urgent first, and what the caller has put off until a day.
pub(crate) fn made(caller: &Caller, seen: &Seen<'_>) -> Result<Parted, Failure> {
    let snoozes = seen.row.snoozes()?.into_iter().map(|row| Snooze {
        todo: row.todo,
        until: row.until,
        cause: row.cause,
    });
    let snoozes: Vec<Snooze> = snoozes.collect();
    let all = todos(&facts(caller, seen)?, seen.today);
    Ok(apart(all, &snoozes, seen.today))
}

fn facts(caller: &Caller, seen: &Seen<'_>) -> Result<Facts, Failure> {
    let may = |permission| caller.may(permission);
    let invoices = seen.invoices.iter().map(|row| open(row, seen));
    let credit = seen.positions.iter();
    let credit = credit.map(|at| Money::new(at.credit_minor - at.held_minor, at.currency));
    Ok(Facts {
        invoices: invoices.collect::<Result<_, _>>()?,
        payers: if may(Permission::ViewBillingAccounts) {
            payers(caller, seen)
        } else {
            Vec::new()
        },
        credit: credit.collect(),
        credit_seen: may(Permission::ViewCredit),
        least: if may(Permission::ViewCredit) {
            seen.row.least()?
        } else {
            Vec::new()
        },
        top_up_rests: may(Permission::ViewCredit)
            && may(Permission::ChangePayers)
            && seen.row.top_up_declines >= MOST_DECLINES,
        metered: if may(Permission::ViewUsage) {
            let near = seen.row.near()?.into_iter();
            let near = near.filter(|row| row.month == month_of(seen.today).from);
            near.map(|row| metered(row, seen.today))
                .collect::<Result<_, _>>()?
        } else {
            Vec::new()
        },
        moving: if may(Permission::ViewSubscriptions) {
            let moving = seen.row.moving()?.into_iter().filter_map(moving);
            moving.chain(by_hand(caller, seen)?).collect()
        } else {
            Vec::new()
        },
    })
}

fn open(row: &Invoice, seen: &Seen<'_>) -> Result<Open, Failure> {
    let charge = Charge {
        on: row.due_on.max(seen.today),
        amount: Money::new(row.open_minor, row.currency),
    };
    let payer = seen.payers.who(&row.payers()?, charge);
    Ok(Open {
        summary: crate::invoice::summary(row.clone(), seen.today),
        by_hand: payer.is_none_or(|known| known.row.method.0 == Method::BankTransfer),
        credit_first: row.credit_first.unwrap_or_default(),
        taken_back: row.taken_back.unwrap_or_default(),
    })
}

fn payers(caller: &Caller, seen: &Seen<'_>) -> Vec<Paying> {
    let used = seen.payers.shown().filter(|known| known.row.in_use);
    used.map(|known| Paying {
        view: seen.payers.view(known, caller, None),
        last_good: known.last_good(),
    })
    .collect()
}

fn metered(row: Near, today: Date) -> Result<Metered, StoreError> {
    let terms: PlanTerms = serde_json::from_str(&row.terms)
        .map_err(|error| StoreError::unreadable("plan.terms", error))?;
    let price = terms.usage_price(&row.resource, row.ahead.currency, today);
    let beyond = match price {
        Some(price) => Beyond::Charged {
            rate: price.amount.into(),
            per: unit(price.per),
            ahead: row.ahead,
        },
        None if terms.overuse.allowed() => Beyond::Free,
        None => Beyond::Blocked,
    };
    let per = price.map_or_else(|| usual(&row.resource), |price| price.per);
    Ok(Metered {
        used: row.used,
        limit: row.limit,
        told: Measured {
            subscription: Named {
                id: row.id,
                name: row.name,
            },
            percent: 0,
            reached: false,
            used: figure(row.used, per),
            limit: figure(row.limit, per),
            unit: unit(per),
            beyond,
            resource: row.resource,
        },
    })
}

fn unit(per: Per) -> Option<String> {
    (per != Per::Unit).then(|| per.as_str().to_owned())
}

/// What renews first of that which is paid by hand, for who may know what pays.
fn by_hand(caller: &Caller, seen: &Seen<'_>) -> Result<Option<Moving>, Failure> {
    let hand = seen.row.hand()?;
    let hand = hand.filter(|_| caller.may(Permission::ViewBillingAccounts));
    Ok(hand.map(|(id, name, on)| Moving {
        subscription: Named { id, name },
        to: Goal::ByHand,
        on,
    }))
}

/// Where a subscription goes first: to its change, if that comes before its end.
fn moving(row: MovingRow) -> Option<Moving> {
    let end = match row.status {
        Status::Cancelling => row.ends_on.map(|day| (Goal::Cancelled, day)),
        Status::Active | Status::Suspended if !row.auto_renew => row
            .next_on
            .map(|next| (Goal::NotRenewed, next.plus_days(-1))),
        Status::Pending
        | Status::Active
        | Status::Suspended
        | Status::Cancelled
        | Status::Expired
        | Status::Terminated => None,
    };
    let change = row.changes_on.map(|day| (Goal::Change, day));
    let first = end.into_iter().chain(change).min_by_key(|(_, day)| *day);
    let (to, on) = first?;
    let subscription = Named {
        id: row.id,
        name: row.name,
    };
    Some(Moving {
        subscription,
        to,
        on,
    })
}
