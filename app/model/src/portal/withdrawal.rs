use async_trait::async_trait;

use crate::caller::Caller;
use crate::fault::Answer;
use crate::id::WithdrawalId;
use crate::withdrawal::{WithdrawalQuote, WithdrawalRequest, WithdrawalWish};

/// Credit that goes back to its source: for owners and administrators with the rights to pay and to
/// see credit.
#[async_trait]
pub trait Withdrawals: Send + Sync {
    /// What a withdrawal would come to now, and what was withdrawn before; nothing is done.
    async fn quote_withdrawal(
        &self,
        caller: &Caller,
        wish: WithdrawalWish,
    ) -> Answer<WithdrawalQuote>;

    /// Withdraws what the caller confirms, once under its key, with a fresh proof of identity.
    /// `Conflict` where the figures have moved since they were shown; `Forbidden` where the
    /// provider pays no credit out; `Invalid` on `amount`, and on `holder` and `iban` where some
    /// of it goes by a transfer.
    async fn withdraw(&self, caller: &Caller, request: WithdrawalRequest) -> Answer<WithdrawalId>;
}
