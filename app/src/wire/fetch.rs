//! Calls of server functions from the browser.

use leptos::prelude::window;
use leptos::wasm_bindgen::{JsCast, JsValue};
use model::fault::Fault;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Request, RequestInit, Response};

use super::reader::read;
use super::reply::Reply;

/// The type of forms (WHATWG HTML, form submission).
const FORM: &str = "application/x-www-form-urlencoded";

/// Asks; `form` is what is sent along, by POST.
pub(super) async fn call(address: String, form: Option<String>) -> Reply {
    let answer = match exchange(&address, form.as_deref()).await {
        Ok((status, text)) if status < 400 => return Reply::received(&text),
        Ok((status, text)) => read(&text).unwrap_or(match status {
            // A gateway before the portal that does not reach it.
            502..=504 => Fault::Unavailable,
            _ => Fault::Internal(String::new()),
        }),
        Err(_) => Fault::Unavailable,
    };
    Reply::refused(answer)
}

async fn exchange(address: &str, form: Option<&str>) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let settings = RequestInit::new();
    if let Some(form) = form {
        headers.set("content-type", FORM)?;
        settings.set_method("POST");
        settings.set_body(&form.into());
    }
    settings.set_headers(&headers);
    let request = Request::new_with_str_and_init(address, &settings)?;
    let response = JsFuture::from(window().fetch_with_request(&request)).await?;
    let response: Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
