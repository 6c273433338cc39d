//! What has become of an issued invoice, computed from what was booked on it
//! (*Invoices* in the specification of money).

use model::currency::Currency;
use model::invoice::InvoiceState;
use model::money::Money;
use model::time::Date;
use thiserror::Error;

/// What was booked on an invoice, in minor units of its currency; each figure is a sum above or
/// equal to zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The currency of all figures.
    pub currency: Currency,
    /// The whole, with tax.
    pub total: i64,
    /// Money allocated to it: captures, transfers, what the provider booked by hand.
    pub money: i64,
    /// Credit spent on it.
    pub credit: i64,
    /// What left it again: to its source, to refund payable, to a lot, to unapplied.
    pub returned: i64,
    /// Credit notes on it.
    pub credited: i64,
    /// Given up by the provider.
    pub written_off: i64,
    /// Whether a payment of it is in flight.
    pub in_flight: bool,
}

/// How an invoice breaks the rule that 0 ≤ settled ≤ total (invariant I5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Breach {
    /// A figure below zero.
    #[error("a sum booked on the invoice is below zero")]
    Negative,
    /// More went back than had come.
    #[error("more went back than was settled")]
    Returned,
    /// More was credited than the invoice's total.
    #[error("credit notes exceed the total")]
    Credited,
    /// More rests on it than its total.
    #[error("more is settled than the total")]
    Surplus,
}

impl Settlement {
    /// An invoice on which nothing was booked.
    #[must_use]
    pub const fn of(total: Money) -> Self {
        Self {
            currency: total.currency,
            total: total.minor,
            money: 0,
            credit: 0,
            returned: 0,
            credited: 0,
            written_off: 0,
            in_flight: false,
        }
    }

    /// Money and credit allocated to it, less what went back, with credit notes and write-off.
    #[must_use]
    pub fn settled(&self) -> Money {
        Money::new(narrow(self.exact()), self.currency)
    }

    /// What is still to be paid; below zero where a surplus rests on it, which is never committed.
    #[must_use]
    pub fn open(&self) -> Money {
        let open = i128::from(self.total) - self.exact();
        Money::new(narrow(open), self.currency)
    }

    /// What has become of it.
    #[must_use]
    pub fn state(&self) -> InvoiceState {
        let paid = self.paid();
        if self.open().minor > 0 {
            return match (self.in_flight, self.exact() == 0) {
                (true, _) => InvoiceState::Processing,
                (false, true) => InvoiceState::Open,
                (false, false) => InvoiceState::PartPaid,
            };
        }
        if self.written_off > 0 {
            InvoiceState::WrittenOff
        } else if paid > 0 || self.total == 0 {
            InvoiceState::Paid
        } else {
            InvoiceState::Credited
        }
    }

    /// Whether it was taken back before anything was ever paid: shown as *void*.
    #[must_use]
    pub fn void(&self) -> bool {
        let untouched = self.money == 0 && self.credit == 0;
        untouched && self.state() == InvoiceState::Credited
    }

    /// Whether something is open past the due date.
    #[must_use]
    pub fn overdue(&self, due_on: Date, today: Date) -> bool {
        self.open().minor > 0 && due_on < today
    }

    /// Invariant I5.
    ///
    /// # Errors
    /// The first breach.
    pub fn check(&self) -> Result<(), Breach> {
        let figures = [
            self.total,
            self.money,
            self.credit,
            self.returned,
            self.credited,
            self.written_off,
        ];
        if figures.iter().any(|figure| *figure < 0) {
            Err(Breach::Negative)
        } else if self.paid() < 0 {
            Err(Breach::Returned)
        } else if self.credited > self.total {
            Err(Breach::Credited)
        } else if self.exact() > i128::from(self.total) {
            Err(Breach::Surplus)
        } else {
            Ok(())
        }
    }

    fn paid(&self) -> i128 {
        i128::from(self.money) + i128::from(self.credit) - i128::from(self.returned)
    }

    fn exact(&self) -> i128 {
        self.paid() + i128::from(self.credited) + i128::from(self.written_off)
    }
}

/// The sum of a few stored amounts; beyond 63 bits only where rows were changed by hand.
fn narrow(sum: i128) -> i64 {
    let nearest = if sum < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(sum).unwrap_or(nearest)
}

/// The first line of an invoice, as lists name it.
#[derive(Clone, Copy, Debug)]
pub struct FirstLine<'a> {
    /// The name of its subscription, if it has one.
    pub subscription: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
}

/// What an invoice is about (the subscription's name, else the text of the first line), and the
/// text of the first line.
#[must_use]
pub fn title_and_detail(first: FirstLine<'_>) -> (String, String) {
    let title = first.subscription.unwrap_or(first.text);
    (title.to_owned(), first.text.to_owned())
}

