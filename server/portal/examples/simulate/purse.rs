//! What a single act has to do to what a customer has and owes, and to nobody else.

use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{AccountId, CheckoutId, LotId, RefundId, WithdrawalId};
use model::money::Money;
use model::payment::Quote;
use portal::amend::Noted;
use portal::refund::{Returned, To};
use portal::transfer::{Allocated, Arrived, Unapplied};

use crate::world::{Done, World};

/// Credit, what of it is set aside, and what is due, in cents.
type Figures = [i64; 3];

/// The figures of all accounts, in euros.
pub struct Purses(BTreeMap<String, Figures>);

/// An amount in euros.
pub fn cents(text: &str) -> i64 {
    let amount = Money::parse(text, Currency::EUR);
    amount.expect("an amount of euros").minor
}

impl Purses {
    /// As they stand.
    pub async fn read(world: &World) -> Self {
        let rows = world
            .texts(
                "select account_id || ' ' || cast(credit_minor as text) || ' '
                 || cast(held_minor as text) || ' ' || cast(due_minor as text)
                 from position where currency = 'EUR'",
            )
            .await;
        let rows = rows.iter().map(|row| {
            let mut words = row.split(' ');
            let account = words.next().expect("an account").to_owned();
            let figures = [(); 3].map(|()| {
                let word = words.next().expect("a figure");
                word.parse().expect("a number")
            });
            (account, figures)
        });
        Self(rows.collect())
    }

    fn of(&self, account: &str) -> Figures {
        self.0.get(account).copied().unwrap_or_default()
    }

    /// They have changed by this, and in no other way.
    async fn changed(&self, world: &World, account: &str, by: Figures) -> Done {
        let after = Self::read(world).await;
        for name in self.0.keys().chain(after.0.keys()) {
            let by = if name == account { by } else { [0; 3] };
            let mut expected = self.of(name);
            expected.iter_mut().zip(by).for_each(|(it, by)| *it += by);
            let found = after.of(name);
            if found != expected {
                let before = self.of(name);
                return Err(format!(
                    "credit, held, due of {name}: {before:?} became {found:?}, not {expected:?}"
                ));
            }
        }
        Ok(())
    }

    /// Credit was granted.
    pub async fn granted(&self, world: &World, account: &AccountId, minor: i64) -> Done {
        self.changed(world, account.as_str(), [minor, 0, 0]).await
    }

    /// What was open is given up.
    pub async fn given_up(&self, world: &World, account: &str, minor: i64) -> Done {
        self.changed(world, account, [0, 0, -minor]).await
    }

    /// Money came, and went where the answer says.
    pub async fn arrived(&self, world: &World, account: &str, told: &Arrived) -> Done {
        let paid: i64 = told.invoices.iter().map(|it| cents(&it.amount)).sum();
        let credit = told.credit.as_ref().map_or(0, |it| cents(&it.amount));
        self.changed(world, account, [credit, 0, -paid]).await
    }

    /// What settled nothing was put to use: invoices were paid, and the rest that is gone is
    /// credit.
    pub async fn allocated(
        &self,
        world: &World,
        account: &str,
        (held, told): (&Unapplied, &Allocated),
    ) -> Done {
        if held.currency != "EUR" {
            return self.changed(world, account, [0; 3]).await;
        }
        let paid: i64 = told.invoices.iter().map(|it| cents(&it.amount)).sum();
        let there = cents(&held.amount) - held.returning.as_deref().map_or(0, cents);
        let credit = there - paid - cents(&told.unapplied);
        self.changed(world, account, [credit, 0, -paid]).await
    }

    /// An invoice was credited: what was open of it is less, the rest went where the answer says.
    pub async fn credited(&self, world: &World, account: &str, told: &Noted) -> Done {
        let rows = told.returned.as_array().into_iter().flatten();
        let (mut back, mut lots) = (0, 0);
        for row in rows {
            let minor = row["amount"].as_str().map_or(0, cents);
            back += minor;
            lots += if row["to"] == "lot" { minor } else { 0 };
        }
        let open = cents(&told.net) + cents(&told.tax) - back;
        let failed = failed(world, &told.refunds).await;
        self.changed(world, account, [lots + failed, 0, -open])
            .await
    }

    /// A payment was given back.
    pub async fn returned(
        &self,
        world: &World,
        account: &str,
        (to, told): (To, &Returned),
    ) -> Done {
        let by = match to {
            // What was captured in another currency is credit of that currency.
            To::Credit if !in_euros(world, &told.credits).await => [0; 3],
            To::Credit => [cents(&told.amount), 0, 0],
            To::Source => {
                let [gone, held] = of_lots(world, &told.refunds).await;
                let failed = failed(world, &told.refunds).await;
                [failed - gone, held, 0]
            }
        };
        self.changed(world, account, by).await
    }

