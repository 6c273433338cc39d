//! The mails that went to files, on a page for development and demos.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use gateway::mail::Letter;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use crate::edge::address::near;
use crate::front::Front;

/// So many are shown, the latest first.
const MOST: usize = 50;

/// The handler, where the settings or the demo name a folder for mails. They hold links that sign
/// in, so the page answers on this machine only, and not through a proxy.
pub fn routes(front: &Front) -> Router<Front> {
    match front.mails {
        Some(_) if front.origin.is_loopback() => Router::new()
            .route("/dev/mail", get(list))
            .route("/dev/mail/{id}/{file}", get(file)),
        _ => Router::new(),
    }
}

async fn list(
    State(front): State<Front>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let (Some(mails), true) = (&front.mails, near(peer, &headers)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match mails.list(MOST) {
        Ok(letters) => Html(page(&front, &letters)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the folder of mails cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A file that came with a mail.
async fn file(
    State(front): State<Front>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path((id, name)): Path<(String, String)>,
) -> Response {
    let mails = front.mails.as_ref().filter(|_| near(peer, &headers));
    let letter = mails
        .zip(id.parse().ok())
        .and_then(|(mails, id)| mails.read(&id).ok());
    let found = letter.and_then(|letter| letter.enclosures.into_iter().find(|it| it.name == name));
    let file = found.and_then(|it| Some((it.bytes()?, it.media)));
    match file {
        Some((content, media)) => ([(CONTENT_TYPE, media)], content).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn page(front: &Front, letters: &[Letter]) -> String {
    let css = escape(&front.site.assets.css);
    let letters: String = letters.iter().map(article).collect();
    let letters = if letters.is_empty() {
        "<p>No mail yet.</p>".to_owned()
    } else {
        letters
    };
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Mail</title>\
         <link rel=\"icon\" href=\"/favicon.svg\">\
         <link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><div class=\"door\"><main><h1>Mail</h1>{letters}</main></div></body></html>"
    )
}

fn article(letter: &Letter) -> String {
    let (to, subject) = (escape(&letter.to), escape(&letter.subject));
    let (at, text) = (letter.queued_at, linked(&letter.text));
    let files: String = letter
        .enclosures
        .iter()
        .map(|it| {
            let name = escape(&it.name);
            format!(
                "<li><a href=\"/dev/mail/{}/{name}\">{name}</a></li>",
                letter.id
            )
        })
        .collect();
    format!(
        "<article class=\"panel\" id=\"{}\"><header><h2>{subject}</h2></header>\
         <div class=\"body\"><p>{to} · <time datetime=\"{at}\">{at}</time></p>\
         <pre class=\"mail\">{text}</pre><ul>{files}</ul></div></article>",
        letter.id
    )
}

/// The text, with its addresses as links.
fn linked(text: &str) -> String {
    let word = |word: &str| {
        let shown = escape(word);
        let link = word.trim_end();
        if link.starts_with("https://") || link.starts_with("http://") {
            format!("<a href=\"{}\">{shown}</a>", escape(link))
        } else {
            shown
        }
    };
    text.split_inclusive(char::is_whitespace)
        .map(word)
        .collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn a_mail_is_shown_as_text_with_links() {
        let shown = linked("<b>Hello</b>\nhttps://portal.example/reset/x?a=1&b=2\n");
        let link = "<a href=\"https://portal.example/reset/x?a=1&amp;b=2\">";
        assert!(shown.starts_with("&lt;b&gt;Hello&lt;/b&gt;\n"), "{shown}");
        assert!(shown.contains(link), "{shown}");
    }
}
