use billing::ledger::LedgerError;
use model::money::{Money, MoneyError};
use store::StoreError;

/// Why a booking is refused.
#[derive(Debug, thiserror::Error)]
pub enum BookingError {
    /// Less credit is available than is to be spent.
    #[error("only {} {} of credit is available", .0.plain(), .0.currency)]
    NotEnough(Money),
    /// More than is open, or more than there is to give back.
    #[error("{} {} is all there is to settle", .0.plain(), .0.currency)]
    Beyond(Money),
    /// Another currency than the invoice's.
    #[error("the invoice is in another currency")]
    Currency,
    /// There is no such account, invoice or hold.
    #[error("there is no such thing in this account")]
    Missing,
    /// A payment of an invoice is in flight, so nothing else pays it.
    #[error("a payment of the invoice is in flight")]
    InFlight,
    /// The same reference came with something else before.
    #[error("a payment of this reference was received with other content")]
    Reused,
    /// An order that no billing account could be asked for.
    #[error("no payment provider takes such an order")]
    Order,
    /// A rule of the ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for BookingError {
    fn from(error: MoneyError) -> Self {
        Self::Ledger(error.into())
    }
}
