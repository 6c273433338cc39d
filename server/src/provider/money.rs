//! What the provider does to money: one table of actions for the API and the command line.

use axum::Json;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::request::Parts;
use model::text::holds_card_number;
use portal::parked::{Action, Denied};
use portal::{Desk, Failure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::door::{key, once};
use super::parked::After;
use super::problem::Problem;
use crate::front::Front;

/// The largest body, in bytes.
const LIMIT: usize = 1 << 16;

/// The scope of what is done to money.
const PAYMENTS: &str = "payments";

/// The scope of what approves that money leaves.
const PAYOUTS: &str = "payouts";

/// The fields in which somebody writes.
const SPOKEN: [&str; 4] = ["reason", "note", "party", "reference"];

/// What is done to money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Receive,
    Refund,
    Grant,
    Allocate,
    Return,
    Accept,
    ReturnQuarantined,
    Credit,
    WriteOff,
    DueLater,
    Approve,
    Reject,
}

/// The actions by their paths below `/api/provider/v1/`.
const DEEDS: [(&str, Deed); 12] = [
    ("payments", Deed::Receive),
    ("payments/{id}/refunds", Deed::Refund),
    ("credits", Deed::Grant),
    ("unapplied/{id}/allocate", Deed::Allocate),
    ("unapplied/{id}/return", Deed::Return),
    ("quarantine/{id}/accept", Deed::Accept),
    ("quarantine/{id}/return", Deed::ReturnQuarantined),
    ("invoices/{id}/credit-notes", Deed::Credit),
    ("invoices/{id}/write-off", Deed::WriteOff),
    ("invoices/{id}/due", Deed::DueLater),
    ("withdrawals/{id}/approve", Deed::Approve),
    ("withdrawals/{id}/reject", Deed::Reject),
];

/// What the provider has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Unapplied,
    Quarantine,
    Withdrawals,
}

/// The lists by their paths.
const LISTS: [(&str, List); 3] = [
    ("unapplied", List::Unapplied),
    ("quarantine", List::Quarantine),
    ("withdrawals", List::Withdrawals),
];

/// Each list and each action at its path.
pub fn routes() -> Router<Front> {
    let mut router = Router::new();
    for (path, list) in LISTS {
        let list = move |state, after, parts| shown(state, after, (list, parts));
        router = router.route(&format!("/api/provider/v1/{path}"), get(list));
    }
    for (path, deed) in DEEDS {
        let act = move |state, id, request| done(state, id, (deed, request));
        router = router.route(&format!("/api/provider/v1/{path}"), post(act));
    }
    router
}

async fn shown(
    State(front): State<Front>,
    Query(after): Query<After>,
    (list, parts): (List, Parts),
) -> Response {
    match listed(&front, &parts, (after, list)).await {
        Ok(page) => Json(page).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn done(
    State(front): State<Front>,
    id: Option<Path<String>>,
    (deed, request): (Deed, Request),
) -> Response {
    let id = id.map(|Path(id)| id).unwrap_or_default();
    match acted(&front, (deed, &id), request).await {
        Ok(done) => Json(done).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn listed(
    front: &Front,
    parts: &Parts,
    (after, list): (After, List),
) -> Result<Value, Problem> {
    key(front, parts, list.scope()).await?;
    let page = list.page(&front.desk, after.after.as_deref()).await;
    page.map_err(|failure| Problem::of(failure, "list"))
}

impl List {
    const fn scope(self) -> &'static str {
        match self {
            Self::Unapplied | Self::Quarantine => PAYMENTS,
            Self::Withdrawals => PAYOUTS,
        }
    }

    async fn page(self, desk: &Desk, after: Option<&str>) -> Result<Value, Failure> {
        Ok(match self {
            Self::Unapplied => json!(desk.unapplied(after, false).await?),
            Self::Quarantine => json!(desk.unapplied(after, true).await?),
            Self::Withdrawals => json!(desk.waiting_withdrawals(after).await?),
        })
    }

    /// The field of an answer that holds the rows.
    const fn field(self) -> &'static str {
        match self {
            Self::Unapplied | Self::Quarantine => "unapplied",
            Self::Withdrawals => "withdrawals",
        }
    }
}

/// All of a list, page after page; none if there is no such list.
///
/// # Errors
/// What the API answers then.
pub async fn list(desk: &Desk, path: &str) -> Option<Result<Value, Problem>> {
    let (_, list) = LISTS.iter().find(|(known, _)| *known == path)?;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let mut page = match list.page(desk, after.as_deref()).await {
            Ok(page) => page,
            Err(failure) => return Some(Err(Problem::of(failure, "list"))),
        };
        if let Some(Value::Array(rows)) = page.get_mut(list.field()) {
            all.append(rows);
        }
        after = page.get("next").and_then(Value::as_str).map(str::to_owned);
        if after.is_none() {
            return Some(Ok(json!({ list.field(): all })));
        }
    }
}

/// The action at a path, and the identifier that stands in it.
pub fn at<'a>(parts: &[&'a str]) -> Option<(Deed, &'a str)> {
    DEEDS.iter().find_map(|(path, deed)| {
        let names: Vec<&str> = path.split('/').collect();
        let mut id = "";
        let fits = names.iter().zip(parts).all(|(name, part)| {
            if *name == "{id}" {
                id = part;
            }
            *name == "{id}" || name == part
        });
        (fits && names.len() == parts.len()).then_some((*deed, id))
    })
}

