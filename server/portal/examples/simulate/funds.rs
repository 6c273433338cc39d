//! Customers who buy credit.

use model::id::CheckoutId;
use model::payment::{FundsConfirmation, FundsWish};
use portal::Failure;
use portal::checkout::Confirmed;

use crate::books::plain;
use crate::purse::Purses;
use crate::world::{Done, World};

/// Buys credit, by the default card; whoever gets no answer asks once more.
pub async fn buy(world: &mut World) -> Done {
    let customer = world.anybody();
    let wish = FundsWish {
        amount: plain(world.chance.amount(500, 6_000)),
        ..FundsWish::default()
    };
    let caller = world.caller(&customer);
    let quote = match world.desk.till().quote_funds(&caller, &wish).await {
        Ok(quote) => quote,
        Err(failure) => return world.failed(failure),
    };
    let what = FundsConfirmation {
        key: quote.key,
        wish,
        shown: quote.shown,
    };
    let before = Purses::read(world).await;
    let mut asked = None;
    for _ in 0..2 {
        asked = send(world, what.clone(), customer.n).await?;
        if asked.is_some() {
            break;
        }
    }
    let (Some(checkout), Some((charge, _))) = (asked, quote.charge) else {
        return Ok(());
    };
    let account = customer.account.as_str();
    before
        .bought(world, account, (&checkout, charge.minor))
        .await
}

/// The checkout that a confirmation is, if it was answered and is one.
async fn send(world: &mut World, what: FundsConfirmation, n: usize) -> Done<Option<CheckoutId>> {
    let customer = world.customers.get(n).cloned().expect("is there");
    let caller = world.caller(&customer);
    let done = world.attempt(|desk| async move {
        let till = desk.till();
        let confirmed = till.add_funds(&caller, what).await?;
        if let Confirmed::Done(checkout) | Confirmed::Before(checkout) = &confirmed {
            till.send(checkout).await?;
        }
        Ok::<_, Failure>(confirmed)
    });
    let (word, checkout) = match done.await {
        None => ("no answer", None),
        Some(Ok(Confirmed::Done(checkout))) => ("buys", Some(checkout)),
        Some(Ok(Confirmed::Before(checkout))) => ("has bought", Some(checkout)),
        Some(Ok(Confirmed::Moved)) => ("moved", None),
        Some(Err(failure)) => return world.failed(failure).map(|()| None),
    };
    world.trace.says(format!("  a{n}: {word}"));
    Ok(checkout)
}
