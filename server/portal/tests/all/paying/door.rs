//! Pages of payments: what they show, to whom, and what can be done there.

use std::sync::Arc;

use model::caller::{Caller, Permission};
use model::fault::{Fault, Problem};
use model::id::AccountId;
use model::payment::{DeclineReason, OrderState};
use model::portal::{Checkouts, Invoices, Todos};
use portal::Desk;
use portal::checkout::Gateways;
use store::on_both;

use super::bank::Turn;
use super::shop::{Shop, all, only};
use crate::support::reception;

pub fn desk(shop: &Shop) -> Desk {
    let bank = Arc::clone(&shop.bank) as Arc<_>;
    let gateways = Gateways::of_portal("https://portal.example").with("sandbox", bank);
    Desk::new(shop.db.clone(), shop.clock(), reception()).with_gateways(gateways)
}

on_both!(
    two_tabs_and_the_way_back_have_one_key_until_something_is_confirmed,
    |db| async move {
        let shop = Shop::open(db).await;
        let key = async || shop.till.quote(&shop.anna, &all(true)).await.unwrap().key;
        let first = key().await;
        assert_eq!(first, key().await);
        let other = shop.till.quote(&shop.anna, &all(false)).await.unwrap();
        assert_ne!(first, other.key);
        shop.bank.then([Turn::Declines("insufficient_funds")]);
        shop.pays(1, all(true)).await;
        assert_ne!(first, key().await, "a new try is a new payment");
    }
);

on_both!(what_was_refused_is_told_and_paid_anew, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    shop.bank.then([Turn::Declines("stolen_card")]);
    let what = shop.asks(1, all(true)).await;
    let id = desk.pay(&shop.anna, what.clone()).await.unwrap();
    assert_eq!(desk.pay(&shop.anna, what).await, Ok(id.clone()));
    let shown = desk.show_checkout(&shop.anna, id).await.unwrap();
    let [order] = shown.orders.as_slice() else {
        panic!("one order")
    };
    assert_eq!(order.state, OrderState::Declined);
    let decline = order.decline.as_ref().unwrap();
    // That it is known as stolen is not told to who pays with it.
    assert_eq!(decline.reason, DeclineReason::DoNotHonour);
    assert_eq!(decline.code, "do_not_honor");
    let paid: i64 = order.parts.iter().map(|part| part.sum().minor).sum();
    assert_eq!((paid, order.parts.len()), (7_000, 2));
});

on_both!(
    what_waits_for_the_customer_can_be_given_up,
    |db| async move {
        let shop = Shop::open(db).await;
        let desk = desk(&shop);
        shop.bank.then([Turn::Asks]);
        let what = shop.asks(1, all(true)).await;
        let id = desk.pay(&shop.anna, what).await.unwrap();
        let shown = desk.show_checkout(&shop.anna, id.clone()).await.unwrap();
        assert_eq!(shown.orders[0].state, OrderState::RequiresAction);
        assert_eq!(
            shown.orders[0].action.as_deref(),
            Some("https://bank.example/confirm")
        );
        assert_eq!(shop.figures().await[3], 7_000, "it is in flight");
        desk.cancel_checkout(&shop.anna, id.clone()).await.unwrap();
        assert_eq!(shop.states(&id).await, ["cancelled"]);
        assert_eq!(shop.figures().await, [1_000, 0, 7_000, 0, 0]);
        // Once more is no harm.
        desk.cancel_checkout(&shop.anna, id).await.unwrap();
        shop.clean().await;
    }
);

on_both!(a_look_at_a_payment_asks_its_gateway, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    shop.bank.then([Turn::Processes]);
    let id = shop.pays(1, all(true)).await;
    shop.bank.takes();
    let shown = desk.show_checkout(&shop.anna, id).await.unwrap();
    assert_eq!(shown.orders[0].state, OrderState::Succeeded);
    assert_eq!(shop.figures().await, [0; 5]);
    shop.clean().await;
});

