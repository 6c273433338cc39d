//! The pages of the sandbox. They work without scripts; the one script tells the portal that
//! frames them when they are done.

use std::fmt::Write;

use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, StatusCode, header};
use model::billing_account::Method;
use model::money::Money;
use sha2::{Digest, Sha256};

use super::entry::{CARDS, IBANS, WrongEntry};
use super::scenario::WORDS;

const STYLE: &str = ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{margin:0 auto;padding:1rem;max-width:28rem}label,p{display:block;margin:.75rem 0 .25rem}\
input,select,button,a.go{box-sizing:border-box;width:100%;min-height:2.75rem;padding:.5rem;\
font:inherit;border:1px solid;border-radius:.375rem}button,a.go{display:block;margin-top:1rem;\
text-align:center}.test{padding:.25rem .5rem;border:1px dashed;border-radius:.375rem}\
.wrong{border-inline-start:.25rem solid;padding-inline-start:.5rem;font-weight:600}";

const SCRIPT: &str = "const d=document.body.dataset;if(parent!==window)\
parent.postMessage({saldo:'saved',reference:d.reference},d.origin)";

/// Whether the page stands in a frame of the portal, and whose that is.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// By itself.
    Alone,
    /// It may stand in a frame of this origin.
    Framed(&'a str),
}

/// Text that stays text in HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            char => out.push(char),
        }
    }
    out
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

fn policy(place: Place<'_>) -> String {
    let ancestors = match place {
        Place::Alone => "'none'",
        Place::Framed(origin) => origin,
    };
    format!(
        "default-src 'none'; style-src {}; script-src {}; form-action 'self'; base-uri 'none'; \
         frame-ancestors {ancestors}",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn answer(status: StatusCode, place: Place<'_>, (head, body): (&str, &str)) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>Sandbox</title><style>{STYLE}</style>{head}</head>{body}</html>"
    );
    let mut answer = (status, Html(html)).into_response();
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy(place)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

const TEST: &str = "<p class=\"test\">Test mode: no money moves. Only test data is accepted.</p>";

/// There is nothing here.
pub fn nothing() -> Response {
    let body = "<body><main><h1>There is nothing to be done here</h1></main></body>";
    answer(StatusCode::NOT_FOUND, Place::Alone, ("", body))
}

/// Asks for test data.
pub fn entry(method: Method, origin: &str, wrong: Option<WrongEntry>) -> Response {
    let sentence = match wrong {
        None => "",
        Some(WrongEntry::Number) => "That is none of the test numbers.",
        Some(WrongEntry::Expiry) => "That is no month that is still to end.",
        Some(WrongEntry::Code) => "A security code is three or four digits.",
    };
    let mut body = format!("<body><main><h1>Test data</h1>{TEST}");
    if !sentence.is_empty() {
        let _ = write!(body, "<p class=\"wrong\" role=\"alert\">{sentence}</p>");
    }
    body.push_str("<form method=\"post\">");
    body.push_str(match method {
        Method::Card | Method::BankTransfer => CARD,
        Method::SepaDebit => DEBIT,
    });
    body.push_str("<datalist id=\"known\">");
    let cards = CARDS.iter().map(|(number, _, word)| (number, word));
    let ibans = IBANS.iter().map(|(number, word)| (number, word));
    let known: Vec<_> = match method {
        Method::Card | Method::BankTransfer => cards.collect(),
        Method::SepaDebit => ibans.collect(),
    };
    for (number, word) in known {
        let _ = write!(body, "<option value=\"{number}\">{word}</option>");
    }
    body.push_str("</datalist><label for=\"word\">What it does</label>");
    body.push_str("<select id=\"word\" name=\"word\"><option value=\"\">As its number says");
    for (word, _, says) in WORDS {
        let _ = write!(body, "<option value=\"{word}\">{says}");
    }
    body.push_str("</select><button>Save</button></form></main></body>");
    let status = match wrong {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    answer(status, Place::Framed(origin), ("", &body))
}

const CARD: &str = "<label for=\"number\">Card number</label>\
<input id=\"number\" name=\"number\" inputmode=\"numeric\" autocomplete=\"cc-number\" \
list=\"known\" required maxlength=\"23\"><label for=\"expiry\">Expires (MM/YY)</label>\
<input id=\"expiry\" name=\"expiry\" inputmode=\"numeric\" autocomplete=\"cc-exp\" required \
maxlength=\"7\"><label for=\"code\">Security code</label>\
<input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"cc-csc\" required \
maxlength=\"4\">";

const DEBIT: &str = "<label for=\"number\">IBAN</label>\
<input id=\"number\" name=\"number\" list=\"known\" autocomplete=\"off\" required \
maxlength=\"42\"><p>By saving it you authorise debits of this test account.</p>";

/// Asks for a confirmation; with an amount if it is a payment.
pub fn confirm(amount: Option<Money>, place: Place<'_>) -> Response {
    let what = amount.map_or_else(
        || "Confirm that you want to save this method.".to_owned(),
        |amount| {
            let (sum, currency) = (amount.plain(), amount.currency);
            format!("Confirm the payment of {sum} {}.", currency.code())
        },
    );
    let body = format!(
        "<body><main><h1>Your test bank asks</h1>{TEST}<p>{what}</p><form method=\"post\">\
         <button name=\"answer\" value=\"yes\">Confirm</button>\
         <button name=\"answer\" value=\"no\">Refuse</button></form></main></body>"
    );
    answer(StatusCode::OK, place, ("", &body))
}

/// Leads on to another page of the sandbox, in the same frame.
pub fn on(url: &str, origin: &str) -> Response {
    let url = escape(url);
    let head = format!("<meta http-equiv=\"refresh\" content=\"0;url={url}\">");
    let body = format!(
        "<body><main><h1>Your test bank asks for more</h1><a class=\"go\" href=\"{url}\">\
         Continue to your test bank</a></main></body>"
    );
    answer(StatusCode::OK, Place::Framed(origin), (&head, &body))
}

/// Leads back to the portal: by a message to the one that frames it, by itself where it stands
/// alone, and by a link in any case.
pub fn back(url: &str, place: Place<'_>, (reference, framed): (&str, bool)) -> Response {
    let url = escape(url);
    let head = match framed || url.is_empty() {
        true => String::new(),
        false => format!("<meta http-equiv=\"refresh\" content=\"0;url={url}\">"),
    };
    let link = match url.as_str() {
        "" => String::new(),
        url => {
            format!("<a class=\"go\" target=\"_top\" href=\"{url}\">Continue to the portal</a>")
        }
    };
    let (data, script) = match place {
        Place::Alone => (String::new(), String::new()),
        Place::Framed(origin) => (
            format!(
                " data-origin=\"{}\" data-reference=\"{}\"",
                escape(origin),
                escape(reference)
            ),
            format!("<script>{SCRIPT}</script>"),
        ),
    };
    let body = format!("<body{data}><main><h1>Done</h1>{link}{script}</main></body>");
    answer(StatusCode::OK, place, (&head, &body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<a href='\"&"), "&lt;a href=&#39;&quot;&amp;");
    }
}
