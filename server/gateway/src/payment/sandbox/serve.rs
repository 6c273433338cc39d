use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::serve::ListenerExt;
use axum::{Router, serve as answer};
use model::time::Clock;
use tokio::net::TcpListener;
use tokio::sync::watch::Receiver;

use super::api::api;
use super::books::OpenError;
use super::machine::{Rules, Sandbox};
use super::router::pages;

/// Why a sandbox stopped serving.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its books cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Without a secret anybody could speak for the portal.
    #[error("the sandbox has no secret")]
    NoSecret,
    /// Its listener failed.
    #[error("the sandbox cannot listen: {0}")]
    Listen(#[from] io::Error),
}

/// What a sandbox in a process of its own answers: the portal's questions under `/v1`, and pages.
pub fn doors(sandbox: &Arc<Sandbox>) -> Router {
    api(Arc::clone(sandbox)).merge(pages(Arc::clone(sandbox)))
}

/// Serves a sandbox until it is to stop: its books in that file, its webhooks, if they have an
/// address, sent to it.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(
    listener: TcpListener,
    (books, webhooks): (&Path, Option<&str>),
    rules: Rules,
    clock: Arc<dyn Clock>,
    mut stop: Receiver<bool>,
) -> Result<(), ServeError> {
    if rules.secret.is_empty() {
        return Err(ServeError::NoSecret);
    }
    let sandbox = Arc::new(Sandbox::open(books, rules, clock).await?);
    let sending = webhooks.map(|target| {
        let (sandbox, target, stop) = (Arc::clone(&sandbox), target.to_owned(), stop.clone());
        tokio::spawn(async move { sandbox.run(&target, stop).await })
    });
    // Without it, an answer in two packets waits for a delayed acknowledgement.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    answer(listener, doors(&sandbox))
        .with_graceful_shutdown(stopped)
        .await?;
    if let Some(sending) = sending {
        let _ = sending.await;
    }
    sandbox.close().await;
    Ok(())
}
