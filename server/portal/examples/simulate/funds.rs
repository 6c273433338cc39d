//! Customers who buy credit, and withdraw it.

use model::id::CheckoutId;
use model::payment::{FundsConfirmation, FundsWish};
use model::portal::Withdrawals;
use model::withdrawal::{WithdrawalRequest, WithdrawalWish};
use portal::Failure;
use portal::checkout::Confirmed;

use crate::books::plain;
use crate::purse::Purses;
use crate::world::{Customer, Done, World};

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

/// Withdraws credit, all of it or a part; whoever gets no answer asks once more.
pub async fn withdraw(world: &mut World) -> Done {
    let customer = world.anybody();
    let caller = world.caller(&customer);
    let part = world.chance.once_in(2);
    let wish = WithdrawalWish {
        amount: if part {
            plain(world.chance.amount(100, 3_000))
        } else {
            String::new()
        },
        ..WithdrawalWish::default()
    };
    let quote = world.desk.quote_withdrawal(&caller, wish.clone()).await;
    let quote = quote.map_err(|fault| fault.to_string())?;
    if quote.amount.is_none() {
        world.trace.says("  nothing to withdraw");
        return Ok(());
    }
    let what = WithdrawalRequest {
        key: quote.key,
        wish,
        shown: quote.shown,
        holder: "Anna".to_owned(),
        iban: "DE89370400440532013000".to_owned(),
    };
    take_out(world, customer, &what).await
}

async fn take_out(world: &mut World, customer: Customer, what: &WithdrawalRequest) -> Done {
    let caller = world.caller(&customer);
    let before = Purses::read(world).await;
    for _ in 0..2 {
        let (caller, what) = (caller.clone(), what.clone());
        let done = world.attempt(|desk| async move {
            let till = desk.till();
            let (id, refunds) = till.withdraw(&caller, what).await?;
            till.send_back(&refunds).await;
            Ok::<_, Failure>(id)
        });
        match done.await {
            None => world.trace.says(format!("  a{}: no answer", customer.n)),
            Some(Ok(id)) => {
                world.trace.says(format!("  a{}: withdraws", customer.n));
                return before
                    .withdrawn(world, customer.account.as_str(), &id)
                    .await;
            }
            Some(Err(failure)) => return world.failed(failure),
        }
    }
    Ok(())
}
