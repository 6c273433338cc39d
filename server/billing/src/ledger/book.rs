use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A book of the ledger: its chart of accounts (*Ledger* in the specification of money).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// What customers owe, by invoice.
    Receivable,
    /// What the house owes to customers as credit, by lot.
    Credit,
    /// Money that came in and settles nothing yet.
    Unapplied,
    /// Money that is to go back to its source.
    RefundPayable,
    /// Money taken by a gateway (its name in the settings) and not yet seen at the bank.
    CashInTransit(String),
    /// Net sales.
    Revenue,
    /// Tax on sales.
    TaxPayable,
    /// Presents of the house.
    PromotionGiven,
    /// Commissions, as a cost.
    AffiliateExpense,
    /// Commissions, as owed.
    AffiliatePayable,
    /// Lost to chargebacks.
    ChargebackLoss,
    /// Given up.
    WriteOff,
    /// The other side of facts that came from an older system without their own other side.
    Opening,
}

/// A text that names no book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a book of the ledger")]
pub struct UnknownBook;

const CASH: &str = "cash_in_transit";

/// The books that have a name of one part.
const PLAIN: [Book; 12] = [
    Book::Receivable,
    Book::Credit,
    Book::Unapplied,
    Book::RefundPayable,
    Book::Revenue,
    Book::TaxPayable,
    Book::PromotionGiven,
    Book::AffiliateExpense,
    Book::AffiliatePayable,
    Book::ChargebackLoss,
    Book::WriteOff,
    Book::Opening,
];

impl Book {
    /// Cash in transit at a gateway.
    #[must_use]
    pub fn cash(gateway: &str) -> Self {
        Self::CashInTransit(gateway.to_owned())
    }

    /// Whether it is kept per customer: its entries always name an account.
    #[must_use]
    pub const fn per_customer(&self) -> bool {
        match self {
            Self::Receivable
            | Self::Credit
            | Self::Unapplied
            | Self::RefundPayable
            | Self::AffiliatePayable => true,
            Self::CashInTransit(_)
            | Self::Revenue
            | Self::TaxPayable
            | Self::PromotionGiven
            | Self::AffiliateExpense
            | Self::ChargebackLoss
            | Self::WriteOff
            | Self::Opening => false,
        }
    }

    /// The name without the gateway.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Receivable => "receivable",
            Self::Credit => "credit",
            Self::Unapplied => "unapplied",
            Self::RefundPayable => "refund_payable",
            Self::CashInTransit(_) => CASH,
            Self::Revenue => "revenue",
            Self::TaxPayable => "tax_payable",
            Self::PromotionGiven => "promotion_given",
            Self::AffiliateExpense => "affiliate_expense",
            Self::AffiliatePayable => "affiliate_payable",
            Self::ChargebackLoss => "chargeback_loss",
            Self::WriteOff => "write_off",
            Self::Opening => "opening",
        }
    }
}

impl fmt::Display for Book {
    /// As it is stored and exported: `receivable`, `cash_in_transit:stripe`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CashInTransit(gateway) => write!(f, "{CASH}:{gateway}"),
            plain => f.write_str(plain.as_str()),
        }
    }
}

impl FromStr for Book {
    type Err = UnknownBook;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((CASH, gateway)) = text.split_once(':') {
            return if gateway.is_empty() {
                Err(UnknownBook)
            } else {
                Ok(Self::cash(gateway))
            };
        }
        PLAIN
            .into_iter()
            .find(|book| book.as_str() == text)
            .ok_or(UnknownBook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_kept_per_customer_and_what_is_earned_is_not() {
        assert!(Book::Receivable.per_customer() && Book::Credit.per_customer());
        assert!(!Book::Revenue.per_customer() && !Book::cash("card").per_customer());
    }

    #[test]
    fn a_book_reads_as_it_is_written() {
        for book in PLAIN.into_iter().chain([Book::cash("stripe:eu")]) {
            assert_eq!(book.to_string().parse(), Ok(book));
        }
        for text in [
            "",
            "Credit",
            "cash_in_transit",
            "cash_in_transit:",
            "credit:x",
        ] {
            assert_eq!(text.parse::<Book>(), Err(UnknownBook), "{text}");
        }
    }
}
