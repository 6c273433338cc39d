//! Stripe's HTTP API: form-encoded requests, JSON answers, and what its errors mean.

use std::fmt;

use axum::body::Bytes;
use form_urlencoded::Serializer;
use http::{Method, Request, StatusCode, header};
use http_body_util::Full;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::wire::Intent;
use crate::payment::client::Client;
use crate::payment::{GatewayError, Refusal, Secret};

/// The version of the API that this adapter is written for.
const VERSION: &str = "2024-06-20";

/// Names and values of a request.
pub type Form = Vec<(&'static str, String)>;

/// A way to Stripe.
#[derive(Clone)]
pub struct Api {
    base: String,
    key: Secret,
    client: Client,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

/// Why Stripe did not do it.
#[derive(Debug)]
pub enum Fault {
    /// The payer's bank or Stripe refused a payment.
    Declined {
        /// The code of the decline.
        code: String,
        /// What Stripe calls the payment.
        intent: Option<String>,
    },
    /// Anything else.
    Error(GatewayError),
}

impl From<GatewayError> for Fault {
    fn from(error: GatewayError) -> Self {
        Self::Error(error)
    }
}

impl From<Fault> for GatewayError {
    /// Where nothing is charged, a refusal is an error.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Declined { code, .. } => Self::refused(Refusal::Unfit, code),
            Fault::Error(error) => error,
        }
    }
}

#[derive(Deserialize)]
struct Failed {
    error: ErrorBody,
}

#[derive(Deserialize, Default)]
struct ErrorBody {
    #[serde(default, rename = "type")]
    kind: String,
    code: Option<String>,
    decline_code: Option<String>,
    payment_intent: Option<Intent>,
}

impl Api {
    pub fn new(base: &str, key: Secret, client: Client) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            key,
            client,
        }
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &Form) -> Result<T, Fault> {
        let query = encode(query);
        let joint = if query.is_empty() { "" } else { "?" };
        let request = self.request(Method::GET, &format!("{path}{joint}{query}"));
        self.send(request.body(Full::default())).await
    }

    /// Posts a form under a key: the same again with the same key is the same request.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &Form,
        key: Option<&str>,
    ) -> Result<T, Fault> {
        let mut request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Full::new(Bytes::from(encode(form)))))
            .await
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.key.reveal()),
            )
            .header("stripe-version", VERSION)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: http::Result<Request<Full<Bytes>>>,
    ) -> Result<T, Fault> {
        let request = request.map_err(|error| GatewayError::refused(Refusal::Unfit, error))?;
        let reply = self.client.send(request).await?;
        if reply.status.is_success() {
            let read = serde_json::from_slice(&reply.body);
            return Ok(read.map_err(GatewayError::unknown)?);
        }
        let failed = serde_json::from_slice::<Failed>(&reply.body);
        Err(fault(
            reply.status,
            failed.map(|failed| failed.error).unwrap_or_default(),
        ))
    }
}

fn encode(form: &Form) -> String {
    Serializer::new(String::new()).extend_pairs(form).finish()
}

/// Stripe's messages may repeat what was sent: only its codes are told.
fn fault(status: StatusCode, error: ErrorBody) -> Fault {
    let code = error.code.clone().unwrap_or_default();
    let text = format!("{status} {} {code}", error.kind);
    let refused = |refusal| Fault::Error(GatewayError::refused(refusal, &text));
    match status {
        StatusCode::PAYMENT_REQUIRED => Fault::Declined {
            code: error.decline_code.unwrap_or(code),
            intent: error.payment_intent.map(|intent| intent.id),
        },
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => refused(Refusal::Credentials),
        StatusCode::TOO_MANY_REQUESTS => refused(Refusal::Unreachable),
        // The same request is still under way.
        StatusCode::CONFLICT => Fault::Error(GatewayError::unknown(&text)),
        _ if error.kind == "idempotency_error" => refused(Refusal::Conflict),
        _ if code == "resource_missing" => refused(Refusal::Missing),
        status if status.is_client_error() => refused(Refusal::Unfit),
        _ => Fault::Error(GatewayError::unknown(&text)),
    }
}
