use async_trait::async_trait;
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;

use crate::payment::{
    Capabilities, Capture, Event, EventError, Gateway, GatewayError, Heard, Inquiry, Outcome,
    PagePolicy, Refund, RefundOutcome, Refusal, Secret, SetUp, SetUpOutcome, Started,
};

/// Payments that the provider books by hand or by his bank statements: nothing can be taken or
/// given back by it, and nothing is ever in flight.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manual;

type Answer<T> = Result<T, GatewayError>;

fn unfit<T>() -> Answer<T> {
    let text = "a transfer is made by the customer";
    Err(GatewayError::refused(Refusal::Unfit, text))
}

#[async_trait]
impl Gateway for Manual {
    fn name(&self) -> &'static str {
        "manual"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    fn minimum(&self, _: Method, _: Currency) -> Option<Money> {
        None
    }

    fn page_policy(&self) -> PagePolicy {
        PagePolicy::default()
    }

    async fn capture(&self, _: &Capture) -> Answer<Outcome> {
        unfit()
    }

    async fn look_up(&self, _: &Inquiry<Capture>) -> Answer<Heard<Outcome>> {
        Ok(Heard::Never)
    }

    async fn cancel(&self, _: &Inquiry<Capture>) -> Answer<Outcome> {
        Ok(Outcome::Cancelled { reference: None })
    }

    async fn resume(&self, _: &Inquiry<Capture>) -> Answer<Outcome> {
        unfit()
    }

    async fn refund(&self, _: &Refund) -> Answer<RefundOutcome> {
        unfit()
    }

    async fn look_up_refund(&self, _: &Inquiry<Refund>) -> Answer<Heard<RefundOutcome>> {
        Ok(Heard::Never)
    }

    async fn set_up(&self, _: &SetUp) -> Answer<Started> {
        unfit()
    }

    async fn saved(&self, _: &str) -> Answer<SetUpOutcome> {
        unfit()
    }

    async fn detach(&self, _: &str) -> Answer<()> {
        Ok(())
    }

    fn event(
        &self,
        _: &HeaderMap,
        _: &[u8],
        _: Instant,
        _: &[Secret],
    ) -> Result<Event, EventError> {
        Err(EventError::NoSecret)
    }
}
