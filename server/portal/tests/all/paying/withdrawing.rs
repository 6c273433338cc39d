//! Credit that was paid in goes back: once, to where it was taken, else by the provider's transfer.

use model::caller::{Caller, Role};
use model::fault::{Answer, Fault, Problem};
use model::id::WithdrawalId;
use model::portal::Withdrawals;
use model::withdrawal::{
    Destination, PartState, WithdrawalQuote, WithdrawalRequest, WithdrawalView, WithdrawalWish,
};
use portal::parked::Denied;
use portal::withdrawal::{Approval, Rejection};
use serde_json::json;
use store::on_both;

use super::door::desk;
use super::funds::{buys, policy};
use super::shop::{Shop, all};
use super::transfers::action;

const IBAN: &str = "de89 3704 0044 0532 0130 00";

fn wish(amount: &str) -> WithdrawalWish {
    WithdrawalWish {
        amount: amount.to_owned(),
        ..WithdrawalWish::default()
    }
}

pub async fn shown(shop: &Shop, amount: &str) -> WithdrawalQuote {
    let quote = desk(shop)
        .quote_withdrawal(&proven(shop), wish(amount))
        .await;
    quote.expect("quotes")
}

/// What Anna confirms of what she is shown.
async fn request(shop: &Shop, (key, amount): (u8, &str)) -> WithdrawalRequest {
    WithdrawalRequest {
        key: format!("0190d5c2-7a3b-7c11-8f00-4d2b6a0e9e{key:02x}"),
        wish: wish(amount),
        shown: shown(shop, amount).await.shown,
        holder: "Anna Lindqvist".to_owned(),
        iban: IBAN.to_owned(),
    }
}

pub async fn withdraws(shop: &Shop, key: u8, amount: &str) -> Answer<WithdrawalId> {
    let request = request(shop, (key, amount)).await;
    desk(shop).withdraw(&proven(shop), request).await
}

/// She has just proved who she is.
fn proven(shop: &Shop) -> Caller {
    Caller {
        proven_at: Some(shop.clock().now()),
        ..shop.anna.clone()
    }
}

/// What of the newest withdrawal goes where, and what has become of it.
pub fn parts(quote: &WithdrawalQuote) -> Vec<(bool, i64, PartState)> {
    let newest: &WithdrawalView = quote.earlier.items.first().expect("is there");
    let parts = newest.parts.iter();
    parts
        .map(|it| {
            let transferred = matches!(it.to, Destination::Transfer(_));
            (transferred, it.amount.minor, it.state)
        })
        .collect()
}

const MAILS: &str = "outbox where kind = 'withdrawn' and payload like";

pub async fn mails(shop: &Shop, how: &str) -> i64 {
    shop.count(&format!("{MAILS} '%\"how\":\"{how}\"%'")).await
}

on_both!(what_was_paid_in_goes_back_to_its_source, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "25").await;
    let quote = shown(&shop, "").await;
    assert_eq!((quote.most.minor, quote.transfers), (3_500, true));
    let goes: Vec<i64> = quote.parts.iter().map(|(_, amount)| amount.minor).collect();
    assert_eq!(goes, [2_500, 1_000]);
    let first = request(&shop, (1, "20,00")).await;
    let id = desk(&shop).withdraw(&proven(&shop), first.clone()).await;
    let id = id.expect("is decided");
    assert_eq!(shop.bank.returned(), [("ch_1".to_owned(), 2_000)]);
    assert_eq!(shop.figures().await, [1_500, 0, 7_000, 0, 0]);
    let quote = shown(&shop, "").await;
    assert_eq!(parts(&quote), [(false, 2_000, PartState::Gone)]);
    assert_eq!(quote.most.minor, 1_500);
    // A resend is the same; another content under its key is not.
    let other = request(&shop, (1, "5")).await;
    assert_eq!(
        desk(&shop).withdraw(&proven(&shop), other).await,
        Err(Fault::Conflict)
    );
    assert_eq!(desk(&shop).withdraw(&proven(&shop), first).await, Ok(id));
    assert_eq!(shop.figures().await, [1_500, 0, 7_000, 0, 0]);
    assert_eq!(
        (mails(&shop, "asked").await, shop.count("parked").await),
        (1, 0)
    );
    let told = "credit_movement where reason = 'withdrawal' and amount_minor = -2000";
    assert_eq!(shop.count(told).await, 1);
    assert_eq!(
        shop.count("audit where action = 'credit.withdrawn'").await,
        1
    );
    shop.clean().await;
});

