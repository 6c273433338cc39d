//! The pages of the sandbox, for people.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::entry::{Entered, Turn};
use super::machine::Sandbox;
use super::page::{self, Place};
use crate::payment::{GatewayError, Outcome, SetUpOutcome};

/// More than any page of the sandbox posts.
const LONGEST: usize = 8 << 10;

/// The pages, to be mounted at [`Rules::pages`](super::Rules::pages): `/enter/{reference}` asks for
/// test data, `/confirm/{reference}` for strong authentication. They bring their own headers.
pub fn pages(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/enter/{reference}", get(ask).post(enter))
        .route("/confirm/{reference}", get(question).post(confirm))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(sandbox)
}

#[derive(Deserialize)]
struct PageKey {
    #[serde(default)]
    key: String,
}

#[derive(Deserialize)]
struct EntryForm {
    number: String,
    #[serde(default)]
    expiry: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    word: String,
}

#[derive(Deserialize)]
struct Reply {
    answer: String,
}

type Sand = State<Arc<Sandbox>>;
type Page = (Path<String>, Query<PageKey>);

/// A page, or that the sandbox cannot answer now.
fn or_later(page: Result<Response, GatewayError>) -> Response {
    page.unwrap_or_else(|error| {
        tracing::warn!(%error, "the sandbox could not answer");
        (StatusCode::SERVICE_UNAVAILABLE, "later").into_response()
    })
}

async fn ask(State(sandbox): Sand, (Path(reference), Query(page)): Page) -> Response {
    or_later(
        async {
            let row = sandbox.set_up_page(&reference, &page.key).await?;
            Ok(match row {
                Some(row) if row.outcome == SetUpOutcome::Waiting => {
                    page::entry(row.request.method, &row.request.origin, None)
                }
                _ => page::nothing(),
            })
        }
        .await,
    )
}

async fn enter(
    State(sandbox): Sand,
    (Path(reference), Query(page)): Page,
    headers: HeaderMap,
    Form(form): Form<EntryForm>,
) -> Response {
    let entered = Entered {
        number: form.number,
        expiry: form.expiry,
        code: form.code,
        word: form.word,
    };
    or_later(
        async {
            let Some(row) = sandbox.set_up_page(&reference, &page.key).await? else {
                return Ok(page::nothing());
            };
            let request = &row.request;
            let turn = sandbox.enter((&reference, &page.key), &entered).await?;
            Ok(match turn {
                Turn::Nowhere => page::nothing(),
                Turn::Again(wrong) => page::entry(request.method, &request.origin, Some(wrong)),
                Turn::On(url) => page::on(&url, &request.origin),
                Turn::Back => saved(request, &reference, &headers),
            })
        }
        .await,
    )
}

/// Back from a set-up.
fn saved(request: &crate::payment::SetUp, reference: &str, headers: &HeaderMap) -> Response {
    let url = &request.return_url;
    let joint = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{joint}set_up={reference}");
    let framed = headers
        .get("sec-fetch-dest")
        .is_some_and(|it| it == "iframe");
    page::back(&url, Place::Framed(&request.origin), (reference, framed))
}

async fn question(State(sandbox): Sand, (Path(reference), Query(page)): Page) -> Response {
    or_later(
        async {
            if let Some(row) = sandbox.payment_page(&reference, &page.key).await? {
                let waits = matches!(row.outcome, Outcome::RequiresAction { .. });
                let amount = Some(row.request.amount);
                return Ok(if waits {
                    page::confirm(amount, Place::Alone)
                } else {
                    page::nothing()
                });
            }
            let row = sandbox.set_up_page(&reference, &page.key).await?;
            Ok(match row {
                Some(row) if matches!(row.outcome, SetUpOutcome::RequiresAction(_)) => {
                    page::confirm(None, Place::Framed(&row.request.origin))
                }
                _ => page::nothing(),
            })
        }
        .await,
    )
}

async fn confirm(
    State(sandbox): Sand,
    (Path(reference), Query(page)): Page,
    headers: HeaderMap,
    Form(reply): Form<Reply>,
) -> Response {
    let yes = reply.answer == "yes";
    or_later(
        async {
            let turn = sandbox.confirm((&reference, &page.key), yes).await?;
            if !matches!(turn, Turn::Back) {
                return Ok(page::nothing());
            }
            if let Some(row) = sandbox.payment_page(&reference, &page.key).await? {
                let url = row.request.return_url.unwrap_or_default();
                return Ok(page::back(&url, Place::Alone, (&reference, false)));
            }
            let row = sandbox.set_up_page(&reference, &page.key).await?;
            Ok(row.map_or_else(page::nothing, |row| {
                saved(&row.request, &reference, &headers)
            }))
        }
        .await,
    )
}
