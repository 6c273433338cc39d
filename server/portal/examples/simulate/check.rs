//! Quiet, and what must hold then.

use std::collections::BTreeMap;

use gateway::payment::{Gateway, Heard, Inquiry, Refund, RefundOutcome, Taken};
use model::currency::Currency;
use model::time::Instant;

use crate::model::{Whose, owner};
use crate::time::{all_webhooks, janitor, read, sweep, wait};
use crate::world::{Done, World};

/// What waits for the customer is given up after an hour, what is unknown is asked for daily, and
/// so is what was taken.
const PAUSES: [i64; 18] = [
    65, 305, 3_605, 3_605, 65, 86_405, 65, 3_605, 86_405, 65, 3_605, 86_405, 65, 3_605, 86_405, 65,
    3_605, 86_405,
];

const FLYING: &str = "select count(*) from payment where next_look_at is not null";
const RETURNING: &str = "select count(*) from refund where next_look_at is not null";

/// Waits until nothing is under way, then checks everything.
pub async fn quiet(world: &mut World) -> Done {
    while world.go_on().await? {}
    let storm = world.line.weather(None);
    let mut known = false;
    for pause in PAUSES {
        for _ in 0..20 {
            let told = all_webhooks(world).await?;
            janitor(world).await?;
            while world.go_on().await? {}
            if told == 0 {
                break;
            }
        }
        known |= read(world).await?;
        sweep(world).await?;
        let open = world.number(FLYING).await + world.number(RETURNING).await;
        if open == 0 && known && pause == 86_405 {
            break;
        }
        wait(world, pause).await;
    }
    while world.go_on().await? {}
    let open = (world.number(FLYING).await, world.number(RETURNING).await);
    if open != (0, 0) {
        return Err(format!("{open:?} payments and refunds never end"));
    }
    all(world).await?;
    world.line.weather(storm);
    Ok(())
}

async fn all(world: &mut World) -> Done {
    let report = portal::verify::run(world.db()).await;
    let report = report.map_err(|failure| failure.to_string())?;
    if !report.clean() {
        return Err(format!("saldo verify:\n{report}"));
    }
    let held = "select coalesce(cast(sum(held_minor + processing_minor) as bigint), 0)
        - (select coalesce(cast(sum(transfer_minor) as bigint), 0) from withdrawal
            where state = 'waiting') from position";
    if world.number(held).await != 0 {
        return Err("credit is held, or invoices are in flight, for nothing".to_owned());
    }
    let cash = captured(world).await?;
    let back = returned(world).await?;
    compare(world, &cash, &back).await?;
    against_gateway(world, &cash, &back).await?;
    figures(world).await;
    Ok(())
}

/// What the gateway has captured, by account and currency.
async fn captured(world: &World) -> Done<BTreeMap<Whose, i64>> {
    let (mut sums, mut after) = (BTreeMap::new(), None);
    loop {
        let page = world.sandbox.taken(Instant(0), after.as_deref()).await;
        let page = page.map_err(|error| error.to_string())?;
        for Taken { key, captured } in page.taken {
            let key = key.ok_or("a capture without a key")?;
            succeeded(world, key.as_str()).await?;
            let whose = (owner(key.as_str()), captured.amount.currency);
            *sums.entry(whose).or_default() += captured.amount.minor;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(sums),
        }
    }
}

/// An order of which the gateway has taken money has succeeded: whoever was told otherwise would
/// pay once more.
async fn succeeded(world: &World, key: &str) -> Done {
    let other = format!(
        "select cast(count(*) as bigint) from payment
         where request like '%\"{key}\"%' and state <> 'succeeded'"
    );
    if world.number(&other).await == 0 {
        return Ok(());
    }
    Err(format!(
        "{key} was captured, and its order has not succeeded"
    ))
}

/// What it has given back.
async fn returned(world: &World) -> Done<BTreeMap<Whose, i64>> {
    let mut sums = BTreeMap::new();
    for refund in world.line.refunds() {
        let whose = (owner(refund.key.as_str()), refund.amount.currency);
        let inquiry: Inquiry<Refund> = Inquiry {
            request: refund,
            reference: None,
            first_tried_at: world.now(),
            now: world.now(),
            may_send: false,
        };
        let heard = world.sandbox.look_up_refund(&inquiry).await;
        let heard = heard.map_err(|error| error.to_string())?;
        if let Heard::Found(RefundOutcome::Succeeded(refunded)) = heard {
            *sums.entry(whose).or_default() += refunded.amount.minor;
        }
    }
    Ok(sums)
}

