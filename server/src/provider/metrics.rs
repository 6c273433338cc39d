use std::fmt::Write;
use std::net::IpAddr;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, FORWARDED};
use http::request::Parts;
use model::time::{Clock, MachineClock};
use store::run::Backlog;

use super::door::key;
use super::parked::OPERATE;
use super::problem::Problem;
use crate::edge::address::client;
use crate::front::Front;

/// The exposition format of Prometheus, as text.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`: for this machine, and for keys with the scope `operate`.
pub async fn metrics(State(front): State<Front>, parts: Parts) -> Response {
    match measured(&front, &parts).await {
        Ok(text) => ([(CONTENT_TYPE, FORMAT)], text).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn measured(front: &Front, parts: &Parts) -> Result<String, Problem> {
    if !is_near(front, parts) {
        key(front, parts, OPERATE).await?;
    }
    let backlog = front.desk.backlog().await;
    let backlog = backlog.map_err(|failure| Problem::of(failure, "metrics"))?;
    Ok(written(backlog, MachineClock.now().0))
}

/// Whether this machine asks for itself. Behind a proxy nobody is near.
fn is_near(front: &Front, parts: &Parts) -> bool {
    let forwarded =
        parts.headers.contains_key(FORWARDED) || parts.headers.contains_key("x-forwarded-for");
    let address = client(&parts.extensions, &parts.headers, &front.proxies);
    !forwarded && address.is_some_and(|address: IpAddr| address.is_loopback())
}

fn written(backlog: Backlog, now: i64) -> String {
    let since = backlog.waiting_since.unwrap_or(now);
    let behind = now.saturating_sub(since).max(0) / 1_000_000;
    let mut text = String::new();
    for (name, help, value) in [
        (
            "saldo_parked",
            "What the billing run has set aside until the provider looks at it.",
            backlog.parked,
        ),
        (
            "saldo_run_lag_seconds",
            "So long the account waits for the billing run that waits longest.",
            behind,
        ),
        (
            "saldo_outbox_waiting",
            "Mails that wait to be sent.",
            backlog.mails,
        ),
        (
            "saldo_outbox_given_up",
            "Mails that were given up.",
            backlog.given_up,
        ),
    ] {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_counted_in_seconds() {
        let backlog = Backlog {
            parked: 2,
            waiting_since: Some(1_000_000),
            mails: 3,
            given_up: 0,
        };
        let text = written(backlog, 61_000_000);
        assert!(text.contains("\nsaldo_run_lag_seconds 60\n"), "{text}");
        assert!(text.starts_with("# HELP saldo_parked "), "{text}");
    }
}
