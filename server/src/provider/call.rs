use http::StatusCode;
use portal::Desk;
use portal::parked::{Action, Doing};
use serde_json::{Value, json};

use super::money;
use super::parked::{denied, reason};
use super::problem::Problem;
use super::usage::{refused, rows};

/// Who asks from the command line, as the audit trail names it.
const ACTOR: &str = "command line";

/// What is asked for on the command line.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The path below `/api/provider/v1`, or all of it.
    pub path: &'a str,
    /// What a request would carry; reads carry nothing.
    pub body: Option<&'a str>,
    /// The key under which it is done once.
    pub once: Option<&'a str>,
}

/// Does what a request of the API does, for the command line.
///
/// # Errors
/// What the API would answer.
pub async fn call(desk: &Desk, asked: Asked<'_>) -> Result<Value, Problem> {
    let path = asked.path.trim_start_matches('/');
    let path = path.strip_prefix("api/provider/v1/").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let body = asked.body;
    if let Some(what) = money::at(&parts) {
        let body = body.ok_or_else(bodiless)?;
        let who = (ACTOR.to_owned(), asked.once.map(str::to_owned));
        return money::carry_out(desk, what, who, body.as_bytes()).await;
    }
    if let (None, Some(all)) = (body, money::list(desk, path).await) {
        return all;
    }
    match (parts.as_slice(), body) {
        (["usage"], Some(body)) => {
            let rows = rows(body.as_bytes())?;
            let taken = desk.take_usage(ACTOR, asked.once, rows).await;
            let taken = taken.map_err(refused)?;
            Ok(json!(taken))
        }
        (["parked"], None) => listed(desk, None).await,
        (["parked", id, "retry"], Some(_)) => act(desk, (id, asked), Doing::Retry).await,
        (["parked", id, "dismiss"], Some(_)) => act(desk, (id, asked), Doing::Dismiss).await,
        (["usage"] | ["parked", _, "retry" | "dismiss"], None) => Err(bodiless()),
        _ => {
            let known = money::paths().map(|path| path.replace("{id}", "ID"));
            let known: Vec<String> = known.collect();
            let told = format!(
                "usage, parked, parked/ID/retry, parked/ID/dismiss, {}",
                known.join(", ")
            );
            Err(Problem::new(StatusCode::NOT_FOUND, "No such path").detail(told))
        }
    }
}

fn bodiless() -> Problem {
    let title = "The body is missing: JSON after the path";
    Problem::new(StatusCode::BAD_REQUEST, title)
}

/// All that is set aside, page after page.
async fn listed(desk: &Desk, mut after: Option<String>) -> Result<Value, Problem> {
    let mut all = Vec::new();
    loop {
        let page = desk.parked(after.as_deref()).await;
        let page = page.map_err(|failure| Problem::of(failure, "parked"))?;
        all.extend(page.parked);
        after = page.next;
        if after.is_none() {
            return Ok(json!({ "parked": all }));
        }
    }
}

async fn act(desk: &Desk, (id, asked): (&str, Asked<'_>), doing: Doing) -> Result<Value, Problem> {
    let action = Action {
        actor: ACTOR.to_owned(),
        once: asked.once.map(str::to_owned),
        reason: reason(asked.body.unwrap_or_default().as_bytes())?,
    };
    desk.unpark(id, doing, action).await.map_err(denied)?;
    Ok(json!({ "id": id }))
}
