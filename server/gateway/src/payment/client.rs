//! The one way out to payment providers: HTTP/1.1, TLS by rustls where the address says https.
//! Their addresses come from settings only.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use axum::body::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::timeout;

use super::{GatewayError, Refusal};

/// More than any answer that is asked for.
const LONGEST: usize = 4 << 20;
/// A connection that does not come about within this time has carried nothing.
const CONNECT: Duration = Duration::from_secs(10);
/// Shorter than providers keep connections that wait.
const IDLE: Duration = Duration::from_secs(20);

/// Sends requests and waits for answers, not longer than it was told.
#[derive(Clone)]
pub struct Client {
    pool: Pool<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
}

/// An answer, whatever it says.
pub struct Reply {
    pub status: StatusCode,
    pub body: Bytes,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    pub fn new(patience: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT.min(patience)));
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self { pool, patience }
    }

    /// Sends a request. Where no connection came about it is refused, where one broke or took too
    /// long it is unknown what became of it.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<Reply, GatewayError> {
        let exchange = async {
            let answer = self.pool.request(request).await.map_err(|error| {
                if error.is_connect() {
                    GatewayError::refused(Refusal::Unreachable, whole(&error))
                } else {
                    GatewayError::unknown(whole(&error))
                }
            })?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            Ok(Reply {
                status: parts.status,
                body: body.map_err(GatewayError::unknown)?.to_bytes(),
            })
        };
        let late = |_| Err(GatewayError::unknown("no answer in time"));
        timeout(self.patience, exchange).await.unwrap_or_else(late)
    }
}

/// An error with what led to it.
fn whole(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words
}
