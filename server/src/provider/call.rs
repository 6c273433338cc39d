use http::StatusCode;
use portal::Desk;
use portal::parked::{Action, Doing};
use serde_json::{Value, json};

use super::parked::{denied, reason};
use super::problem::Problem;
use super::usage::{refused, rows};

/// Who asks from the command line, as the audit trail names it.
const ACTOR: &str = "command line";

/// Does what a request of the API does, for the command line: reads where there is no body.
///
/// # Errors
/// What the API would answer.
pub async fn call(desk: &Desk, path: &str, body: Option<&str>) -> Result<Value, Problem> {
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("api/provider/v1/").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    match (parts.as_slice(), body) {
        (["usage"], Some(body)) => {
            let rows = rows(body.as_bytes())?;
            let taken = desk.take_usage(ACTOR, None, rows).await.map_err(refused)?;
            Ok(json!(taken))
        }
        (["parked"], None) => listed(desk, None).await,
        (["parked", id, "retry"], Some(body)) => act(desk, (id, body), Doing::Retry).await,
        (["parked", id, "dismiss"], Some(body)) => act(desk, (id, body), Doing::Dismiss).await,
        (["usage"] | ["parked", _, "retry" | "dismiss"], None) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "The body is missing: JSON after the path",
        )),
        _ => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "No such path: usage JSON, parked, parked/ID/retry JSON, parked/ID/dismiss JSON",
        )),
    }
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

async fn act(desk: &Desk, (id, body): (&str, &str), doing: Doing) -> Result<Value, Problem> {
    let action = Action {
        actor: ACTOR.to_owned(),
        once: None,
        reason: reason(body.as_bytes())?,
    };
    desk.unpark(id, doing, action).await.map_err(denied)?;
    Ok(json!({ "id": id }))
}
