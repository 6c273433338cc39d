//! What money pays that arrives by itself, such as a transfer (rule 14 of *Payments* in the
//! specification of money).

use model::id::{AccountId, InvoiceId};
use model::money::{Money, MoneyError};
use model::time::Date;

/// Money that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// How much.
    pub amount: Money,
    /// The references of ours that may stand in what came with it, each once.
    pub references: Vec<String>,
    /// The only account that has paid from that bank account before, if there is just one.
    pub payer: Option<AccountId>,
}

/// What one reference stands for: an invoice, or a checkout with its invoices in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The reference.
    pub reference: String,
    /// Whose it is.
    pub account: AccountId,
    /// The invoices, also those that are no longer open.
    pub invoices: Vec<InvoiceId>,
}

/// An invoice of which something is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvoice {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub account: AccountId,
    /// What is open of it; above zero.
    pub open: Money,
    /// When it is due.
    pub due_on: Date,
    /// Whether a payment of it is in flight: then it is not paid again.
    pub in_flight: bool,
}

/// By what money was matched: shown with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// It names one invoice or checkout.
    Reference,
    /// Of all open invoices one alone is of exactly this amount.
    Amount,
    /// It comes from a bank account from which one customer has paid before.
    Payer,
    /// By none: it waits for the provider.
    Nothing,
}

/// What becomes of money that has arrived: the parts add up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// By what.
    pub rule: Rule,
    /// Whose it is, but where nothing matches.
    pub account: Option<AccountId>,
    /// What is paid of which invoice, in that order; each above zero.
    pub paid: Vec<(InvoiceId, Money)>,
    /// What is more than that: credit of the account, for a transfer has no source to go back to.
    pub credit: Money,
    /// What belongs to nobody yet.
    pub unapplied: Money,
}

impl Matched {
    fn nothing(amount: Money) -> Self {
        Self {
            rule: Rule::Nothing,
            account: None,
            paid: Vec::new(),
            credit: Money::zero(amount.currency),
            unapplied: amount,
        }
    }
}

/// What money pays: the first rule that fits. What is not above zero has not arrived, and
/// currencies are never converted: an invoice in another one is not paid by it.
///
/// # Errors
/// When sums are too large.
pub fn matched(
    arrival: &Arrival,
    named: &[Named],
    open: &[OpenInvoice],
) -> Result<Matched, MoneyError> {
    let amount = arrival.amount;
    if amount.minor <= 0 {
        return Ok(Matched::nothing(amount));
    }
    let payable = |it: &&OpenInvoice| {
        !it.in_flight && it.open.minor > 0 && it.open.currency == amount.currency
    };
    if let Some(one) = only(arrival, named) {
        let of = one.invoices.iter().filter_map(|id| {
            let found = open.iter().find(|it| it.id == *id)?;
            (found.account == one.account).then_some(found)
        });
        let invoices: Vec<_> = of.filter(payable).collect();
        return pay(amount, (Rule::Reference, &one.account), &invoices);
    }
    let mut exact = open.iter().filter(payable).filter(|it| it.open == amount);
    if let (Some(one), None) = (exact.next(), exact.next()) {
        return pay(amount, (Rule::Amount, &one.account), &[one]);
    }
    let Some(payer) = &arrival.payer else {
        return Ok(Matched::nothing(amount));
    };
    let his = open.iter().filter(|it| it.account == *payer);
    let mut invoices: Vec<_> = his.filter(payable).collect();
    invoices.sort_by(|a, b| (a.due_on, &a.number, &a.id).cmp(&(b.due_on, &b.number, &b.id)));
    pay(amount, (Rule::Payer, payer), &invoices)
}

/// What the references stand for, if that is one thing.
fn only<'a>(arrival: &Arrival, named: &'a [Named]) -> Option<&'a Named> {
    let known = |it: &&Named| arrival.references.contains(&it.reference);
    let mut known = named.iter().filter(known);
    let one = known.next()?;
    known.all(|other| other == one).then_some(one)
}

