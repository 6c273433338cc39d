//! What every request needs, made once at start.

use std::sync::Arc;

use app::part::Refused;
use app::scene::{Brand, Direction, Look, Theme};
use gateway::mail::Folder;
use gateway::payment::sandbox::Sandbox;
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use model::caller::Caller;
use model::portal::Door;
use model::session::Whence;
use model::text::Language;
use portal::Desk;
use store::Db;

use crate::edge::cookie::{Cookies, DIRECTION, LANGUAGE, THEME};
use crate::edge::finish::Places;
use crate::edge::limit::Limit;
use crate::settings::{Network, Origin};
use crate::site::Site;

/// The front of the house. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    /// The use cases.
    pub door: Door,
    /// The same, for the provider's API.
    pub desk: Arc<Desk>,
    /// The database, to know whether it answers.
    pub db: Db,
    /// The files of the front end.
    pub site: Arc<Site>,
    /// Whose portal it is.
    pub brand: Arc<Brand>,
    /// The address by which customers know it.
    pub origin: Origin,
    /// The rules for cookies.
    pub cookies: Cookies,
    /// The proxies whose word is taken.
    pub proxies: Arc<[Network]>,
    /// How often an address may try to sign in.
    pub limit: Arc<Limit>,
    /// The places for requests that are worked on.
    pub places: Places,
    /// The folder of mails, if they go to files.
    pub mails: Option<Folder>,
    /// The sandboxes in this process, by name.
    pub sandboxes: Arc<[(String, Arc<Sandbox>)]>,
}

impl Front {
    /// What pages, forms and server functions find in their context. Reads the request's parts,
    /// which stand there already.
    pub fn context(&self) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
        let front = self.clone();
        move || {
            let Some(parts) = use_context::<Parts>() else {
                return;
            };
            provide_context(front.door.clone());
            provide_context(Brand::clone(&front.brand));
            provide_context(front.look(&parts));
            pass::<Caller>(&parts);
            pass::<Whence>(&parts);
            pass::<Nonce>(&parts);
            pass::<Refused>(&parts);
        }
    }

    /// Language, theme and direction of the document that answers a request.
    #[must_use]
    pub fn look(&self, parts: &Parts) -> Look {
        let cookie = |name| self.cookies.read(&parts.headers, name);
        let own = parts
            .extensions
            .get::<Caller>()
            .and_then(|caller| caller.language);
        let chosen = || cookie(LANGUAGE).and_then(Language::of);
        let rtl = cookie(DIRECTION) == Some(Direction::Rtl.as_str());
        Look {
            language: own.or_else(chosen).unwrap_or_else(|| asked(&parts.headers)),
            theme: cookie(THEME).and_then(Theme::of).unwrap_or_default(),
            dir: if rtl { Direction::Rtl } else { Direction::Ltr },
        }
    }
}

fn pass<T: Clone + Send + Sync + 'static>(parts: &Parts) {
    if let Some(value) = parts.extensions.get::<T>() {
        provide_context(value.clone());
    }
}

/// The language that the browser likes best of those that there are (RFC 9110, 12.5.4).
fn asked(headers: &HeaderMap) -> Language {
    let line = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok());
    let mut wishes: Vec<(u16, Language)> = line
        .unwrap_or_default()
        .split(',')
        .filter_map(|wish| {
            let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            Some((thousandths(weight), Language::of(tag.trim())?))
        })
        .filter(|(weight, _)| *weight > 0)
        .collect();
    wishes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wishes
        .first()
        .map(|(_, language)| *language)
        .unwrap_or_default()
}

/// `1`, `0.8`, `0.875`: at most three decimals.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let part = format!("{part:0<3}");
    match whole {
        "0" => part.parse().unwrap_or_default(),
        "1" => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_says_which_language_it_likes() {
        let asked = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, line.parse().unwrap());
            asked(&headers)
        };
        assert_eq!(asked("de-AT,de;q=0.9,en;q=0.8"), Language::De);
        assert_eq!(asked("en;q=0.5, de;q=0.75"), Language::De);
        assert_eq!(asked("fr, en;q=0.3, de;q=0"), Language::En);
        assert_eq!(asked("*"), Language::En);
    }
}
