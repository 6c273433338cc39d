//! Whatever is changed, every page names the same payer: the one resolver's.

use billing::payer::{Cap, Charge, Payer, Standing, payer_for};
use model::billing_account::{
    BY_HAND, BillingAccountList, BillingAccountStatus, BillingAccountView,
};
use model::caller::Caller;
use model::id::BillingAccountId;
use model::money::Money;
use model::payment::Wish;
use model::portal::Door;
use model::subscription::SubscriptionQuery;
use model::time::Date;
use store::on_both;

use super::removing::removal;
use super::{bil, first, holder, listed};
use crate::support::open;

/// Chance that repeats itself.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }

    /// A billing account or *by hand*.
    fn payer(&mut self) -> String {
        match self.below(4) {
            0 => BY_HAND.to_owned(),
            n => bil(n).to_string(),
        }
    }
}

/// Changes something; what is not possible is refused, and changes nothing.
async fn step(desk: &Door, anna: &Caller, dice: &mut Dice) {
    let subscription = [1, 2, 3, 5][usize::try_from(dice.below(4)).unwrap()];
    let (one, other) = (dice.payer(), dice.payer());
    let _ = match dice.below(8) {
        0 => desk
            .make_default(anna, bil(1 + dice.below(3)))
            .await
            .is_ok(),
        1 => {
            let request = removal(1 + dice.below(3), &one);
            desk.remove_billing_account(anna, request).await.is_ok()
        }
        2..5 => desk
            .change_payers(anna, first(subscription, &one))
            .await
            .is_ok(),
        _ => {
            let request = listed(subscription, &[&one, &other]);
            desk.change_payers(anna, request).await.is_ok()
        }
    };
}

/// As the resolver sees it.
fn payer(view: &BillingAccountView) -> Payer {
    let status = view.payer.status;
    let standing = match status {
        BillingAccountStatus::Failing => Standing::Failing,
        BillingAccountStatus::PendingVerification => Standing::PendingVerification,
        BillingAccountStatus::Removed => Standing::Removed,
        BillingAccountStatus::Active
        | BillingAccountStatus::Expiring
        | BillingAccountStatus::Expired => Standing::Active,
    };
    // What was captured of the debit this month: 15.00, of which 5.00 went back.
    let used = |most: Money| Money::new(1000, most.currency);
    let cap = |most: &_| Cap {
        most: *most,
        used: used(*most),
    };
    Payer {
        id: view.payer.id.clone(),
        method: view.payer.method,
        standing,
        expires: view.payer.expires,
        caps: view.monthly_cap.iter().map(cap).collect(),
    }
}

fn expected(
    list: &BillingAccountList,
    order: &[BillingAccountId],
    (on, amount): (Date, Money),
) -> Option<BillingAccountId> {
    let mut payers: Vec<Payer> = list.accounts.iter().map(payer).collect();
    let month = |day: Date| (day.parts().0, day.parts().1);
    if month(on) != month(list.today) {
        let caps = payers.iter_mut().flat_map(|payer| &mut payer.caps);
        caps.for_each(|cap| cap.used.minor = 0);
    }
    let order = order.iter();
    let order = order.filter_map(|id| payers.iter().find(|payer| payer.id == *id));
    payer_for(order, None, Charge { on, amount }).map(|payer| payer.id.clone())
}

async fn agree(desk: &Door, anna: &Caller) {
    let list = desk.list_billing_accounts(anna).await.unwrap();
    let table = desk.list_payers(anna, None).await.unwrap();
    let held = desk
        .list_subscriptions(anna, SubscriptionQuery::default())
        .await;
    let held = held.unwrap().page.items;
    for one in held.iter().filter(|one| !one.status.ended()) {
        let told = one.payer.as_ref().map(|payer| payer.id.clone());
        let named = |view: &&BillingAccountView| view.pays.iter().any(|(id, _)| *id == one.id);
        let pays = list.accounts.iter().find(named);
        assert_eq!(pays.map(|view| view.payer.id.clone()), told, "{}", one.name);
        let row = table
            .page
            .items
            .iter()
            .find(|row| row.id == one.id)
            .unwrap();
        // Nothing is known of its price but the currency.
        let dollars = one.name == "dollars.example";
        let currency = if dollars { "USD" } else { "EUR" };
        let nothing = Money::zero(currency.parse().unwrap());
        let net = one.price.map_or(nothing, |price| price.net);
        let on = one.renews_on.unwrap_or(list.today).max(list.today);
        assert_eq!(told, expected(&list, &row.order, (on, net)), "{}", one.name);
    }
    // What is paid now is taken from whom the resolver says, or left to be paid by hand.
    let wish = Wish {
        invoices: None,
        payer: None,
        credit: false,
        amount: None,
    };
    let quote = desk.quote(anna, wish).await.unwrap();
    for item in quote.items {
        let payer = item.payer.map(|payer| payer.id);
        let known = list.accounts.iter().map(|view| Some(view.payer.id.clone()));
        assert!(payer.is_none() || known.into_iter().any(|id| id == payer));
    }
}

on_both!(
    all_pages_name_one_payer_whatever_is_changed,
    |db| async move {
        let desk = open(db).await;
        let anna = holder(1);
        let mut dice = Dice(7);
        for _ in 0..60 {
            step(&desk, &anna, &mut dice).await;
            agree(&desk, &anna).await;
        }
    }
);
