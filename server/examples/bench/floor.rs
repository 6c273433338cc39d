//! The floor: the account page by a raw handler, from the same use cases, HTML by `write!`, packed
//! by the same layer.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use axum::serve::ListenerExt;
use http::header::COOKIE;
use http::{HeaderMap, StatusCode};
use model::account::AccountOverview;
use model::portal::{Accounts, Sessions};
use model::time::MachineClock;
use portal::{Desk, Reception};
use server::edge::packed::packed;
use store::Db;

use crate::Done;

/// Serves until it is killed.
pub fn serve(url: &str, port: &str) -> Done<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let db = Db::open(url).await?;
        let reception = Reception::new("Bench", "http://127.0.0.1", 1)
            .map_err(|_| "the machine gives no randomness")?;
        let desk = Arc::new(Desk::new(db, Arc::new(MachineClock), reception));
        let router = Router::new().route("/", get(account)).layer(packed());
        let router = router.with_state(desk);
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
        let listener = listener.tap_io(|socket| {
            let _ = socket.set_nodelay(true);
        });
        axum::serve(listener, router).await?;
        Ok(())
    })
}

async fn account(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
) -> Result<Html<String>, StatusCode> {
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let cookie = headers.get(COOKIE).and_then(|cookie| cookie.to_str().ok());
    let (_, token) = cookie
        .and_then(|cookie| cookie.split_once('='))
        .ok_or(StatusCode::UNAUTHORIZED)?;
    let caller = desk.identify(token).await.map_err(failed)?;
    let caller = caller.ok_or(StatusCode::UNAUTHORIZED)?;
    let overview = desk.account_overview(&caller).await.map_err(failed)?;
    let mut page = String::with_capacity(16_384);
    draw(&mut page, &overview).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Html(page))
}

fn draw(page: &mut String, overview: &AccountOverview) -> std::fmt::Result {
    write!(
        page,
        "<!doctype html><title>{}</title><main>",
        overview.name
    )?;
    write!(page, "<h1>{}</h1><p>{}</p>", overview.name, overview.number)?;
    for due in overview.due.iter().flatten() {
        write!(
            page,
            "<section><b>{:?}</b> {:?} {:?}</section>",
            due.due, due.overdue, due.soon
        )?;
    }
    for credit in overview.credit.iter().flatten() {
        write!(
            page,
            "<section><b>{:?}</b> {:?}</section>",
            credit.balance, credit.held
        )?;
    }
    for invoice in overview.outstanding.iter().flatten() {
        write!(page, "<p>{invoice:?}</p>")?;
    }
    for subscription in overview.subscriptions.iter().flatten() {
        write!(page, "<p>{subscription:?}</p>")?;
    }
    write!(page, "</main>")
}
