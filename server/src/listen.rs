//! Takes connections, and gives up those that only hold a place.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch::Receiver;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// So long a client may take to say what it wants, also after an answer on the same connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many connections are held; more wait to be taken.
const CONNECTIONS: u32 = 8192;
/// The pause when no connection can be taken, as when there are no file handles left.
const BREATH: Duration = Duration::from_millis(200);

/// Answers until `stop` comes; then what is under way is finished, and no more is begun.
pub async fn answer(listener: TcpListener, router: Router, mut stop: Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS as usize));
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &places) => taken,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        if let Some((socket, peer, place)) = taken {
            tokio::spawn(serve(socket, peer, (router.clone(), stop.clone()), place));
        }
    }
    drop(listener);
    let _ = places.acquire_many(CONNECTIONS).await;
}

async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((socket, peer)) => {
            // Without it, an answer in two packets waits for a delayed acknowledgement.
            let _ = socket.set_nodelay(true);
            Some((socket, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

async fn serve(
    socket: TcpStream,
    peer: SocketAddr,
    (router, mut stop): (Router, Receiver<bool>),
    _place: OwnedSemaphorePermit,
) {
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(socket), service);
    let mut connection = pin!(connection);
    // How a client ends its connection is its own business.
    let ended = tokio::select! {
        _ = connection.as_mut() => true,
        _ = stop.wait_for(|stop| *stop) => false,
    };
    if !ended {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
