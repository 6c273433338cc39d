//! The page on which credit is withdrawn, and what it asks for.

use std::time::Duration;

use async_trait::async_trait;
use model::caller::{Caller, Permission};
use model::fault::{Answer, Fault};
use model::id::WithdrawalId;
use model::portal::Withdrawals;
use model::withdrawal::{WithdrawalQuote, WithdrawalRequest, WithdrawalWish};
use tokio::time::timeout;

use super::facts::Facts;
use super::view::earlier;
use crate::desk::{Desk, require, require_fresh_proof, require_proof};
use crate::failure::{Failure, answer};

/// So long a customer waits for the answers of the gateways; then he sees how it goes on.
const PATIENCE: Duration = Duration::from_secs(8);

#[async_trait]
impl Withdrawals for Desk {
    async fn quote_withdrawal(
        &self,
        caller: &Caller,
        wish: WithdrawalWish,
    ) -> Answer<WithdrawalQuote> {
        answer(
            "quote_withdrawal",
            self.withdrawal_quote(caller, &wish).await,
        )
    }

    async fn withdraw(&self, caller: &Caller, request: WithdrawalRequest) -> Answer<WithdrawalId> {
        answer("withdraw", self.withdraw_now(caller, request).await)
    }
}

/// Whoever holds the account: what leaves it is nothing that a right to pay gives.
fn admitted(caller: &Caller) -> Result<(), Failure> {
    require(caller, Permission::Pay)?;
    require(caller, Permission::ViewCredit)?;
    if !caller.administers() {
        return Err(Fault::Forbidden.into());
    }
    require_proof(caller)
}

impl Desk {
    async fn withdrawal_quote(
        &self,
        caller: &Caller,
        wish: &WithdrawalWish,
    ) -> Result<WithdrawalQuote, Failure> {
        admitted(caller)?;
        // Asked before anything is typed: what is typed is lost where it is asked later.
        require_fresh_proof(caller, self.clock.now())?;
        let mut tx = self.db.read().await?;
        let till = &self.till;
        let facts = Facts::load(&mut tx, caller, (till, wish)).await?;
        let page = earlier(&mut tx, caller, (&facts, wish)).await?;
        facts.quote(&mut tx, caller, (wish, page)).await
    }

    async fn withdraw_now(
        &self,
        caller: &Caller,
        request: WithdrawalRequest,
    ) -> Result<WithdrawalId, Failure> {
        admitted(caller)?;
        require_fresh_proof(caller, self.clock.now())?;
        let (id, refunds) = self.till.withdraw(caller, request).await?;
        let till = self.till.clone();
        // A task of its own: what was begun goes on, however long it takes.
        let sending = tokio::spawn(async move { till.send_back(&refunds).await });
        let _ = timeout(PATIENCE, sending).await;
        Ok(id)
    }
}