on_both!(nobody_else_sees_or_stops_it, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    shop.bank.then([Turn::Asks]);
    let id = shop.pays(1, all(true)).await;
    let mut tom = Caller {
        person: crate::support::owner(2).person,
        ..shop.anna.clone()
    };
    tom.access.role = None;
    let stranger = Caller {
        account: AccountId::make(9, [9; 10]),
        ..tom.clone()
    };
    let limited = {
        let mut limited = tom.clone();
        limited.access.only = Some(Vec::new());
        limited
    };
    let blind = {
        let mut blind = tom.clone();
        blind
            .access
            .permissions
            .retain(|it| *it != Permission::ViewInvoices);
        blind
    };
    for caller in [&stranger, &limited, &blind] {
        let shown = desk.show_checkout(caller, id.clone()).await;
        assert_eq!(shown.err(), Some(Fault::NotFound));
        let done = desk.cancel_checkout(caller, id.clone()).await;
        assert_eq!(done, Err(Fault::NotFound));
    }
    // He sees that it waits, but where it goes on is Anna's to know.
    let shown = desk.show_checkout(&tom, id.clone()).await.unwrap();
    assert_eq!(shown.orders[0].state, OrderState::RequiresAction);
    assert_eq!(shown.orders[0].action, None);
    let keeper = Caller {
        access: shop.anna.access.clone(),
        ..tom.clone()
    };
    let shown = desk.show_checkout(&keeper, id.clone()).await.unwrap();
    assert!(shown.orders[0].action.is_some());
    let done = desk.cancel_checkout(&tom, id.clone()).await;
    assert_eq!(done, Err(Fault::Forbidden), "it is not his");
    assert_eq!(shop.states(&id).await, ["requires_action"]);
});

on_both!(
    what_was_paid_meanwhile_is_no_secret_and_no_payment,
    |db| async move {
        let shop = Shop::open(db).await;
        let desk = desk(&shop);
        let late = shop.asks(1, only(&shop.invoices[0], true)).await;
        shop.pays(2, all(true)).await;
        let paid = desk.pay(&shop.anna, late.clone()).await;
        assert_eq!(paid.err(), Some(Fault::Conflict));
        let quote = desk.quote(&shop.anna, late.wish).await.unwrap();
        assert!(quote.items.is_empty() && quote.orders.is_empty());
        let nobodys = model::id::InvoiceId::make(9, [9; 10]);
        let quote = desk.quote(&shop.anna, only(&nobodys, true)).await;
        assert_eq!(quote.err(), Some(Fault::NotFound));
    }
);

on_both!(after_ten_refusals_an_account_has_to_wait, |db| async move {
    let shop = Shop::open(db).await;
    let desk = desk(&shop);
    shop.bank
        .then([const { Turn::Declines("generic_decline") }; 10]);
    for key in 0..10 {
        shop.pays(key, all(true)).await;
    }
    let what = shop.asks(10, all(true)).await;
    let told = desk.pay(&shop.anna, what.clone()).await.unwrap_err();
    let minutes = 60;
    assert_eq!(told.of_field("tries"), Some(Problem::TooMany { minutes }));
    shop.wait(3_601);
    assert!(desk.pay(&shop.anna, what).await.is_ok());
    shop.clean().await;
});

on_both!(
    what_waits_is_found_again_from_the_invoice_and_the_to_dos,
    |db| async move {
        let shop = Shop::open(db).await;
        let desk = desk(&shop);
        shop.bank.then([Turn::Asks]);
        let id = shop.pays(1, all(true)).await;
        let invoice = shop.invoices[0].clone();
        let seen = async |caller: &Caller| {
            let view = desk.show_invoice(caller, invoice.clone()).await.unwrap();
            view.summary.flight
        };
        let flight = seen(&shop.anna).await.unwrap();
        assert_eq!((flight.checkout.clone(), flight.waits), (id.clone(), true));
        let todos = desk.list_todos(&shop.anna).await.unwrap().todos;
        let keys: Vec<String> = todos.iter().map(|it| it.todo.key()).collect();
        assert_eq!(keys.first(), Some(&format!("confirm {id}")), "{keys:?}");
        assert!(
            !keys.iter().any(|key| key.starts_with("overdue")),
            "{keys:?}"
        );
        // Once it is confirmed, the invoice says what paid it, and the way to it.
        shop.bank.takes();
        shop.wait(60);
        shop.till.look().await.expect("looks");
        assert_eq!(seen(&shop.anna).await, None);
        let view = desk
            .show_invoice(&shop.anna, invoice.clone())
            .await
            .unwrap();
        let paid = view.settlements.iter().find(|it| it.checkout.is_some());
        let paid = paid.expect("is there");
        assert_eq!(paid.checkout, Some(id));
        assert_eq!(paid.label.as_deref(), Some("Visa •••• 4242"));
    }
);
