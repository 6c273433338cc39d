use std::time::Duration;

use async_trait::async_trait;
use axum::body::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::Full;
use model::billing_account::Method;
use model::currency::Currency;
use model::money::Money;
use model::time::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::gateway::{CAPABILITIES, NAME, policy, read_event, smallest};
use crate::payment::client::Client;
use crate::payment::{
    Capabilities, Capture, Event, EventError, Gateway, GatewayError, Heard, Inquiry, Outcome, Page,
    PagePolicy, Refund, RefundOutcome, Refusal, Secret, SetUp, SetUpOutcome, Started,
};

type Answer<T> = Result<T, GatewayError>;

/// A sandbox in a process of its own (`serve`).
#[derive(Clone, Debug)]
pub struct Remote {
    base: String,
    pages: String,
    secret: Secret,
    client: Client,
}

impl Remote {
    /// One that listens at `base` and whose pages browsers find at `pages` (both without a slash
    /// at the end), with the secret that both know. An answer is waited for so long.
    #[must_use]
    pub fn new(base: &str, pages: &str, secret: Secret, patience: Duration) -> Self {
        Self {
            base: base.to_owned(),
            pages: pages.to_owned(),
            secret,
            client: Client::new(patience),
        }
    }

    async fn ask<T: DeserializeOwned>(&self, verb: &str, what: &impl Serialize) -> Answer<T> {
        let unfit = |error: String| GatewayError::refused(Refusal::Unfit, error);
        let body = serde_json::to_vec(what).map_err(|error| unfit(error.to_string()))?;
        let request = Request::post(format!("{}/v1/{verb}", self.base))
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.secret.reveal()),
            )
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| unfit(error.to_string()))?;
        let reply = self.client.send(request).await?;
        let status = reply.status;
        if status == StatusCode::OK {
            return serde_json::from_slice(&reply.body).map_err(GatewayError::unknown);
        }
        let told = serde_json::from_slice::<GatewayError>(&reply.body).ok();
        Err(match told {
            Some(told) => told,
            None if status.is_client_error() => unfit(format!("the sandbox answered {status}")),
            None => GatewayError::unknown(format!("the sandbox answered {status}")),
        })
    }
}

#[async_trait]
impl Gateway for Remote {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn minimum(&self, method: Method, currency: Currency) -> Option<Money> {
        smallest(method, currency)
    }

    fn page_policy(&self) -> PagePolicy {
        policy(&self.pages)
    }

    async fn capture(&self, capture: &Capture) -> Answer<Outcome> {
        self.ask("capture", capture).await
    }

    async fn look_up(&self, inquiry: &Inquiry<Capture>) -> Answer<Heard<Outcome>> {
        self.ask("look_up", inquiry).await
    }

    async fn cancel(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        self.ask("cancel", inquiry).await
    }

    async fn resume(&self, inquiry: &Inquiry<Capture>) -> Answer<Outcome> {
        self.ask("resume", inquiry).await
    }

    async fn refund(&self, refund: &Refund) -> Answer<RefundOutcome> {
        self.ask("refund", refund).await
    }

    async fn look_up_refund(&self, inquiry: &Inquiry<Refund>) -> Answer<Heard<RefundOutcome>> {
        self.ask("look_up_refund", inquiry).await
    }

    async fn taken(&self, since: Instant, after: Option<&str>) -> Answer<Page> {
        self.ask("taken", &(since, after)).await
    }

    async fn set_up(&self, set_up: &SetUp) -> Answer<Started> {
        self.ask("set_up", set_up).await
    }

    async fn saved(&self, reference: &str) -> Answer<SetUpOutcome> {
        self.ask("saved", &reference).await
    }

    async fn detach(&self, token: &str) -> Answer<()> {
        self.ask("detach", &token).await
    }

    fn event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Instant,
        secrets: &[Secret],
    ) -> Result<Event, EventError> {
        read_event(headers, body, now, secrets)
    }
}