/// Rows of account, currency and a sum.
async fn sums(world: &World, query: &str) -> BTreeMap<Whose, i64> {
    let rows = world.texts(query).await;
    let rows = rows.iter().map(|row| {
        let mut words = row.split(' ');
        let account = words.next().expect("an account").to_owned();
        let currency: Currency = words.next().expect("a currency").parse().expect("one");
        let sum: i64 = words.next().expect("a sum").parse().expect("a number");
        ((account, currency), sum)
    });
    rows.collect()
}

fn grouped(what: &str, from: &str) -> String {
    format!(
        "select account_id || ' ' || currency || ' ' || cast(sum({what}) as text) from {from}
         group by account_id, currency"
    )
}

/// Each customer owes what the model says: documents, less what relieves him and what was captured,
/// and what went back or was taken back.
async fn compare(world: &World, cash: &BTreeMap<Whose, i64>, back: &BTreeMap<Whose, i64>) -> Done {
    let mut model = world.model.sums(|name| world.account(name));
    let mut add = |sums: &BTreeMap<Whose, i64>, sign: i64| {
        for (whose, minor) in sums {
            *model.entry(whose.clone()).or_default() += sign * minor;
        }
    };
    add(&sums(world, &grouped("total_minor", "invoice")).await, 1);
    add(
        &sums(world, &grouped("total_minor", "credit_note")).await,
        -1,
    );
    add(cash, -1);
    add(back, 1);
    let transferred = "withdrawal where state = 'transferred'";
    add(
        &sums(world, &grouped("transfer_minor", transferred)).await,
        1,
    );
    let lost = "(select t.account_id, e.currency, e.amount_minor from ledger_entry e
        join ledger_transaction t on t.id = e.transaction_id where e.book = 'chargeback_loss') x";
    add(&sums(world, &grouped("amount_minor", lost)).await, -1);
    let books = "ledger_entry
        where book in ('receivable', 'credit', 'unapplied', 'refund_payable')
        and account_id is not null";
    let found = sums(world, &grouped("amount_minor", books)).await;
    model.retain(|_, minor| *minor != 0);
    let mut found: BTreeMap<_, _> = found.into_iter().collect();
    found.retain(|_, minor| *minor != 0);
    if model == found {
        return Ok(());
    }
    let differ = |whose: &&Whose| model.get(whose) != found.get(whose);
    let whose: Vec<_> = model.keys().chain(found.keys()).filter(differ).collect();
    let mut told = "the model and the ledger differ:".to_owned();
    for it in whose {
        told += &format!("\n{it:?}: {:?}, {:?}", model.get(it), found.get(it));
        told += &entries(world, &it.0).await;
    }
    Err(told)
}

/// What the ledger has of an account, line by line.
async fn entries(world: &World, account: &str) -> String {
    let query = format!(
        "select t.posted_on || ' ' || t.ref || ' ' || e.book || ' ' || cast(e.amount_minor as text)
         from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
         where t.account_id = '{account}' order by t.at, t.id, e.n"
    );
    let rows = world.texts(&query).await;
    rows.iter().map(|row| format!("\n  {row}")).collect()
}

/// I4: what the gateway has taken, less what it gave back, lies in the ledger as cash.
async fn against_gateway(
    world: &World,
    cash: &BTreeMap<Whose, i64>,
    back: &BTreeMap<Whose, i64>,
) -> Done {
    let mut gateway: BTreeMap<Whose, i64> = cash.clone();
    for (whose, minor) in back.iter().chain(&world.model.taken_back()) {
        *gateway.entry(whose.clone()).or_default() -= minor;
    }
    gateway.retain(|_, minor| *minor != 0);
    let books = "(select t.account_id, e.currency, e.amount_minor from ledger_entry e
        join ledger_transaction t on t.id = e.transaction_id
        where e.book = 'cash_in_transit:sandbox') x";
    let mut ledger = sums(world, &grouped("amount_minor", books)).await;
    ledger.retain(|_, minor| *minor != 0);
    if gateway == ledger {
        Ok(())
    } else {
        Err(format!(
            "the gateway has {gateway:?}, the ledger {ledger:?}"
        ))
    }
}

/// What the customers come to, for the trace.
async fn figures(world: &mut World) {
    for customer in world.customers.clone() {
        let account = &customer.account;
        let of = |column: &str| {
            format!(
                "select coalesce(cast(sum({column}) as bigint), 0) from position
                 where account_id = '{account}'"
            )
        };
        let (credit, due) = (of("credit_minor"), of("due_minor"));
        let (credit, due) = (world.number(&credit).await, world.number(&due).await);
        let apart = world.number(&of("unapplied_minor")).await;
        let line = format!(
            "  = a{}: {credit} of credit, {due} due, {apart} apart",
            customer.n
        );
        world.trace.says(line);
    }
}