on_both!(the_rest_waits_for_the_providers_transfer, |db| async move {
    let shop = Shop::open(db).await;
    buys(&shop, 1, "25").await;
    let id = withdraws(&shop, 1, "").await.expect("is decided");
    assert_eq!(shop.bank.returned(), [("ch_1".to_owned(), 2_500)]);
    assert_eq!(shop.figures().await, [1_000, 1_000, 7_000, 0, 0]);
    assert_eq!(shown(&shop, "").await.most.minor, 0);
    assert_eq!(
        shop.count(&format!("parked where subject = '{id}'")).await,
        1
    );
    shop.clean().await;
    let desk = desk(&shop);
    let page = desk.waiting_withdrawals(None).await.expect("reads");
    let [waits] = &page.withdrawals[..] else {
        panic!("{page:?}")
    };
    assert_eq!(
        (waits.amount.as_str(), waits.iban.as_str()),
        ("10.00", "DE89370400440532013000")
    );
    let sent = || Approval {
        on: None,
        reference: Some("TX-7".to_owned()),
    };
    let done = desk
        .approve_withdrawal(id.as_str(), sent(), action(Some("one")))
        .await;
    let done = done.expect("is booked");
    assert_eq!(
        (done.iban.as_str(), &done.holder),
        ("DE89 •••• 3000", &None)
    );
    let kept = "audit where detail like '%DE89370400440532013000%'";
    assert_eq!(shop.count(kept).await, 0);
    let again = desk
        .approve_withdrawal(id.as_str(), sent(), action(Some("one")))
        .await;
    assert_eq!(again.expect("is answered"), done);
    assert_eq!(shop.figures().await, [0, 0, 7_000, 0, 0]);
    assert_eq!(shop.count("parked").await, 0);
    for other in ["two", "three"] {
        let late = desk.reject_withdrawal(id.as_str(), Rejection::default(), action(Some(other)));
        assert!(matches!(late.await, Err(Denied::Useless(_))));
    }
    let unknown = desk.approve_withdrawal("wdr_1", sent(), action(None)).await;
    assert!(matches!(unknown, Err(Denied::Unknown)));
    let quote = shown(&shop, "").await;
    let gone = [
        (false, 2_500, PartState::Gone),
        (true, 1_000, PartState::Gone),
    ];
    assert_eq!(parts(&quote), gone);
    assert_eq!(
        (mails(&shop, "asked").await, mails(&shop, "sent").await),
        (1, 1)
    );
    shop.clean().await;
});

on_both!(what_the_provider_rejects_is_credit_again, |db| async move {
    let shop = Shop::open(db).await;
    let id = withdraws(&shop, 1, "4").await.expect("is decided");
    assert_eq!(shop.figures().await, [1_000, 400, 7_000, 0, 0]);
    // What is set aside pays nothing meanwhile.
    shop.pays(1, all(true)).await;
    assert_eq!(shop.bank.captured().0, 6_400);
    let said = Rejection {
        note: Some("Not your account".to_owned()),
    };
    let done = desk(&shop)
        .reject_withdrawal(id.as_str(), said, action(None))
        .await;
    done.expect("is given up");
    assert_eq!(shop.figures().await, [400, 0, 0, 0, 0]);
    let quote = shown(&shop, "").await;
    assert_eq!(parts(&quote), [(true, 400, PartState::CreditAgain)]);
    assert_eq!(
        quote.earlier.items[0].note.as_deref(),
        Some("Not your account")
    );
    assert_eq!(
        (mails(&shop, "rejected").await, shop.count("parked").await),
        (1, 0)
    );
    shop.clean().await;
});

