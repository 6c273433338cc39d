//! What the customer sees of affiliate programs, and what nobody else does.

use model::affiliate::{AffiliateQuery, AffiliateView, CommissionState, OfferView};
use model::caller::Permission;
use model::fault::{Fault, Problem};
use model::id::AccountId;
use model::money::Money;
use model::portal::Door;
use store::{Db, on_both};

use crate::export::books;
use crate::support::{all_but, door, member};

/// The caller of an account of the books, by the provider's own id.
async fn account(db: &Db, reference: &str) -> AccountId {
    let mut tx = db.read().await.expect("reads");
    let id = store::export::account_id(&mut tx, reference).await;
    let id = id.expect("answers").expect("is there");
    id.parse().expect("an identifier")
}

async fn shown(db: &Db, reference: &str, query: AffiliateQuery) -> AffiliateView {
    let desk: Door = door(db.clone());
    let mut caller = member(1, Permission::ALL.to_vec(), None);
    caller.account = account(db, reference).await;
    desk.show_affiliate(&caller, query).await.expect("is shown")
}

fn euro(minor: i64) -> Money {
    Money::new(minor, model::currency::Currency::EUR)
}

on_both!(what_came_of_a_program_adds_up, |db| async move {
    books(&db).await;
    let view = shown(&db, "A-1", AffiliateQuery::default()).await;
    let [program] = view.programs.as_slice() else {
        panic!("one program: {:?}", view.programs);
    };
    assert_eq!(program.offer, OfferView::Percent("20".to_owned()));
    let own = Some(OfferView::Amount(euro(500)));
    assert_eq!(program.plans, [("Business M".to_owned(), own)]);
    assert_eq!((program.cycles, program.minimum), (Some(12), euro(2500)));
    let part = program.part.as_ref().expect("takes part");
    assert_eq!(
        (part.code.as_str(), part.clicks, part.orders),
        ("atelier", 4, 1)
    );
    assert_eq!(part.conversion.as_deref(), Some("25"));
    let [earned] = view.earnings.as_slice() else {
        panic!("one currency: {:?}", view.earnings);
    };
    // 2.00 paid, 3.40 pending, 1.00 taken back after it was paid; what was reversed counts nowhere.
    assert_eq!(earned.earned, euro(440));
    assert_eq!((earned.pending, earned.payable), (euro(340), euro(-100)));
    assert_eq!((earned.requested, earned.paid), (euro(0), euro(200)));
    let until = earned.pending_until.expect("is pending");
    assert_eq!(until.to_string(), "2026-07-25");
    let months = view
        .months
        .iter()
        .map(|it| (it.month.to_string(), it.clicks, it.orders));
    let months: Vec<_> = months.collect();
    let month = |day: &str, clicks, orders| (day.to_owned(), clicks, orders);
    // The last instant of 2025 in UTC is 2026 where the affiliate is.
    let expected = [
        month("2026-06-01", 1, 0),
        month("2026-03-01", 0, 0),
        month("2026-02-01", 0, 0),
        month("2026-01-01", 0, 1),
    ];
    assert_eq!(months, expected);
    assert_eq!(view.months[0].earned, [euro(340)]);
    let states = view.commissions.items.iter().map(|it| it.state);
    assert_eq!(
        states.collect::<Vec<_>>(),
        [
            CommissionState::Pending,
            CommissionState::Payable,
            CommissionState::Reversed,
            CommissionState::Paid
        ]
    );
});

on_both!(an_amount_tells_how_it_came_to_be, |db| async move {
    books(&db).await;
    let view = shown(&db, "A-1", AffiliateQuery::default()).await;
    for commission in &view.commissions.items {
        let why = commission.why.as_ref().expect("20 % says it");
        let figures: Vec<&str> = why.terms.iter().map(|it| it.figure.as_str()).collect();
        assert_eq!(figures[1], "20");
        assert_eq!(why.result, commission.amount.plain());
    }
    let reasons = view.commissions.items.iter().map(|it| it.reason.as_deref());
    let expected = [
        None,
        Some("Half of it was refunded"),
        Some("The order was cancelled"),
        None,
    ];
    assert_eq!(reasons.collect::<Vec<_>>(), expected);
});

on_both!(states_months_and_pages_narrow_the_list, |db| async move {
    books(&db).await;
    let state = |state: &str| AffiliateQuery {
        state: state.to_owned(),
        ..AffiliateQuery::default()
    };
    let month = |month: &str| AffiliateQuery {
        month: month.to_owned(),
        ..AffiliateQuery::default()
    };
    for (query, count) in [
        (state("paid"), 1),
        (state("requested"), 0),
        (month("2026-02"), 1),
        (month("2025-12"), 0),
    ] {
        let view = shown(&db, "A-1", query.clone()).await;
        assert_eq!(view.commissions.items.len(), count, "{query:?}");
    }
    let desk = door(db.clone());
    let caller = member(1, Permission::ALL.to_vec(), None);
    for (query, field) in [(state("lost"), "state"), (month("2026-13"), "month")] {
        let refused = desk.show_affiliate(&caller, query).await;
        assert_eq!(refused, Err(Fault::field(field, Problem::Malformed)));
    }
});

on_both!(commissions_are_ones_own_business, |db| async move {
    books(&db).await;
    let other = shown(&db, "A-2", AffiliateQuery::default()).await;
    assert_eq!((other.earnings, other.months), (vec![], vec![]));
    assert_eq!(other.commissions.items, []);
    assert!(other.programs[0].part.is_none());
    // Who bought is not told either.
    let own = shown(&db, "A-1", AffiliateQuery::default()).await;
    let text = serde_json::to_string(&own).expect("is written");
    assert!(
        !text.contains("Pixelwerft") && !text.contains("INV-"),
        "{text}"
    );
});

on_both!(who_may_not_see_credit_sees_none_of_it, |db| async move {
    books(&db).await;
    let desk = door(db.clone());
    let mut caller = member(1, all_but(&[Permission::ViewCredit]), None);
    caller.account = account(&db, "A-1").await;
    let every = AffiliateQuery::default();
    let refused = desk.show_affiliate(&caller, every.clone()).await;
    assert_eq!(refused, Err(Fault::Forbidden));
    let page = desk.account_overview(&caller).await.expect("is shown");
    assert_eq!(page.affiliate, None);
    caller.access.permissions = Permission::ALL.to_vec();
    let page = desk.account_overview(&caller).await.expect("is shown");
    let summary = page.affiliate.expect("takes part");
    assert_eq!((summary.earnings[0].earned, summary.clicks), (euro(440), 1));
    caller.proven_at = None;
    let refused = desk.show_affiliate(&caller, every).await;
    assert_eq!(refused, Err(Fault::SignedOut));
});
