//! The way in and the way out: sign-in, sign-out, and the choices that come as cookies.

use app::scene::Theme;
use app::session::api::EndSession;
use app::session::devices;
use app::session::sign_in::{FORM, asks_fresh_proof, safe_next};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::SET_COOKIE;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use leptos::server_fn::ServerFn;
use model::caller::Caller;
use model::fault::{Answer, Fault, FieldErrors};
use model::session::{Preference, SignIn, SignedIn, Whence};
use model::text::Language;

use crate::edge::cookie::{DEVICE, Keep, LANGUAGE, SESSION, THEME};
use crate::edge::finish::busy;
use crate::form::{Pace, Target, refuse, run};
use crate::front::Front;
use crate::page;
use crate::typed::Typed;

/// How long a browser keeps the cookie of a session that outlives it, in days. The session's own
/// end is the portal's business.
const STAY: u32 = 14;
/// How long a browser is known by having signed in before, and a choice is kept, in days.
pub const YEAR: u32 = 365;

/// What answers to their forms.
#[must_use]
pub fn targets() -> Vec<Target> {
    vec![
        ("/sign-in", get(sign_in_page).post(sign_in)),
        ("/sign-out", post(sign_out)),
        ("/preferences", post(preferences)),
        ("/sessions", post(end_sessions)),
    ]
}

/// Who is signed in already goes on, but for those who have to prove that they are still there.
async fn sign_in_page(state: State<Front>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    let next = next.map(|(_, next)| next.into_owned()).unwrap_or_default();
    let caller = request.extensions().get::<Caller>();
    let known = caller.is_some_and(|caller| {
        let fresh = state.desk.knows_afresh(caller);
        fresh || caller.proven_at.is_some() && !asks_fresh_proof(&next)
    });
    if !known {
        return page::show(state, request).await;
    }
    Redirect::to(safe_next(&next)).into_response()
}

