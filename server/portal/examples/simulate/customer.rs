//! What customers do.

use std::collections::BTreeMap;

use model::billing_account::{BY_HAND, ChangePayers, RemoveBillingAccount};
use model::id::CheckoutId;
use model::payment::{Confirmation, Quote, Wish};
use model::portal::BillingAccounts;
use portal::Failure;
use portal::checkout::Confirmed;

use crate::purse::Purses;
use crate::world::{Customer, Done, Sent, World};

/// The confirmations that somebody may send again.
const KEPT: usize = 30;

/// Pays what is open, or some of it.
pub async fn pay(world: &mut World) -> Done {
    let customer = world.anybody();
    let wish = wish(world, &customer).await;
    let caller = world.caller(&customer);
    let quote = match world.desk.till().quote(&caller, &wish).await {
        Ok(quote) => quote,
        Err(failure) => return world.failed(failure),
    };
    expected(&wish, &quote)?;
    let confirmation = Confirmation {
        key: quote.key.clone(),
        wish,
        shown: quote.shown.clone(),
    };
    let account = customer.account.clone();
    let sent = Sent {
        customer,
        confirmation,
        checkout: None,
    };
    let before = Purses::read(world).await;
    match send(world, sent).await? {
        Some(checkout) => before.paid(world, &account, (&checkout, &quote)).await,
        None => Ok(()),
    }
}

/// Sends a confirmation again: a double tap, the way back, or whoever got no answer.
pub async fn again(world: &mut World) -> Done {
    let count = u64::try_from(world.sent.len()).expect("fits");
    if count == 0 {
        return Ok(());
    }
    let at = usize::try_from(world.chance.below(count)).expect("fits");
    let sent = world.sent.remove(at);
    send(world, sent).await.map(drop)
}

/// Sends a confirmation; the checkout that it has become by that, if it was answered.
async fn send(world: &mut World, mut sent: Sent) -> Done<Option<CheckoutId>> {
    let caller = world.caller(&sent.customer);
    let confirmation = sent.confirmation.clone();
    let done = world.attempt(|desk| async move {
        let till = desk.till();
        let confirmed = till.confirm(&caller, confirmation).await?;
        if let Confirmed::Done(checkout) | Confirmed::Before(checkout) = &confirmed {
            till.send(checkout).await?;
        }
        Ok::<_, Failure>(confirmed)
    });
    let (word, checkout) = match done.await {
        None => ("no answer", None),
        Some(Ok(Confirmed::Done(checkout))) => ("confirmed", Some(checkout)),
        Some(Ok(Confirmed::Before(checkout))) => ("as before", Some(checkout)),
        Some(Ok(Confirmed::Moved)) => ("moved", None),
        Some(Err(failure)) => return world.failed(failure).map(|()| None),
    };
    world.trace.says(format!("  a{}: {word}", sent.customer.n));
    let new = checkout.clone().filter(|_| word == "confirmed");
    if let Some(before) = &sent.checkout
        && (word == "moved" || checkout.as_ref().is_some_and(|now| now != before))
    {
        return Err(format!("the same key is another checkout: {word}"));
    }
    sent.checkout = checkout.or(sent.checkout);
    world.sent.push(sent);
    if world.sent.len() > KEPT {
        world.sent.remove(0);
    }
    Ok(new)
}

async fn wish(world: &mut World, customer: &Customer) -> Wish {
    let account = &customer.account;
    let open = world
        .texts(&format!(
            "select invoice_id from invoice_standing where account_id = '{account}'
             and open_minor > 0 and not in_flight order by invoice_id"
        ))
        .await;
    let invoices = match world.chance.below(3) {
        0 => None,
        1 => world.chance.pick(&open).map(|one| vec![one.clone()]),
        _ => Some(
            open.into_iter()
                .filter(|_| world.chance.once_in(2))
                .collect(),
        ),
    };
    let invoices = invoices.filter(|some| !some.is_empty());
    let invoices = invoices.map(|some| some.iter().map(|it| it.parse().expect("an id")).collect());
    let payer = if world.chance.once_in(3) {
        card(world, customer).await
    } else {
        None
    };
    Wish {
        invoices,
        payer: payer.map(|it| it.parse().expect("an id")),
        credit: world.chance.below(4) != 0,
        amount: None,
    }
}

/// One of his cards.
async fn card(world: &mut World, customer: &Customer) -> Option<String> {
    let account = &customer.account;
    let text = format!(
        "select id from billing_account where account_id = '{account}' and method = 'card'
         and status = 'active' order by id"
    );
    world.any(&text).await
}