    /// Credit was withdrawn: what is gone is no credit any more, the rest is set aside.
    pub async fn withdrawn(&self, world: &World, account: &str, id: &WithdrawalId) -> Done {
        let refunds =
            format!("select refund_id from withdrawal_refund where withdrawal_id = '{id}'");
        let refunds = world.texts(&refunds).await;
        let refunds: Vec<RefundId> = refunds
            .iter()
            .map(|it| it.parse().expect("an id"))
            .collect();
        let waits = format!("select transfer_minor from withdrawal where id = '{id}'");
        let [gone, held] = of_lots(world, &refunds).await;
        let waits = world.number(&waits).await;
        self.changed(world, account, [-gone, held + waits, 0]).await
    }

    /// A transfer was sent, or given up.
    pub async fn transferred(
        &self,
        world: &World,
        account: &str,
        (minor, sent): (i64, bool),
    ) -> Done {
        let gone = if sent { minor } else { 0 };
        self.changed(world, account, [-gone, -minor, 0]).await
    }

    /// A checkout was confirmed and sent: what has succeeded is booked as it was shown, what is
    /// under way sets credit aside, and what was refused changes nothing.
    pub async fn paid(
        &self,
        world: &World,
        account: &AccountId,
        (checkout, quote): (&CheckoutId, &Quote),
    ) -> Done {
        let rows = world
            .texts(&format!(
                "select state || ' ' || case when quarantined then 'other' else 'asked' end
                 || ' ' || cast(credit_minor as text) || ' ' || cast(capture_minor as text)
                 from payment where checkout_id = '{checkout}' order by n"
            ))
            .await;
        let (mut by, mut asked) = ([0; 3], (0, 0));
        for row in &rows {
            let words: Vec<&str> = row.split(' ').collect();
            let [state, what, credit, captured] = words.as_slice() else {
                return Err(format!("{row} is no order"));
            };
            let minor = |word: &str| word.parse::<i64>().expect("a number");
            let (credit, captured) = (minor(credit), minor(captured));
            asked = (asked.0 + credit, asked.1 + captured);
            match (*state, *what) {
                ("succeeded", "asked") => {
                    by[0] -= credit;
                    by[2] -= credit + captured;
                }
                ("succeeded", _) | ("declined" | "cancelled", _) => {}
                _ => by[1] += credit,
            }
        }
        let shown = quote.orders.iter().fold((0, 0), |sums, order| {
            (sums.0 + order.credit.minor, sums.1 + order.captured.minor)
        });
        if shown != asked {
            return Err(format!("{shown:?} was shown, and {asked:?} is asked for"));
        }
        self.changed(world, account.as_str(), by).await
    }
}

impl Purses {
    /// Credit was bought: it is there once it is paid for as it was shown, and not before.
    pub async fn bought(
        &self,
        world: &World,
        account: &str,
        (checkout, charge): (&CheckoutId, i64),
    ) -> Done {
        let paid = format!(
            "select cast(count(*) as bigint) from payment where checkout_id = '{checkout}'
             and state = 'succeeded' and not quarantined"
        );
        let credit = charge * world.number(&paid).await;
        self.changed(world, account, [credit, 0, 0]).await
    }
}

/// Whether all lots are of euros.
async fn in_euros(world: &World, lots: &[LotId]) -> bool {
    let mut others = 0;
    for id in lots {
        let other =
            format!("select count(*) from credit_lot where id = '{id}' and currency <> 'EUR'");
        others += world.number(&other).await;
    }
    others == 0
}

/// What of refunds could not go back and became credit at once.
async fn failed(world: &World, refunds: &[RefundId]) -> i64 {
    let mut sum = 0;
    for id in refunds {
        let failed = format!(
            "select coalesce(cast(sum(amount_minor) as bigint), 0) from refund
             where id = '{id}' and state = 'failed' and lot_id is not null and book <> 'credit'"
        );
        sum += world.number(&failed).await;
    }
    sum
}

/// What of refunds is gone of lots of credit in euros, and what is set aside of them.
async fn of_lots(world: &World, refunds: &[RefundId]) -> [i64; 2] {
    let mut sums = [0; 2];
    for id in refunds {
        for (sum, state) in sums
            .iter_mut()
            .zip(["= 'succeeded'", "not in ('succeeded', 'failed')"])
        {
            let of = format!(
                "select coalesce(cast(sum(amount_minor) as bigint), 0) from refund
                 where id = '{id}' and book = 'credit' and currency = 'EUR' and state {state}"
            );
            *sum += world.number(&of).await;
        }
    }
    sums
}
