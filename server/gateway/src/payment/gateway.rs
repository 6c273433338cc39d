use async_trait::async_trait;
use http::HeaderMap;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;

use super::{
    Capture, Event, EventError, GatewayError, Heard, Inquiry, Outcome, Page, Refund, RefundOutcome,
    Refusal, Secret, SetUp, SetUpOutcome, Started,
};

/// A payment provider.
///
/// Requests are known by their keys: the same key with the same content gives the stored answer,
/// with other content [`Refusal::Conflict`]. Every method that answers
/// [`GatewayError::Unknown`] may have taken effect all the same. What one adapter promises, all do:
/// one suite of tests runs over each.
#[async_trait]
pub trait Gateway: Send + Sync {
    /// The word for its kind in the settings, such as `stripe`.
    fn name(&self) -> &'static str;

    /// What it can do. What it cannot is refused as unfit.
    fn capabilities(&self) -> Capabilities;

    /// The smallest amount that it takes by that method; none if it does not take that currency
    /// by it at all.
    fn minimum(&self, method: Method, currency: Currency) -> Option<Money>;

    /// What the portal's pages must allow so that data can be entered and customers confirm.
    fn page_policy(&self) -> PagePolicy;

    /// Takes money. Gateways forget keys (Stripe after a day): what was first sent longer ago is
    /// looked up, never sent again.
    ///
    /// # Errors
    /// See [`GatewayError`]; a declined payment is an outcome.
    async fn capture(&self, capture: &Capture) -> Result<Outcome, GatewayError>;

    /// What became of a capture. It is safe at any time and any number of times; with
    /// [`Inquiry::may_send`] it may be the capture's first and only effect.
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn look_up(&self, inquiry: &Inquiry<Capture>) -> Result<Heard<Outcome>, GatewayError>;

    /// Gives a capture up that waits for the customer. Answers what became of it: it may have
    /// succeeded in between. A key that it never heard of is cancelled as well.
    ///
    /// # Errors
    /// See [`GatewayError`]. Unfit where it can no longer be stopped (a debit on its way).
    async fn cancel(&self, inquiry: &Inquiry<Capture>) -> Result<Outcome, GatewayError>;

    /// Goes on after the customer did what was required of him. What his browser brings along is
    /// not believed: the gateway is asked.
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn resume(&self, inquiry: &Inquiry<Capture>) -> Result<Outcome, GatewayError>;

    /// Gives money back. As with [`capture`](Self::capture), what was first sent longer ago is
    /// looked up.
    ///
    /// # Errors
    /// See [`GatewayError`]. Unfit where it is more than is left of the capture.
    async fn refund(&self, refund: &Refund) -> Result<RefundOutcome, GatewayError>;

    /// What became of a refund, like [`look_up`](Self::look_up).
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn look_up_refund(
        &self,
        inquiry: &Inquiry<Refund>,
    ) -> Result<Heard<RefundOutcome>, GatewayError>;

    /// What was taken by payments that were begun or taken since a moment, a page at a time, in no
    /// certain order: so that books that were restored learn what they missed.
    ///
    /// # Errors
    /// See [`GatewayError`]. Unfit where it keeps no list.
    async fn taken(&self, _since: Instant, _after: Option<&str>) -> Result<Page, GatewayError> {
        let text = "it keeps no list of what was taken";
        Err(GatewayError::refused(Refusal::Unfit, text))
    }

    /// Begins to save a method.
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn set_up(&self, set_up: &SetUp) -> Result<Started, GatewayError>;

    /// What became of it, by [`Started::reference`]. The token comes from here only.
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn saved(&self, reference: &str) -> Result<SetUpOutcome, GatewayError>;

    /// Lets the gateway forget a method. Done already is done.
    ///
    /// # Errors
    /// See [`GatewayError`].
    async fn detach(&self, token: &str) -> Result<(), GatewayError>;

    /// Reads a webhook: `body` as it came, to the byte; any of the secrets may have signed it
    /// (several while they are rotated). Compared in constant time, refused without a secret, and
    /// where the signature is more than [`TOLERANCE_SECONDS`](super::TOLERANCE_SECONDS) from `now`.
    ///
    /// # Errors
    /// See [`EventError`].
    fn event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Instant,
        secrets: &[Secret],
    ) -> Result<Event, EventError>;
}

/// What a gateway can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Cards.
    pub cards: bool,
    /// Debits of bank accounts.
    pub bank_debit: bool,
    /// Payments by a page of its own.
    pub redirect: bool,
    /// It keeps methods and charges them by token.
    pub stored_tokens: bool,
    /// It gives money back to where it came from.
    pub refunds: bool,
    /// It finds a capture by our key.
    pub lookup: bool,
}

/// Sources for the portal's content security policy, as origins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PagePolicy {
    /// Of scripts.
    pub scripts: Vec<String>,
    /// Of frames.
    pub frames: Vec<String>,
    /// Whom scripts talk to.
    pub connects: Vec<String>,
}