/// All paths.
pub fn paths() -> impl Iterator<Item = &'static str> {
    let lists = LISTS.iter().map(|(path, _)| *path);
    lists.chain(DEEDS.iter().map(|(path, _)| *path))
}

async fn acted(front: &Front, what: (Deed, &str), request: Request) -> Result<Value, Problem> {
    let (parts, body) = request.into_parts();
    let key = key(front, &parts, what.0.scope()).await?;
    let needed = || Problem::new(StatusCode::BAD_REQUEST, "An Idempotency-Key is needed");
    let once = once(&parts.headers)?.ok_or_else(needed)?;
    let too_large = |_| {
        let title = "More than 64 kB, or cut short";
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, title)
    };
    let bytes = to_bytes(body, LIMIT).await.map_err(too_large)?;
    let who = (format!("key:{}", key.id), Some(once));
    carry_out(&front.desk, what, who, &bytes).await
}

/// Does what a body asks for.
///
/// # Errors
/// What the API answers then.
pub async fn carry_out(
    desk: &Desk,
    (deed, id): (Deed, &str),
    (actor, once): (String, Option<String>),
    body: &[u8],
) -> Result<Value, Problem> {
    let (reason, what) = read(body)?;
    let action = Action {
        actor,
        once,
        reason,
    };
    match deed {
        Deed::Receive => told(desk.receive_payment(asked(what)?, action).await),
        Deed::Refund => told(desk.till().refund_payment(id, asked(what)?, action).await),
        Deed::Grant => told(desk.grant_credit(asked(what)?, action).await),
        Deed::Allocate => told(desk.allocate(id, asked(what)?, action).await),
        Deed::Return => told(desk.return_unapplied(id, asked(what)?, action).await),
        Deed::Accept => {
            let _: Nothing = asked(what)?;
            told(desk.accept(id, action).await)
        }
        Deed::ReturnQuarantined => told(desk.return_quarantined(id, asked(what)?, action).await),
        Deed::Credit => told(desk.credit_invoice(id, asked(what)?, action).await),
        Deed::WriteOff => {
            let _: Nothing = asked(what)?;
            told(desk.write_off(id, action).await)
        }
        Deed::DueLater => told(desk.due_later(id, asked(what)?, action).await),
        Deed::Approve => told(desk.approve_withdrawal(id, asked(what)?, action).await),
        Deed::Reject => told(desk.reject_withdrawal(id, asked(what)?, action).await),
    }
}

impl Deed {
    const fn scope(self) -> &'static str {
        match self {
            Self::Receive
            | Self::Refund
            | Self::Grant
            | Self::Allocate
            | Self::Return
            | Self::Accept
            | Self::ReturnQuarantined => PAYMENTS,
            Self::Credit | Self::WriteOff | Self::DueLater => "invoices",
            Self::Approve | Self::Reject => PAYOUTS,
        }
    }
}

/// A body that says nothing but why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Why, and what else a body says.
fn read(body: &[u8]) -> Result<(String, Value), Problem> {
    let unread = || {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The body is no JSON object",
        )
    };
    let mut what: Value = serde_json::from_slice(body).map_err(|error| unread().detail(error))?;
    let fields = what.as_object_mut().ok_or_else(unread)?;
    let spoken = SPOKEN.iter().filter_map(|name| fields.get(*name)?.as_str());
    if spoken.into_iter().any(holds_card_number) {
        let title = "A text holds what may be the number of a card";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title));
    }
    match fields.remove("reason") {
        Some(Value::String(reason)) if !reason.trim().is_empty() => Ok((reason, what)),
        _ => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "A reason is needed",
        )),
    }
}

fn asked<T: DeserializeOwned>(what: Value) -> Result<T, Problem> {
    serde_json::from_value(what).map_err(|error| {
        let title = "The body does not fit";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).detail(error)
    })
}

fn told<T: Serialize>(done: Result<T, Denied>) -> Result<Value, Problem> {
    done.map(|done| json!(done)).map_err(denied)
}

fn denied(denied: Denied) -> Problem {
    Problem::denied(denied, ("Nothing has that id", "money"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_found_by_its_path() {
        assert_eq!(
            at(&["payments", "pay_1", "refunds"]),
            Some((Deed::Refund, "pay_1"))
        );
        for path in [
            &["payments", "pay_1"][..],
            &["payments", "a", "refunds", "b"],
        ] {
            assert_eq!(at(path), None);
        }
    }
}
