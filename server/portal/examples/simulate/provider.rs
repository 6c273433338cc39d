//! What the provider does.

use model::credit::Origin;
use model::currency::Currency;
use portal::amend::{CreditNoteAsked, DueLater, NoteTo};
use portal::credit::Grant;
use portal::parked::Doing;
use portal::refund::{Asked, To};
use portal::transfer::{Allocate, Part, Payment, Return};
use portal::withdrawal::{Approval, Rejection};
use serde_json::json;

use crate::books::{self, plain};
use crate::purse::{Purses, cents};
use crate::world::{Done, World};

/// Gives a payment back, in part or as a whole.
pub async fn refund(world: &mut World) -> Done {
    let all = "select id from payment where state = 'succeeded' and capture_minor > 0 order by id";
    let Some(id) = world.any(all).await else {
        return Ok(());
    };
    let part = world.chance.once_in(2);
    let asked = Asked {
        amount: part.then(|| plain(world.chance.amount(1, 4_000))),
        to: if world.chance.once_in(3) {
            To::Credit
        } else {
            To::Source
        },
    };
    let (before, to) = (Purses::read(world).await, asked.to);
    let done = world.insist(|desk, action| {
        let (id, asked) = (id.clone(), asked.clone());
        async move { desk.till().refund_payment(&id, asked, action).await }
    });
    let Some(done) = done.await? else {
        return Ok(());
    };
    world.trace.says(format!("  {} goes back", done.amount));
    let whose = owner(world, "payment", &id).await;
    before.returned(world, &whose, (to, &done)).await
}

/// Sends a transfer of credit that is withdrawn, or does not.
pub async fn transfer(world: &mut World) -> Done {
    let waits = "select id from withdrawal where state = 'waiting' order by id";
    let Some(id) = world.any(waits).await else {
        return Ok(());
    };
    let sent = !world.chance.once_in(3);
    let of = format!("select transfer_minor from withdrawal where id = '{id}'");
    let minor = world.number(&of).await;
    let whose = owner(world, "withdrawal", &id).await;
    let before = Purses::read(world).await;
    let done = world.insist(|desk, action| {
        let id = id.clone();
        async move {
            if sent {
                desk.approve_withdrawal(&id, Approval::default(), action)
                    .await
            } else {
                desk.reject_withdrawal(&id, Rejection::default(), action)
                    .await
            }
        }
    });
    if done.await?.is_none() {
        return Ok(());
    }
    world
        .trace
        .says(format!("  {minor} are transferred: {sent}"));
    before.transferred(world, &whose, (minor, sent)).await
}

/// Credits an invoice, in part or as a whole.
pub async fn credit(world: &mut World) -> Done {
    let Some(id) = world.any("select id from invoice order by id").await else {
        return Ok(());
    };
    let part = world.chance.once_in(2);
    let asked = CreditNoteAsked {
        whole: !part,
        amount: part.then(|| plain(world.chance.amount(1, 2_500))),
        lines: None,
        to: match world.chance.below(3) {
            0 => NoteTo::Credit,
            1 => NoteTo::Lots,
            _ => NoteTo::Source,
        },
    };
    let before = Purses::read(world).await;
    let done = world.insist(|desk, action| {
        let (id, asked) = (id.clone(), asked.clone());
        async move { desk.credit_invoice(&id, asked, action).await }
    });
    let Some(done) = done.await? else {
        return Ok(());
    };
    world
        .trace
        .says(format!("  {} and {} are credited", done.net, done.tax));
    let whose = owner(world, "invoice", &id).await;
    before.credited(world, &whose, &done).await
}

/// Whose a row is.
async fn owner(world: &World, table: &str, id: &str) -> String {
    let found = world
        .texts(&format!("select account_id from {table} where id = '{id}'"))
        .await;
    found.into_iter().next().unwrap_or_default()
}

/// An open invoice.
async fn open(world: &mut World) -> Option<String> {
    let all = "select invoice_id from invoice_standing where open_minor > 0 order by invoice_id";
    world.any(all).await
}

