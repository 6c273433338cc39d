//! Forms without a script: each posts to its own page, and runs what the script would have run.

use std::time::Instant;

use app::part::Refused;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, post};
use http::Uri;
use http::request::Parts;
use leptos::reactive::computed::ScopedFuture;
use leptos::reactive::owner::{Owner, provide_context};
use leptos::server_fn::ServerFn;
use model::fault::{Answer, Fault, Problem};
use model::session::Whence;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::front::Front;
use crate::page;
use crate::typed::{Typed, parse};

/// An address that a form is posted to or a file is at, and what answers there.
pub type Target = (&'static str, MethodRouter<Front>);

/// The targets at their addresses.
pub fn routes(targets: Vec<Target>) -> Router<Front> {
    let targets = targets.into_iter();
    targets.fold(Router::new(), |router, (path, answer)| {
        router.route(path, answer)
    })
}

/// How often a form may be posted from one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As often as its sender likes.
    Free,
    /// As often as one may try to sign in: what is wrong stands next to that field.
    Slow(&'static str),
}

impl Pace {
    /// Takes a try.
    ///
    /// # Errors
    /// `TooMany` on the field.
    pub fn take(self, front: &Front, parts: &Parts) -> Answer<()> {
        let Self::Slow(field) = self else {
            return Ok(());
        };
        let whence = parts.extensions.get::<Whence>();
        let address = whence.and_then(|whence| whence.address.parse().ok());
        match address.map(|address| front.limit.take(address, Instant::now())) {
            None | Some(Ok(())) => Ok(()),
            Some(Err(wait)) => {
                let minutes = u32::try_from(wait.as_secs().div_ceil(60)).unwrap_or(1);
                Err(Fault::field(field, Problem::TooMany { minutes }))
            }
        }
    }
}

/// The handler of a page's form: 303 to `then`, or the page again with the refusal.
pub fn form<F>(pace: Pace, then: fn(F::Output) -> String) -> MethodRouter<Front>
where
    F: ServerFn<Error = Fault> + Serialize + DeserializeOwned + Send + 'static,
    F::Output: Send,
{
    form_on::<F>(pace, move |done, _| then(done))
}

/// As [`form`], where `then` also looks at the address that the form was posted to.
pub fn form_on<F>(
    pace: Pace,
    then: impl Fn(F::Output, &Uri) -> String + Clone + Send + Sync + 'static,
) -> MethodRouter<Front>
where
    F: ServerFn<Error = Fault> + Serialize + DeserializeOwned + Send + 'static,
    F::Output: Send,
{
    post(async move |State(front): State<Front>, request: Request| {
        let (parts, body) = request.into_parts();
        match Typed::read(&parts, body).await {
            Ok(typed) => answer::<F>((front, parts), pace, &typed, then).await,
            Err(answer) => answer,
        }
    })
}

/// The handler of a page with two forms: the first is the one that has that field.
pub fn either<A, B>(
    (field, pace): (&'static str, Pace),
    then: fn(A::Output) -> String,
    other: fn(B::Output) -> String,
) -> MethodRouter<Front>
where
    A: ServerFn<Error = Fault> + Serialize + DeserializeOwned + Send + 'static,
    A::Output: Send,
    B: ServerFn<Error = Fault> + Serialize + DeserializeOwned + Send + 'static,
    B::Output: Send,
{
    post(async move |State(front): State<Front>, request: Request| {
        let (parts, body) = request.into_parts();
        match Typed::read(&parts, body).await {
            Ok(typed) if typed.get(field).is_some() => {
                answer::<A>((front, parts), pace, &typed, |done, _| then(done)).await
            }
            Ok(typed) => {
                let other = |done, _: &Uri| other(done);
                answer::<B>((front, parts), Pace::Free, &typed, other).await
            }
            Err(answer) => answer,
        }
    })
}

async fn answer<F>(
    (front, parts): (Front, Parts),
    pace: Pace,
    typed: &Typed,
    then: impl FnOnce(F::Output, &Uri) -> String,
) -> Response
where
    F: ServerFn<Error = Fault> + Serialize + DeserializeOwned,
{
    match run::<F>(&front, &parts, pace, typed).await {
        Ok(done) => Redirect::to(&then(done, &parts.uri)).into_response(),
        Err(fault) => refuse(front, parts, (F::PATH, fault), typed).await,
    }
}

/// Runs the server function of a form on what was typed.
///
/// # Errors
/// Its own, or that of what was typed.
pub async fn run<F>(front: &Front, parts: &Parts, pace: Pace, typed: &Typed) -> Answer<F::Output>
where
    F: ServerFn<Error = Fault> + Serialize + DeserializeOwned,
{
    typed.screen()?;
    pace.take(front, parts)?;
    let input = parse::<F>(typed.text())?;
    let (context, parts) = (front.context(), parts.clone());
    let owner = Owner::new();
    let running = owner.with(|| {
        provide_context(parts);
        context();
        ScopedFuture::new(input.run_body())
    });
    running.await
}

/// The page again with the refusal; sign-in where nobody is signed in any more.
pub async fn refuse(
    front: Front,
    parts: Parts,
    (form, fault): (&str, Fault),
    typed: &Typed,
) -> Response {
    if fault == Fault::SignedOut {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let place = parts.uri.path_and_query();
        let place = place.map_or("/", |place| place.as_str());
        query.append_pair("next", place);
        return Redirect::to(&format!("/sign-in?{}", query.finish())).into_response();
    }
    let refused = Refused {
        form: form.to_owned(),
        fault,
        typed: typed.shown(),
    };
    let slow = too_many(&refused.fault);
    let answer = page::again(front, Request::from_parts(parts, Body::empty()), refused).await;
    if slow { slowed(answer) } else { answer }
}

/// Whether the fault is that of somebody who is too fast.
#[must_use]
pub fn too_many(fault: &Fault) -> bool {
    let Fault::Invalid(errors) = fault else {
        return false;
    };
    let fast = |problem| matches!(problem, Problem::TooMany { .. });
    errors.0.iter().any(|error| fast(error.problem))
}

/// Says so by the status as well (RFC 6585, 4).
#[must_use]
pub fn slowed(mut answer: Response) -> Response {
    *answer.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
    answer
}
