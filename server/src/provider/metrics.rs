use std::fmt::Write;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use model::time::{Clock, MachineClock};
use store::run::Backlog;

use super::door::key;
use super::parked::OPERATE;
use super::problem::Problem;
use crate::edge::address::near;
use crate::front::Front;

/// The exposition format of Prometheus, as text.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`: for this machine, and for keys with the scope `operate`.
pub async fn metrics(
    State(front): State<Front>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    parts: Parts,
) -> Response {
    match measured(&front, (peer, &parts)).await {
        Ok(text) => ([(CONTENT_TYPE, FORMAT)], text).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn measured(front: &Front, (peer, parts): (SocketAddr, &Parts)) -> Result<String, Problem> {
    if !near(peer, &parts.headers) {
        key(front, parts, OPERATE).await?;
    }
    let backlog = front.desk.backlog().await;
    let backlog = backlog.map_err(|failure| Problem::of(failure, "metrics"))?;
    let unmatched = front.desk.unmatched().await;
    let unmatched = unmatched.map_err(|failure| Problem::of(failure, "metrics"))?;
    Ok(written((backlog, unmatched), MachineClock.now().0))
}

fn written((backlog, unmatched): (Backlog, i64), now: i64) -> String {
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
            "saldo_run_waiting",
            "Accounts that wait for the billing run, also those to be looked at at once.",
            backlog.waiting,
        ),
        (
            "saldo_unmatched",
            "Money that came in and that nothing matches, in pieces.",
            unmatched,
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
            waiting: 5,
            mails: 3,
            given_up: 0,
        };
        let text = written((backlog, 7), 61_000_000);
        assert!(text.contains("\nsaldo_unmatched 7\n"), "{text}");
        assert!(text.contains("\nsaldo_run_lag_seconds 60\n"), "{text}");
        assert!(text.contains("\nsaldo_run_waiting 5\n"), "{text}");
        assert!(text.starts_with("# HELP saldo_parked "), "{text}");
    }
}