/// Gives up what is open of an invoice.
pub async fn write_off(world: &mut World) -> Done {
    let Some(id) = open(world).await else {
        return Ok(());
    };
    let whose = owner(world, "invoice", &id).await;
    let before = Purses::read(world).await;
    let done = world.insist(|desk, action| {
        let id = id.clone();
        async move { desk.write_off(&id, action).await }
    });
    let Some(done) = done.await? else {
        return Ok(());
    };
    world.trace.says(format!("  {} is given up", done.amount));
    let minor = cents(&done.amount);
    world.model.written_off(&whose, minor);
    before.given_up(world, &whose, minor).await
}

/// Gives a customer more time.
pub async fn due_later(world: &mut World) -> Done {
    let Some(id) = open(world).await else {
        return Ok(());
    };
    let days = i32::try_from(world.chance.below(20)).expect("fits");
    let due_on = world.now().utc_date().plus_days(days);
    let done = world.insist(|desk, action| {
        let id = id.clone();
        async move { desk.due_later(&id, DueLater { due_on }, action).await }
    });
    done.await.map(drop)
}

/// Grants credit.
pub async fn grant(world: &mut World) -> Done {
    let customer = world.anybody();
    let minor = world.chance.amount(1, 3_000);
    let grant = Grant {
        account: format!("a{}", customer.n),
        amount: plain(minor),
        currency: Currency::EUR,
        origin: *world
            .chance
            .pick(&[Origin::Promotion, Origin::Refund, Origin::Downgrade])
            .expect("there are some"),
        expires_on: None,
        note: String::new(),
    };
    let before = Purses::read(world).await;
    let done = world.insist(|desk, action| {
        let grant = grant.clone();
        async move { desk.grant_credit(grant, action).await }
    });
    if done.await?.is_none() {
        return Ok(());
    }
    world.model.granted(&customer.account, minor);
    world
        .trace
        .says(format!("  {} for a{}", grant.amount, customer.n));
    before.granted(world, &customer.account, minor).await
}

/// Money comes in: with the number of an invoice, from somebody who is known, or from nobody.
pub async fn receive(world: &mut World) -> Done {
    let customer = world.anybody();
    let account = &customer.account;
    let numbers = format!(
        "select i.number from invoice i join invoice_standing s on s.invoice_id = i.id
         where i.account_id = '{account}' and s.open_minor > 0 order by i.id"
    );
    let reference = world
        .any(&numbers)
        .await
        .filter(|_| world.chance.below(3) != 0);
    let known = world.chance.once_in(2);
    let minor = world.chance.amount(1, 8_000);
    let payment = Payment {
        account: known.then(|| format!("a{}", customer.n)),
        on: world.now().utc_date().plus_days(-1),
        amount: plain(minor),
        currency: Currency::EUR,
        reference: reference.unwrap_or_default(),
        party: None,
        iban: None,
        allocations: None,
    };
    let before = Purses::read(world).await;
    let done = world.insist(|desk, action| {
        let payment = payment.clone();
        async move { desk.receive_payment(payment, action).await }
    });
    let Some(done) = done.await? else {
        return Ok(());
    };
    let owner = done.account.as_deref();
    world.model.received(done.id.as_str(), owner, minor);
    world
        .trace
        .says(format!("  {} came in by {:?}", payment.amount, done.rule));
    let whose = owner
        .and_then(|name| world.account(name))
        .unwrap_or_default();
    before.arrived(world, &whose, &done).await
}

/// Something that settles nothing.
async fn apart(world: &mut World) -> Done<Option<portal::transfer::Unapplied>> {
    let page = world.desk.unapplied(None, false).await;
    let page = page.map_err(|failure| format!("{failure:?}"))?;
    Ok(world.chance.pick(&page.unapplied).cloned())
}