/// What is asked for is what is open, credit first and never more than there is.
fn expected(wish: &Wish, quote: &Quote) -> Done {
    let mut left: BTreeMap<_, i64> = BTreeMap::new();
    for money in &quote.credit {
        *left.entry(money.currency).or_default() += money.minor;
    }
    for item in &quote.items {
        let (open, currency) = (item.invoice.open.minor, item.invoice.open.currency);
        let (credit, taken) = (item.from_credit.minor, item.captured.minor);
        let there = left.entry(currency).or_default();
        *there -= credit;
        let fits = credit >= 0 && taken >= 0 && *there >= 0 && (wish.credit || credit == 0);
        let whole = credit + taken == open || (item.left.is_some() && credit + taken < open);
        if !fits || !whole {
            return Err(format!(
                "of {open} are asked {credit} of credit and {taken}"
            ));
        }
    }
    let asked: i64 = quote.items.iter().map(|it| it.captured.minor).sum();
    let taken: i64 = quote.orders.iter().map(|it| it.captured.minor).sum();
    if asked == taken {
        Ok(())
    } else {
        Err(format!("{taken} are taken for parts of {asked}"))
    }
}

/// Looks at a payment; where something is asked of him he does it, refuses, or gives it up.
pub async fn look(world: &mut World) -> Done {
    let customer = world.anybody();
    let account = &customer.account;
    let all = format!("select id from checkout where account_id = '{account}' order by id");
    let Some(checkout) = world.any(&all).await else {
        return Ok(());
    };
    let checkout: CheckoutId = checkout.parse().expect("an id");
    let (caller, id) = (world.caller(&customer), checkout.clone());
    let shown = world
        .attempt(|desk| async move { desk.till().show(&caller, &id).await })
        .await;
    let view = match shown {
        None => return Ok(()),
        Some(Ok(view)) => view,
        Some(Err(failure)) => return world.failed(failure),
    };
    for order in view.orders {
        world
            .trace
            .says(format!("  a{}: {:?}", customer.n, order.state));
        if let Some(page) = order.action {
            act(world, (&customer, &checkout), &page).await?;
        }
    }
    Ok(())
}

async fn act(world: &mut World, (who, checkout): (&Customer, &CheckoutId), page: &str) -> Done {
    if world.chance.once_in(4) {
        let (caller, id) = (world.caller(who), checkout.clone());
        let done = world.attempt(|desk| async move { desk.till().give_up(&caller, &id).await });
        return match done.await {
            Some(Err(failure)) => world.failed(failure),
            Some(Ok(())) | None => Ok(()),
        };
    }
    let (place, key) = page.split_once("?key=").expect("a page of the sandbox");
    let reference = place.rsplit('/').next().expect("has a name");
    let yes = world.chance.below(3) != 0;
    let done = world.sandbox.confirm((reference, key), yes).await;
    done.map(drop).map_err(|error| error.to_string())
}

/// Gives a subscription other payers.
pub async fn change_payers(world: &mut World) -> Done {
    let customer = world.anybody();
    let account = &customer.account;
    let held = format!("select id from subscription where account_id = '{account}' order by id");
    let Some(subscription) = world.any(&held).await else {
        return Ok(());
    };
    let first = if world.chance.once_in(4) {
        None
    } else {
        card(world, &customer).await
    };
    let request = ChangePayers {
        subscription: subscription.parse().expect("an id"),
        first: first.unwrap_or_else(|| BY_HAND.to_owned()),
        payers: Vec::new(),
        asked: "on".to_owned(),
        apply_to_open: BTreeMap::new(),
    };
    let caller = world.caller(&customer);
    let done = world.attempt(|desk| async move { desk.change_payers(&caller, request).await });
    match done.await {
        Some(Err(fault)) => world.failed(fault.into()),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// Makes a card the default, or removes it.
pub async fn change_card(world: &mut World) -> Done {
    let customer = world.anybody();
    let Some(id) = card(world, &customer).await else {
        return Ok(());
    };
    let caller = world.caller(&customer);
    let id: model::id::BillingAccountId = id.parse().expect("an id");
    let removes = world.chance.once_in(3);
    let done = world.attempt(|desk| async move {
        if !removes {
            return desk.make_default(&caller, id).await;
        }
        let request = RemoveBillingAccount {
            billing_account: id,
            instead: BY_HAND.to_owned(),
            each: BTreeMap::new(),
        };
        desk.remove_billing_account(&caller, request).await
    });
    match done.await {
        Some(Err(fault)) => world.failed(fault.into()),
        Some(Ok(())) | None => Ok(()),
    }
}
