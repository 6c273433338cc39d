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
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// So long a client may take to say what it wants, also after an answer on the same connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// So long who has connected and not asked yet may still ask when the server is to stop.
const LAST_CALL: Duration = Duration::from_secs(1);
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
    let asked = Arc::new(Notify::new());
    let heard = Arc::clone(&asked);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        heard.notify_one();
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
    if ended {
        return;
    }
    // Told to close before the first request, it would never answer it.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = asked.notified() => {}
        () = tokio::time::sleep(LAST_CALL) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::watch;

    use super::*;

    #[tokio::test]
    async fn who_has_connected_is_answered_though_the_server_stops() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, stop) = watch::channel(false);
        let router = Router::new().route("/", get(async || "here"));
        let served = tokio::spawn(answer(listener, router, stop));
        let mut client = TcpStream::connect(address).await.expect("a connection");
        // Taken, but nothing was said yet.
        tokio::time::sleep(Duration::from_millis(100)).await;
        tell.send(true).expect("it listens");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
        client.write_all(request).await.expect("it is taken");
        let mut text = String::new();
        client.read_to_string(&mut text).await.expect("an answer");
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        assert!(text.ends_with("here"), "{text}");
        served.await.expect("it ends in order");
    }
}