/// Puts to use what settles nothing.
pub async fn allocate(world: &mut World) -> Done {
    let Some(held) = apart(world).await? else {
        return Ok(());
    };
    let customer = world.anybody();
    let credit = world.chance.once_in(3).then(|| {
        vec![Part {
            invoice: None,
            credit: true,
            amount: held.amount.clone(),
        }]
    });
    let asked = Allocate {
        account: held.account.is_none().then(|| format!("a{}", customer.n)),
        allocations: credit,
    };
    let accepts = held.quarantined && world.chance.once_in(2);
    let before = Purses::read(world).await;
    let done = world.insist(|desk, action| {
        let (id, asked) = (held.id.clone(), asked.clone());
        async move {
            if accepts {
                desk.accept(&id, action).await
            } else {
                desk.allocate(&id, asked, action).await
            }
        }
    });
    let Some(done) = done.await? else {
        return Ok(());
    };
    world.model.claimed(&held.id, &done.account);
    world
        .trace
        .says(format!("  of {} is left {}", held.amount, done.unapplied));
    let whose = world.account(&done.account).unwrap_or_default();
    before.allocated(world, &whose, (&held, &done)).await
}

/// Gives back what settles nothing.
pub async fn give_back(world: &mut World) -> Done {
    let Some(held) = apart(world).await? else {
        return Ok(());
    };
    let quarantined = held.quarantined && world.chance.once_in(2);
    let done = world.insist(|desk, action| {
        let id = held.id.clone();
        async move {
            let all = Return::default();
            if quarantined {
                desk.return_quarantined(&id, all, action).await
            } else {
                desk.return_unapplied(&id, all, action).await
            }
        }
    });
    if let Some(gone) = done.await? {
        if gone.refunds.is_empty() {
            world.model.sent_back(&held.id, cents(&gone.amount));
        }
        world.trace.says(format!("  {} goes back", gone.amount));
    }
    Ok(())
}

/// Looks at what was set aside.
pub async fn tidy(world: &mut World) -> Done {
    let page = world.desk.parked(None).await;
    let page = page.map_err(|failure| format!("{failure:?}"))?;
    let Some(parked) = world.chance.pick(&page.parked).cloned() else {
        return Ok(());
    };
    let doing = if world.chance.once_in(2) {
        Doing::Retry
    } else {
        Doing::Dismiss
    };
    let done = world.insist(|desk, action| {
        let id = parked.id.clone();
        async move { desk.unpark(&id, doing, action).await }
    });
    done.await.map(drop)
}

/// A customer comes, or takes another subscription.
pub async fn sell(world: &mut World) -> Done {
    if world.customers.len() < 6 && world.chance.once_in(3) {
        return world.join().await;
    }
    let customer = world.anybody();
    world.named += 1;
    let name = format!("x{}", world.named);
    let day = world.now().utc_date().to_string();
    let row = books::subscription(&mut world.chance, customer.n, &name, &day);
    world.import(&row).await
}

/// An invoice from elsewhere is due soon.
pub async fn owe(world: &mut World) -> Done {
    let customer = world.anybody();
    world.named += 1;
    let today = world.now().utc_date();
    let days = i32::try_from(world.chance.below(8)).expect("fits");
    let days = (today.to_string(), today.plus_days(days).to_string());
    let of = (days.0.as_str(), days.1.as_str());
    let number = format!("NEW-{}", world.named);
    let row = books::invoice(&mut world.chance, (customer.n, &number), of);
    world.import(&row).await
}

/// Readings come, some of them twice.
pub async fn usage(world: &mut World) -> Done {
    let Some(held) = world.any("select ref from subscription order by ref").await else {
        return Ok(());
    };
    let day = world.now().utc_date().plus_days(-1).to_string();
    let used = world.chance.amount(0, 40) * 500_000_000;
    let row = json!({"subscription": held, "resource": "traffic", "day": day, "used": used});
    let rows = vec![row.clone(), row];
    world.named += 1;
    let once = format!("usage-{}", world.named);
    let done = world
        .attempt(|desk| async move { desk.take_usage("command line", Some(&once), rows).await });
    match done.await {
        None => Ok(()),
        Some(Ok(taken)) => {
            world.trace.says(format!("  {taken:?}"));
            Ok(())
        }
        Some(Err(refused)) => {
            let word = format!("{refused:?}");
            if word.starts_with("Failed") {
                return Err(word);
            }
            world.trace.says("  refused");
            Ok(())
        }
    }
}