/// Checks that a document adds up: Σ lines = net, net + tax = total, total not below zero. All in
/// minor units. Whether the tax follows the formula is not asked here.
///
/// # Errors
/// The field that does not fit, and why.
pub fn check_sums(
    lines: &[i64],
    net: i64,
    tax: i64,
    total: i64,
) -> Result<(), (&'static str, &'static str)> {
    let sum: i128 = lines.iter().map(|line| i128::from(*line)).sum();
    if sum != i128::from(net) {
        Err(("net", "is not the sum of the lines"))
    } else if i128::from(net) + i128::from(tax) != i128::from(total) {
        Err(("total", "is not net and tax together"))
    } else if total < 0 {
        Err(("total", "is below zero"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn settled(total: i64, change: impl FnOnce(&mut Settlement)) -> Settlement {
        let mut settlement = Settlement::of(Money::new(total, Currency::EUR));
        change(&mut settlement);
        settlement
    }

    #[test]
    fn a_sum_beyond_63_bits_is_the_nearest_that_can_be_held() {
        assert_eq!(narrow(-1), -1);
        assert_eq!(narrow(i128::from(i64::MAX) + 1), i64::MAX);
        assert_eq!(narrow(i128::from(i64::MIN) - 1), i64::MIN);
    }

    #[test]
    fn a_document_may_come_to_nothing_and_not_to_less() {
        assert_eq!(check_sums(&[5, -5], 0, 0, 0), Ok(()));
        assert_eq!(
            check_sums(&[-1], -1, 0, -1),
            Err(("total", "is below zero"))
        );
    }

    #[test]
    fn states_follow_what_was_booked() {
        let cases = [
            (settled(100, |_| {}), InvoiceState::Open),
            (
                settled(100, |s| s.in_flight = true),
                InvoiceState::Processing,
            ),
            (settled(100, |s| s.credit = 30), InvoiceState::PartPaid),
            (settled(100, |s| s.credited = 30), InvoiceState::PartPaid),
            (settled(100, |s| s.money = 100), InvoiceState::Paid),
            (settled(0, |_| {}), InvoiceState::Paid),
            (
                settled(100, |s| (s.money, s.credited) = (40, 60)),
                InvoiceState::Paid,
            ),
            (settled(100, |s| s.credited = 100), InvoiceState::Credited),
            (
                settled(100, |s| (s.money, s.returned, s.credited) = (100, 100, 100)),
                InvoiceState::Credited,
            ),
            (
                settled(100, |s| (s.money, s.written_off) = (40, 60)),
                InvoiceState::WrittenOff,
            ),
        ];
        for (settlement, state) in cases {
            assert_eq!(settlement.state(), state, "{settlement:?}");
            assert_eq!(settlement.check(), Ok(()), "{settlement:?}");
        }
    }

    #[test]
    fn void_means_that_nothing_was_ever_paid() {
        assert!(settled(100, |s| s.credited = 100).void());
        assert!(!settled(100, |s| (s.money, s.returned, s.credited) = (9, 9, 100)).void());
        assert!(!settled(0, |_| {}).void());
    }

    #[test]
    fn overdue_begins_the_day_after_the_due_day() {
        let due: Date = "2026-03-31".parse().unwrap();
        let invoice = settled(100, |s| s.money = 99);
        assert!(!invoice.overdue(due, due));
        assert!(invoice.overdue(due, due.plus_days(1)));
        assert!(!settled(100, |s| s.money = 100).overdue(due, due.plus_days(1)));
    }

    #[test]
    fn breaches_are_named() {
        assert_eq!(
            settled(100, |s| s.money = 101).check(),
            Err(Breach::Surplus)
        );
        assert_eq!(
            settled(100, |s| s.returned = 1).check(),
            Err(Breach::Returned)
        );
        assert_eq!(
            settled(100, |s| s.credit = -1).check(),
            Err(Breach::Negative)
        );
        assert_eq!(
            settled(100, |s| s.credited = 101).check(),
            Err(Breach::Credited)
        );
    }

    #[test]
    fn sums_that_do_not_fit_are_named() {
        assert_eq!(check_sums(&[10, -3], 7, 1, 8), Ok(()));
        assert_eq!(check_sums(&[10], 9, 1, 10).unwrap_err().0, "net");
        assert_eq!(check_sums(&[10], 10, 1, 10).unwrap_err().0, "total");
        assert_eq!(check_sums(&[-1], -1, 0, -1).unwrap_err().0, "total");
        assert!(check_sums(&[i64::MAX, 1], 0, 0, 0).is_err());
    }

    #[test]
    fn an_invoice_is_about_its_subscription() {
        let first = FirstLine {
            subscription: Some("example.org"),
            text: "Business M",
        };
        assert_eq!(title_and_detail(first).0, "example.org");
        let first = FirstLine {
            subscription: None,
            text: "Moving house",
        };
        assert_eq!(title_and_detail(first).0, "Moving house");
    }

    proptest! {
        #[test]
        fn what_is_settled_and_what_is_open_are_the_whole(
            total in 0..1000_i64, money in 0..1000_i64, credit in 0..1000_i64,
            returned in 0..1000_i64, credited in 0..1000_i64,
        ) {
            let s = settled(total, |s| {
                (s.money, s.credit, s.returned, s.credited) = (money, credit, returned, credited);
            });
            prop_assert_eq!(s.settled().minor + s.open().minor, total);
            if s.check().is_ok() {
                prop_assert!((0..=total).contains(&s.settled().minor));
                let done = matches!(s.state(), InvoiceState::Paid | InvoiceState::Credited);
                prop_assert_eq!(done, s.open().minor == 0);
            }
        }
    }
}