async fn sign_in(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let typed = match Typed::read(&parts, body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    match try_sign_in(&front, &parts, &typed).await {
        Ok(signed_in) => {
            let next = safe_next(typed.get("next").unwrap_or_default());
            let mut answer = Redirect::to(next).into_response();
            welcome(&front, &signed_in, answer.headers_mut());
            answer
        }
        Err(fault) => refuse(front, parts, (FORM, fault), &typed).await,
    }
}

async fn try_sign_in(front: &Front, parts: &Parts, typed: &Typed) -> Answer<SignedIn> {
    typed.screen()?;
    if !typed.has_only(&["email", "password", "stay", "next"]) {
        return Err(Fault::Invalid(FieldErrors::default()));
    }
    Pace::Slow("password").take(front, parts)?;
    let text = |name| typed.get(name).unwrap_or_default().to_owned();
    let request = SignIn {
        email: text("email"),
        password: text("password"),
        stay: typed.get("stay").map(str::to_owned),
    };
    let whence = parts.extensions.get::<Whence>().cloned();
    let before = parts.extensions.get::<Caller>();
    let open = before.map(|before| before.account.clone());
    let door = &front.door;
    let signed_in = door
        .sign_in(request, whence.unwrap_or_default(), open)
        .await?;
    // The session that this browser had before ends: a secret is not carried over. The new one
    // has begun, so that this can no longer fail.
    if let Some(before) = before
        && let Err(fault) = door.sign_out(before, Some(before.session.clone())).await
    {
        tracing::warn!(%fault, "the session before was not ended");
    }
    Ok(signed_in)
}

fn welcome(front: &Front, signed_in: &SignedIn, headers: &mut HeaderMap) {
    keep_session(front, headers, &signed_in.token, signed_in.stay);
    set(
        front,
        headers,
        (DEVICE, &signed_in.device),
        Keep::days(YEAR),
    );
}

/// Gives the browser the secret of its session.
pub fn keep_session(front: &Front, headers: &mut HeaderMap, token: &str, stay: bool) {
    let keep = if stay {
        Keep::days(STAY)
    } else {
        Keep::Session
    };
    set(front, headers, (SESSION, token), keep);
}

/// Gives the browser a cookie.
pub fn set(front: &Front, headers: &mut HeaderMap, (name, value): (&str, &str), keep: Keep) {
    if let Some(line) = front.cookies.write(name, value, keep) {
        headers.append(SET_COOKIE, line);
    }
}

async fn sign_out(State(front): State<Front>, request: Request) -> Response {
    if let Some(caller) = request.extensions().get::<Caller>() {
        let ended = front
            .door
            .sign_out(caller, Some(caller.session.clone()))
            .await;
        if let Err(fault) = ended {
            return failure(&fault);
        }
    }
    farewell(&front)
}

/// Back to sign-in, with nothing left in the browser but its choices.
fn farewell(front: &Front) -> Response {
    let mut answer = Redirect::to("/sign-in?out=1").into_response();
    forget(front, answer.headers_mut());
    answer
}

/// Takes back the session's cookie and everything that was stored. Cookies of choices stay.
fn forget(front: &Front, headers: &mut HeaderMap) {
    set(front, headers, (SESSION, ""), Keep::Nothing);
    let stored = HeaderValue::from_static(r#""cache", "storage""#);
    headers.insert(HeaderName::from_static("clear-site-data"), stored);
}

/// One other session, or (by the field `everywhere`) every session of the person.
async fn end_sessions(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let typed = match Typed::read(&parts, body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    if typed.get("everywhere").is_none() {
        return match run::<EndSession>(&front, &parts, Pace::Free, &typed).await {
            Ok(()) => Redirect::to("/sessions").into_response(),
            Err(fault) => refuse(front, parts, (EndSession::PATH, fault), &typed).await,
        };
    }
    match end_all(&front, &parts, &typed).await {
        Ok(()) => farewell(&front),
        Err(fault) => refuse(front, parts, (devices::EVERYWHERE, fault), &typed).await,
    }
}

async fn end_all(front: &Front, parts: &Parts, typed: &Typed) -> Answer<()> {
    if !typed.has_only(&["everywhere"]) {
        return Err(Fault::Invalid(FieldErrors::default()));
    }
    let caller = parts.extensions.get::<Caller>().ok_or(Fault::SignedOut)?;
    front.door.sign_out(caller, None).await
}

/// Keeps language and theme, and goes back to where the reader was: a new document shows both.
async fn preferences(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let typed = match Typed::read(&parts, body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    let language = typed.get("language").map(Language::of);
    let theme = typed.get("theme").map(Theme::of);
    let known = typed.has_only(&["language", "theme", "next"]);
    if !known || language == Some(None) || theme == Some(None) {
        return failure(&Fault::Invalid(FieldErrors::default()));
    }
    let mut answer = Redirect::to(safe_next(typed.get("next").unwrap_or_default())).into_response();
    if let Some(language) = language.flatten() {
        let preference = Preference {
            language: Some(language),
        };
        if let Some(caller) = parts.extensions.get::<Caller>()
            && let Err(fault) = front.door.keep_preference(caller, preference).await
        {
            return failure(&fault);
        }
        let choice = (LANGUAGE, language.tag());
        set(&front, answer.headers_mut(), choice, Keep::days(YEAR));
    }
    if let Some(theme) = theme.flatten() {
        let choice = (THEME, theme.as_str());
        set(&front, answer.headers_mut(), choice, Keep::days(YEAR));
    }
    answer
}

/// For forms that have no page of their own.
fn failure(fault: &Fault) -> Response {
    if *fault == Fault::Unavailable {
        return busy();
    }
    let status = StatusCode::from_u16(fault.status()).unwrap_or_default();
    let words = match fault {
        Fault::Invalid(_) => "Something in the request does not fit. Nothing was changed.\n",
        _ => "Something went wrong on our side. Nothing was changed.\n",
    };
    (status, words).into_response()
}
