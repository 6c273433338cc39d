use std::time::Duration;

use async_trait::async_trait;
use model::caller::Caller;
use model::fault::{Answer, Fault};
use model::id::CheckoutId;
use model::payment::{
    CheckoutView, Confirmation, FundsConfirmation, FundsQuote, FundsWish, Quote, Wish,
};
use model::portal::Checkouts;
use tokio::time::timeout;

use super::confirm::Confirmed;
use crate::desk::Desk;
use crate::failure::{Failure, answer};

/// So long a customer waits for the answers of the gateways; then he sees how it goes on.
const PATIENCE: Duration = Duration::from_secs(8);

#[async_trait]
impl Checkouts for Desk {
    async fn quote(&self, caller: &Caller, wish: Wish) -> Answer<Quote> {
        answer("quote", self.till.quote(caller, &wish).await)
    }

    async fn pay(&self, caller: &Caller, what: Confirmation) -> Answer<CheckoutId> {
        answer("pay", self.pay_now(caller, what).await)
    }

    async fn quote_funds(&self, caller: &Caller, wish: FundsWish) -> Answer<FundsQuote> {
        answer("quote_funds", self.till.quote_funds(caller, &wish).await)
    }

    async fn add_funds(&self, caller: &Caller, what: FundsConfirmation) -> Answer<CheckoutId> {
        answer("add_funds", self.add_now(caller, what).await)
    }

    async fn show_checkout(&self, caller: &Caller, checkout: CheckoutId) -> Answer<CheckoutView> {
        answer("show_checkout", self.till.show(caller, &checkout).await)
    }

    async fn cancel_checkout(&self, caller: &Caller, checkout: CheckoutId) -> Answer<()> {
        answer(
            "cancel_checkout",
            self.till.give_up(caller, &checkout).await,
        )
    }
}

impl Desk {
    async fn pay_now(&self, caller: &Caller, what: Confirmation) -> Result<CheckoutId, Failure> {
        self.go_on(self.till.confirm(caller, what).await?).await
    }

    async fn add_now(
        &self,
        caller: &Caller,
        what: FundsConfirmation,
    ) -> Result<CheckoutId, Failure> {
        self.go_on(self.till.add_funds(caller, what).await?).await
    }

    /// Sends what was confirmed, and waits for it for a while.
    async fn go_on(&self, confirmed: Confirmed) -> Result<CheckoutId, Failure> {
        match confirmed {
            Confirmed::Done(checkout) => {
                let (till, sent) = (self.till.clone(), checkout.clone());
                // A task of its own: what was begun goes on, however long it takes.
                let sending = tokio::spawn(async move {
                    if let Err(failure) = till.send(&sent).await {
                        let _ = failure.told("send");
                    }
                });
                let _ = timeout(PATIENCE, sending).await;
                Ok(checkout)
            }
            Confirmed::Before(checkout) => Ok(checkout),
            Confirmed::Moved => Err(Fault::Conflict.into()),
        }
    }
}
