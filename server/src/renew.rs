//! What gives a browser another secret: a new password behind a mailed link, another account.

use app::part::Refused;
use app::session::{accounts, reset, sign_in::safe_next};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::request::Parts;
use model::caller::Caller;
use model::fault::{Answer, Fault, FieldErrors};
use model::session::{Renewed, Reset, Whence};

use crate::edge::cookie::{DEVICE, Keep};
use crate::entry::{YEAR, keep_session, set};
use crate::form::{Pace, Target, refuse};
use crate::front::Front;
use crate::page;
use crate::typed::Typed;

/// What answers to their forms.
#[must_use]
pub fn targets() -> Vec<Target> {
    vec![
        (reset::FORM, get(reset_page).post(set_password)),
        (accounts::FORM, post(switch)),
    ]
}

/// Says at once that a link is dead: what is sent empty is refused for its link before anything
/// else, and changes nothing.
async fn reset_page(
    State(front): State<Front>,
    Path(token): Path<String>,
    mut request: Request,
) -> Response {
    let whence = request.extensions().get::<Whence>().cloned();
    let password = String::new();
    let tried = Reset { token, password };
    let answer = front.door.reset(tried, whence.unwrap_or_default()).await;
    let dead = answer
        .err()
        .filter(|fault| fault.of_field("token").is_some());
    let Some(fault) = dead else {
        return page::show(State(front), request).await;
    };
    request.extensions_mut().insert(Refused {
        form: reset::FORM.to_owned(),
        fault,
        typed: Vec::new(),
    });
    let mut answer = page::show(State(front), request).await;
    *answer.status_mut() = StatusCode::GONE;
    answer
}

async fn set_password(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let typed = match Typed::read(&parts, body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    match try_reset(&front, &parts, &typed).await {
        Ok(device) => {
            let mut answer = Redirect::to("/sign-in?reset=1").into_response();
            let cookie = (DEVICE, device.as_str());
            set(&front, answer.headers_mut(), cookie, Keep::days(YEAR));
            answer
        }
        Err(fault) => refuse(front, parts, (reset::FORM, fault), &typed).await,
    }
}

async fn try_reset(front: &Front, parts: &Parts, typed: &Typed) -> Answer<String> {
    only(typed, &["token", "password"])?;
    Pace::Slow("password").take(front, parts)?;
    let text = |name| typed.get(name).unwrap_or_default().to_owned();
    let request = Reset {
        token: text("token"),
        password: text("password"),
    };
    let whence = parts.extensions.get::<Whence>().cloned();
    front.door.reset(request, whence.unwrap_or_default()).await
}

/// Opens another account: the new document brings its frame.
async fn switch(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let typed = match Typed::read(&parts, body).await {
        Ok(typed) => typed,
        Err(answer) => return answer,
    };
    match try_switch(&front, &parts, &typed).await {
        Ok(renewed) => {
            let next = safe_next(typed.get("next").unwrap_or_default());
            let mut answer = Redirect::to(next).into_response();
            let headers = answer.headers_mut();
            keep_session(&front, headers, &renewed.token, renewed.stay);
            answer
        }
        Err(fault) => refuse(front, parts, (accounts::FORM, fault), &typed).await,
    }
}

async fn try_switch(front: &Front, parts: &Parts, typed: &Typed) -> Answer<Renewed> {
    only(typed, &["account", "next"])?;
    let caller = parts.extensions.get::<Caller>().ok_or(Fault::SignedOut)?;
    let account = typed.get("account").and_then(|id| id.parse().ok());
    let account = account.ok_or_else(|| Fault::Invalid(FieldErrors::default()))?;
    front.door.switch_account(caller, account).await
}

/// That nothing else was sent, and nothing that may be a card number.
fn only(typed: &Typed, names: &[&str]) -> Answer<()> {
    typed.screen()?;
    if typed.has_only(names) {
        Ok(())
    } else {
        Err(Fault::Invalid(FieldErrors::default()))
    }
}
