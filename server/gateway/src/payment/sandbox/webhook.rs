//! Webhooks of the sandbox, on their way.

use std::time::Duration;

use axum::body::Bytes;
use http::{HeaderMap, HeaderValue, Request, header};
use http_body_util::Full;
use tokio::sync::watch::Receiver;

use super::gateway::SIGNATURE;
use super::machine::Sandbox;
use crate::payment::GatewayError;
use crate::payment::client::Client;
use crate::payment::signature::sign;

/// So many are sent in a row.
const MOST: i64 = 100;
/// How long who is told may take to say that he has it.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause between two looks at what is due.
const BREATH: Duration = Duration::from_millis(250);

/// A webhook that is due.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// By what it is known here.
    pub id: i64,
    /// Its headers, with the signature.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Sandbox {
    /// The webhooks that are due, the oldest first, signed now.
    ///
    /// # Errors
    /// When the books cannot be read.
    pub async fn due(&self) -> Result<Vec<Webhook>, GatewayError> {
        let (mut tx, now) = self.begin().await?;
        let due = tx.due_webhooks(now, MOST).await?;
        tx.commit().await?;
        let sealed = |(id, body): (i64, String)| {
            let body = body.into_bytes();
            let signature = sign(&body, now, &self.rules.secret).map_err(GatewayError::unknown)?;
            let mut headers = HeaderMap::new();
            let value = HeaderValue::try_from(signature).map_err(GatewayError::unknown)?;
            headers.insert(SIGNATURE, value);
            let json = HeaderValue::from_static("application/json");
            headers.insert(header::CONTENT_TYPE, json);
            Ok(Webhook { id, headers, body })
        };
        due.into_iter().map(sealed).collect()
    }

    /// Notes whether a webhook was taken; one that was not is sent later, ever more seldom.
    ///
    /// # Errors
    /// When the books cannot be written.
    pub async fn sent(&self, id: i64, taken: bool) -> Result<(), GatewayError> {
        let now = self.clock.now();
        let mut tx = self.books.begin().await?;
        tx.webhook_tried(id, taken, now).await?;
        tx.commit().await
    }

    /// Sends webhooks to that address as they fall due, and does what is due by itself, until it
    /// is to stop.
    pub async fn run(&self, target: &str, mut stop: Receiver<bool>) {
        let client = Client::new(PATIENCE);
        loop {
            if let Err(error) = self.deliver(&client, target).await {
                tracing::warn!(%error, "the sandbox could not send its webhooks");
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(BREATH) => {}
            }
        }
    }

    async fn deliver(&self, client: &Client, target: &str) -> Result<(), GatewayError> {
        for webhook in self.due().await? {
            let id = webhook.id;
            let Some(request) = post(webhook, target) else {
                return Err(GatewayError::unknown("webhooks have no address"));
            };
            let sent = client.send(request).await;
            let taken = sent.is_ok_and(|reply| reply.status.is_success());
            self.sent(id, taken).await?;
        }
        Ok(())
    }
}

/// None if the address is none.
fn post(webhook: Webhook, target: &str) -> Option<Request<Full<Bytes>>> {
    let request = Request::post(target).body(Full::from(webhook.body));
    let mut request = request.ok()?;
    *request.headers_mut() = webhook.headers;
    Some(request)
}
