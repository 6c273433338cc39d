use std::collections::BTreeMap;

use model::currency::Currency;
use model::id::{InvoiceId, LotId};
use model::money::{Money, MoneyError};
use thiserror::Error;

use super::Book;

/// Why the ledger refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// The entries of a currency do not sum to zero.
    #[error("the entries in {0} do not sum to zero")]
    Unbalanced(Currency),
    /// An amount below zero where a rule takes none.
    #[error("an amount is below zero")]
    Negative,
    /// More than there is to settle or to give back.
    #[error("an amount goes beyond what is left")]
    Beyond,
    /// A sum that cannot be made.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Why a posting was made, as it stands in the ledger and in its export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// An invoice was issued.
    Invoice,
    /// A credit note was issued.
    CreditNote,
    /// Money came in for an invoice, or for credit.
    Payment,
    /// Credit was spent on an invoice.
    CreditUsed,
    /// Credit came back from an invoice to its lots.
    CreditReturned,
    /// Money went back to its source.
    Refund,
    /// A lot of credit was granted.
    Grant,
    /// The last day of a lot has passed.
    Expiry,
    /// Credit was paid out.
    Withdrawal,
    /// The rest of an invoice was given up.
    WriteOff,
    /// More than its total had been settled on an invoice.
    Surplus,
    /// Money that settled nothing was put to use.
    Allocation,
    /// A payer or its bank took money back.
    Chargeback,
    /// An affiliate earned a commission, or lost one.
    Commission,
}

impl Reason {
    /// As it is stored and exported.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Payment => "payment",
            Self::CreditUsed => "credit_used",
            Self::CreditReturned => "credit_returned",
            Self::Refund => "refund",
            Self::Grant => "grant",
            Self::Expiry => "expiry",
            Self::Withdrawal => "withdrawal",
            Self::WriteOff => "write_off",
            Self::Surplus => "surplus",
            Self::Allocation => "allocation",
            Self::Chargeback => "chargeback",
            Self::Commission => "commission",
        }
    }
}

/// One entry of a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The book.
    pub book: Book,
    /// Above zero a debit, below zero a credit.
    pub amount: Money,
    /// The invoice that it concerns.
    pub invoice: Option<InvoiceId>,
    /// The lot that it concerns.
    pub lot: Option<LotId>,
    /// The payment that it concerns.
    pub payment: Option<String>,
}

impl Entry {
    /// An entry that concerns nothing yet.
    #[must_use]
    pub const fn new(book: Book, amount: Money) -> Self {
        Self {
            book,
            amount,
            invoice: None,
            lot: None,
            payment: None,
        }
    }

    /// The same, concerning an invoice.
    #[must_use]
    pub fn of_invoice(mut self, invoice: &InvoiceId) -> Self {
        self.invoice = Some(invoice.clone());
        self
    }

    /// The same, concerning a lot.
    #[must_use]
    pub fn of_lot(mut self, lot: &LotId) -> Self {
        self.lot = Some(lot.clone());
        self
    }

    /// The same, concerning a payment, if there is one.
    #[must_use]
    pub fn of_payment(mut self, payment: Option<&str>) -> Self {
        self.payment = payment.map(str::to_owned);
        self
    }
}

/// One transaction of the ledger; it cannot be made out of balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    reason: Reason,
    entries: Vec<Entry>,
}

impl Posting {
    /// A posting of entries that sum to zero per currency. Entries of nothing are left out.
    ///
    /// # Errors
    /// `Unbalanced` with the first currency (by code) whose entries do not sum to zero.
    pub fn new(reason: Reason, mut entries: Vec<Entry>) -> Result<Self, LedgerError> {
        let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
        for entry in &entries {
            *sums.entry(entry.amount.currency).or_default() += i128::from(entry.amount.minor);
        }
        if let Some((currency, _)) = sums.into_iter().find(|(_, sum)| *sum != 0) {
            return Err(LedgerError::Unbalanced(currency));
        }
        entries.retain(|entry| !entry.amount.is_zero());
        Ok(Self { reason, entries })
    }

    /// Why it is made.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// Its entries; none where nothing moves (an invoice of 0.00): then nothing is to be stored.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Σ of its entries in one book and currency, in minor units.
    #[must_use]
    pub fn sum(&self, book: &Book, currency: Currency) -> i128 {
        self.entries
            .iter()
            .filter(|entry| entry.book == *book && entry.amount.currency == currency)
            .map(|entry| i128::from(entry.amount.minor))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn currencies_are_never_netted() {
        let usd = "USD".parse().unwrap();
        let entries = vec![
            Entry::new(Book::Receivable, Money::new(100, Currency::EUR)),
            Entry::new(Book::Revenue, Money::new(-100, usd)),
        ];
        assert_eq!(
            Posting::new(Reason::Invoice, entries),
            Err(LedgerError::Unbalanced(Currency::EUR))
        );
    }

    proptest! {
        #[test]
        fn a_posting_is_balanced_or_refused(amounts in proptest::collection::vec(-9..9_i64, 0..6)) {
            let entries = amounts
                .iter()
                .map(|minor| Entry::new(Book::Opening, Money::new(*minor, Currency::EUR)))
                .collect();
            let posting = Posting::new(Reason::Grant, entries);
            prop_assert_eq!(posting.is_ok(), amounts.iter().sum::<i64>() == 0);
            if let Ok(posting) = posting {
                let moved: Vec<i64> = posting.entries().iter().map(|it| it.amount.minor).collect();
                let all: Vec<i64> = amounts.into_iter().filter(|minor| *minor != 0).collect();
                prop_assert_eq!(moved, all);
            }
        }
    }
}
