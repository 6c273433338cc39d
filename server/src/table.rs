//! The table of usage, as a file.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use model::caller::Caller;
use model::fault::Fault;
use model::usage::UsageQuery;

use crate::form::Target;
use crate::front::Front;

/// What answers with a table.
#[must_use]
pub fn targets() -> Vec<Target> {
    vec![("/usage.csv", get(usage))]
}

/// Every day of a month of usage.
async fn usage(State(front): State<Front>, request: Request) -> Response {
    let Some(caller) = request.extensions().get::<Caller>() else {
        return Redirect::to("/sign-in?next=/usage").into_response();
    };
    let query = request.uri().query().unwrap_or_default();
    let month = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "month");
    let query = UsageQuery {
        month: month.map(|(_, month)| month.into_owned()),
        ..UsageQuery::default()
    };
    match front.door.read_usage_table(caller, query).await {
        Ok((name, text)) => file(&name, text),
        Err(fault) => refused(&fault),
    }
}

fn file(name: &str, text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, text).into_response()
}

fn refused(fault: &Fault) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or_default();
    (status, "There is no such file.\n").into_response()
}