/// Pays invoices in their order; what is left becomes credit.
fn pay(
    amount: Money,
    (rule, account): (Rule, &AccountId),
    invoices: &[&OpenInvoice],
) -> Result<Matched, MoneyError> {
    let mut left = amount;
    let mut paid = Vec::new();
    for invoice in invoices {
        let part = Money::new(left.minor.min(invoice.open.minor), amount.currency);
        if part.minor > 0 {
            paid.push((invoice.id.clone(), part));
            left = left.minus(part)?;
        }
    }
    Ok(Matched {
        rule,
        account: Some(account.clone()),
        paid,
        credit: left,
        unapplied: Money::zero(amount.currency),
    })
}

#[cfg(test)]
mod tests {
    use model::currency::Currency;
    use proptest::prelude::*;

    use super::*;

    fn euro(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn account(n: u8) -> AccountId {
        AccountId::make(u64::from(n), [n; 10])
    }

    fn invoice(n: u8, whose: u8, minor: i64) -> OpenInvoice {
        OpenInvoice {
            id: InvoiceId::make(u64::from(n), [n; 10]),
            number: format!("INV-2026-{n:05}"),
            account: account(whose),
            open: euro(minor),
            due_on: Date::new(2026, 3, 1).unwrap().plus_days(-i32::from(n)),
            in_flight: false,
        }
    }

    fn arrival(minor: i64, references: &[&str], payer: Option<u8>) -> Arrival {
        Arrival {
            amount: euro(minor),
            references: references.iter().map(|it| (*it).to_owned()).collect(),
            payer: payer.map(account),
        }
    }

    fn named(reference: &str, whose: u8, invoices: &[&OpenInvoice]) -> Named {
        Named {
            reference: reference.to_owned(),
            account: account(whose),
            invoices: invoices.iter().map(|it| it.id.clone()).collect(),
        }
    }

    fn parts(matched: &Matched) -> Vec<i64> {
        matched.paid.iter().map(|(_, part)| part.minor).collect()
    }

    #[test]
    fn a_reference_pays_its_invoice_a_part_of_it_or_more() {
        let (one, other) = (invoice(1, 1, 2490), invoice(2, 1, 1000));
        let open = [one.clone(), other];
        let named = [named("RF1", 1, &[&one])];
        for (minor, paid, credit) in [(2490, 2490, 0), (1000, 1000, 0), (3000, 2490, 510)] {
            // Also where another invoice would fit by its amount.
            let end = matched(&arrival(minor, &["RF1"], None), &named, &open).unwrap();
            assert_eq!(end.rule, Rule::Reference);
            assert_eq!((parts(&end), end.credit), (vec![paid], euro(credit)));
        }
    }

    #[test]
    fn a_checkout_pays_its_invoices_in_their_order() {
        let (one, two) = (invoice(1, 1, 1000), invoice(2, 1, 500));
        let open = [one.clone(), two.clone()];
        let named = [named("RF1", 1, &[&two, &one])];
        let end = matched(&arrival(700, &["RF1"], None), &named, &open).unwrap();
        assert_eq!(end.paid, [(two.id, euro(500)), (one.id, euro(200))]);
    }

    #[test]
    fn two_references_are_not_one() {
        let (one, two) = (invoice(1, 1, 1000), invoice(2, 2, 500));
        let open = [one.clone(), two.clone()];
        let named = [named("RF1", 1, &[&one]), named("RF2", 2, &[&two])];
        let both = ["RF1", "RF2"];
        let end = matched(&arrival(1500, &both, None), &named, &open).unwrap();
        assert_eq!((end.rule, end.unapplied), (Rule::Nothing, euro(1500)));
        let end = matched(&arrival(500, &both, None), &named, &open).unwrap();
        assert_eq!((end.rule, end.account), (Rule::Amount, Some(account(2))));
    }

    #[test]
    fn an_amount_counts_only_where_one_invoice_alone_has_it() {
        let open = [invoice(1, 1, 500), invoice(2, 2, 500), invoice(3, 3, 700)];
        let end = matched(&arrival(700, &["RF9"], None), &[], &open).unwrap();
        assert_eq!((end.rule, parts(&end)), (Rule::Amount, vec![700]));
        let end = matched(&arrival(500, &[], None), &[], &open).unwrap();
        assert_eq!(end, Matched::nothing(euro(500)));
    }

    #[test]
    fn a_known_payer_pays_his_oldest_and_the_rest_is_his_credit() {
        let open = [invoice(1, 1, 500), invoice(2, 1, 300), invoice(3, 2, 100)];
        let end = matched(&arrival(900, &[], Some(1)), &[], &open).unwrap();
        assert_eq!(end.rule, Rule::Payer);
        assert_eq!((parts(&end), end.credit), (vec![300, 500], euro(100)));
        let end = matched(&arrival(900, &[], Some(9)), &[], &open).unwrap();
        assert_eq!((parts(&end), end.credit), (vec![], euro(900)));
    }

    #[test]
    fn what_is_in_flight_or_in_another_currency_is_not_paid() {
        let mut flying = invoice(1, 1, 500);
        flying.in_flight = true;
        let mut dollars = invoice(2, 1, 500);
        dollars.open.currency = "USD".parse().unwrap();
        let named = [named("RF1", 1, &[&flying]), named("RF2", 1, &[&dollars])];
        let open = [flying, dollars];
        for reference in ["RF1", "RF2"] {
            let end = matched(&arrival(500, &[reference], None), &named, &open).unwrap();
            assert_eq!(
                (parts(&end), end.credit),
                (vec![], euro(500)),
                "{reference}"
            );
        }
        let end = matched(&arrival(500, &[], None), &named, &open).unwrap();
        assert_eq!(end.rule, Rule::Nothing);
    }

    #[test]
    fn another_s_invoice_is_not_paid_by_a_reference() {
        let other = invoice(1, 2, 500);
        let named = [named("RF1", 1, &[&other])];
        let end = matched(&arrival(500, &["RF1"], None), &named, &[other]).unwrap();
        assert_eq!((parts(&end), end.credit), (vec![], euro(500)));
    }

    #[test]
    fn nothing_arrives_below_zero() {
        let open = [invoice(1, 1, 500)];
        for minor in [0, -500, i64::MIN] {
            let end = matched(&arrival(minor, &[], Some(1)), &[], &open).unwrap();
            assert_eq!(end, Matched::nothing(euro(minor)));
        }
    }

    fn invoices() -> impl Strategy<Value = Vec<OpenInvoice>> {
        let one = (1_u8..4, 1_i64..2000, any::<bool>());
        proptest::collection::vec(one, 0..8).prop_map(|all| {
            let numbered = (1_u8..).zip(all);
            let made = numbered.map(|(n, (whose, minor, in_flight))| OpenInvoice {
                in_flight,
                ..invoice(n, whose, minor)
            });
            made.collect()
        })
    }

    proptest! {
        #[test]
        fn what_arrives_is_neither_more_nor_less_and_no_invoice_is_paid_beyond_its_rest(
            open in invoices(),
            minor in 1_i64..5000,
            payer in proptest::option::of(1_u8..4),
            names in proptest::collection::vec((0_usize..8, 1_u8..4), 0..3),
        ) {
            let of = |(at, whose): &(usize, u8)| {
                Some(named(&format!("RF{at}"), *whose, &[open.get(*at)?]))
            };
            let named: Vec<Named> = names.iter().filter_map(of).collect();
            let references: Vec<&str> = named.iter().map(|it| it.reference.as_str()).collect();
            let arrival = arrival(minor, &references, payer);
            let end = matched(&arrival, &named, &open).unwrap();
            let paid: i64 = parts(&end).iter().sum();
            prop_assert_eq!(paid + end.credit.minor + end.unapplied.minor, minor);
            for (id, part) in &end.paid {
                let invoice = open.iter().find(|it| it.id == *id).unwrap();
                prop_assert!(part.minor > 0 && part.minor <= invoice.open.minor);
                prop_assert!(!invoice.in_flight);
                prop_assert_eq!(Some(&invoice.account), end.account.as_ref());
            }
            prop_assert_eq!(end.rule == Rule::Nothing, end.account.is_none());
            prop_assert!(end.rule == Rule::Nothing || end.unapplied.is_zero());
            // The order in which they are told changes nothing.
            let back: Vec<OpenInvoice> = open.iter().rev().cloned().collect();
            prop_assert_eq!(matched(&arrival, &named, &back).unwrap(), end);
        }
    }
}