on_both!(
    what_cannot_be_withdrawn_is_said_at_its_field,
    |db| async move {
        let shop = Shop::open(db).await;
        buys(&shop, 1, "25").await;
        for (amount, problem) in [
            ("0", Problem::TooLittle { least: eur(1) }),
            ("-1", Problem::TooLittle { least: eur(1) }),
            ("35.01", Problem::TooMuch { most: eur(3_500) }),
            ("1.000", Problem::Malformed),
            ("x", Problem::Malformed),
        ] {
            let wrong = shown(&shop, amount).await.wrong;
            assert_eq!(wrong, Some(Fault::field("amount", problem)), "{amount}");
            let answer = withdraws(&shop, 1, amount).await;
            assert_eq!(answer, Err(Fault::field("amount", problem)), "{amount}");
        }
        let whole = request(&shop, (1, "")).await;
        let desk = desk(&shop);
        for (holder, iban, field, problem) in [
            ("", IBAN, "holder", Problem::Required),
            ("A", "", "iban", Problem::Required),
            (
                "A",
                "DE88 3704 0044 0532 0130 00",
                "iban",
                Problem::Malformed,
            ),
            (
                &"x".repeat(71),
                IBAN,
                "holder",
                Problem::TooLong { most: 70 },
            ),
        ] {
            let what = WithdrawalRequest {
                holder: holder.to_owned(),
                iban: iban.to_owned(),
                ..whole.clone()
            };
            let answer = desk.withdraw(&proven(&shop), what).await.unwrap_err();
            assert_eq!(answer.of_field(field), Some(problem));
        }
        policy(&shop, &json!({ "withdrawals": false })).await;
        assert_eq!(
            desk.withdraw(&proven(&shop), whole).await,
            Err(Fault::Forbidden)
        );
        assert!(!shown(&shop, "").await.allowed);
        assert_eq!(shop.figures().await, [3_500, 0, 7_000, 0, 0]);
        assert_eq!(
            (shop.count("withdrawal").await, shop.count("refund").await),
            (0, 0)
        );
        shop.clean().await;
    }
);

on_both!(only_whoever_holds_the_account_withdraws, |db| async move {
    let shop = Shop::open(db).await;
    let request = request(&shop, (1, "5")).await;
    let desk = desk(&shop);
    let stale = Caller {
        proven_at: Some(model::time::Instant(shop.clock().now().0 - 301_000_000)),
        ..shop.anna.clone()
    };
    assert_eq!(
        desk.withdraw(&stale, request.clone()).await,
        Err(Fault::SignedOut)
    );
    for role in [
        Some(Role::Accountant),
        Some(Role::Technician),
        Some(Role::Viewer),
        None,
    ] {
        let mut member = proven(&shop);
        member.access.role = role;
        assert_eq!(
            desk.withdraw(&member, request.clone()).await,
            Err(Fault::Forbidden)
        );
        let quote = desk.quote_withdrawal(&member, wish("5")).await;
        assert_eq!(quote.unwrap_err(), Fault::Forbidden);
    }
    assert_eq!(shop.count("withdrawal").await, 0);
});

on_both!(
    many_at_once_withdraw_no_more_than_there_is,
    |db| async move {
        let shop = Shop::open(db).await;
        buys(&shop, 1, "25").await;
        let mut tasks = Vec::new();
        for key in 0..16 {
            let (desk, caller) = (desk(&shop), proven(&shop));
            let request = request(&shop, (key, "20")).await;
            tasks.push(tokio::spawn(async move {
                desk.withdraw(&caller, request).await.is_ok()
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.expect("ends"));
        }
        assert_eq!((done, shop.bank.returned().len()), (1, 1));
        assert_eq!(shop.figures().await, [1_500, 0, 7_000, 0, 0]);
        shop.clean().await;
    }
);

fn eur(minor: i64) -> model::money::Money {
    model::money::Money::new(minor, model::currency::Currency::EUR)
}
