//! What surrounds every page: how it looks, whose portal it is, and who reads it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::caller::{Caller, Permission};
use model::text::Language;
use serde::{Deserialize, Serialize};

/// Light, dark, or as the device has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As forms, cookies and the attribute `data-theme` write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// The direction of writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// As the attribute `dir` writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// Language, appearance and direction of one document: they change with a new document only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The language of all texts and formats.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// The direction of writing.
    pub dir: Direction,
}

/// Whose portal it is, from the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The provider's name.
    pub name: String,
    /// The address of the logo on this site; a neutral sign if there is none.
    pub logo: Option<String>,
    /// The hue of the accent in degrees (OKLCH, 0 to 359).
    pub hue: u16,
    /// The strength of the accent in thousandths (OKLCH chroma, 0 to 130).
    pub chroma: u16,
    /// Who is behind it, for the foot of every page: company and place.
    pub legal: String,
    /// Where help is to be had.
    pub support_url: Option<String>,
    /// The terms.
    pub terms_url: Option<String>,
    /// The imprint.
    pub imprint_url: Option<String>,
}

/// The names of the front end's files, as the bundle wrote them to `assets.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Assets {
    /// The module that starts the front end.
    pub js: String,
    /// The front end.
    pub wasm: String,
    /// The script beside the front end: worker, offline bar, new releases.
    pub pwa: String,
    /// The styles.
    pub css: String,
    /// The texts, by the tag of their language.
    pub texts: BTreeMap<String, String>,
}

impl Assets {
    /// The name of the release that a page belongs to: the hash in the front end's address.
    #[must_use]
    pub fn release(&self) -> &str {
        self.wasm.rsplit('.').nth(1).unwrap_or_default()
    }
}

/// Who reads the page: as much of the caller as the frame shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// Whether the session outlives the browser.
    pub stay: bool,
    /// The name of the open account.
    pub account: String,
    /// Whether the person belongs to other accounts as well.
    pub others: bool,
    /// Whether the provider has affiliate programs.
    pub programs: bool,
    /// What the person may do.
    pub permissions: Vec<Permission>,
}

impl Viewer {
    /// Whether the reader may. Only hides what leads nowhere: the portal decides by itself.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

impl From<Caller> for Viewer {
    fn from(caller: Caller) -> Self {
        Self {
            name: caller.name,
            email: caller.email,
            stay: caller.stay,
            account: caller.account_name,
            others: caller.others,
            programs: caller.programs,
            permissions: caller.access.permissions,
        }
    }
}

/// Documents that are only read: the server draws them whole, and no module comes with them.
const STILL: [&str; 12] = [
    "/accounts",
    "/affiliate",
    "/billing-accounts",
    "/credit",
    "/credit/add",
    "/credit/top-up",
    "/credit/withdraw",
    "/invoices/next",
    "/pay",
    "/statement",
    "/todos",
    "/usage",
];

/// Below these stands one such document a thing.
const STILL_ONES: [&str; 3] = ["/billing-accounts/", "/payments/", "/subscriptions/"];

/// Whether a page is such a document.
fn still(path: &str) -> bool {
    let one = STILL_ONES.iter().find_map(|base| path.strip_prefix(base));
    STILL.contains(&path) || one.is_some_and(|id| !id.is_empty())
}

/// How a link leads. To a document that never wakes up the browser goes by itself; and on the page
/// itself it takes along from where Tab goes on, which the router does not.
#[must_use]
pub fn rel(href: &str) -> Option<&'static str> {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    (path.is_empty() || still(path)).then_some("external")
}

/// All of it, sent along with the document so that the browser draws the same frame.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// How it looks.
    pub look: Look,
    /// Whose portal it is.
    pub brand: Brand,
    /// Who reads; nobody before sign-in.
    pub viewer: Option<Viewer>,
}

impl Scene {
    /// What the server put into the context of this request.
    #[must_use]
    pub fn of_request() -> Self {
        Self {
            look: use_context().unwrap_or_default(),
            brand: use_context().unwrap_or_default(),
            viewer: use_context::<Caller>().map(Viewer::from),
        }
    }

    /// Whether the reader may. Only hides what leads nowhere: the portal decides by itself.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let viewer = self.viewer.as_ref();
        viewer.is_some_and(|viewer| viewer.may(permission))
    }

    /// Whether the page wakes up: not the ways in, nor documents that are only read.
    #[must_use]
    pub fn wakes(&self, path: &str) -> bool {
        !self.is_door(path) && !still(path)
    }

    /// Whether the page stands outside the frame: nobody is signed in, or the page is the way in.
    /// Such pages need no script at all.
    #[must_use]
    pub fn is_door(&self, path: &str) -> bool {
        self.viewer.is_none()
            || path == "/sign-in"
            || path == "/reset"
            || path.starts_with("/reset/")
    }
}

/// The scene of the page that is being drawn.
#[must_use]
pub fn scene() -> Scene {
    use_context::<Scene>().unwrap_or_else(Scene::of_request)
}

/// The language of the page that is being drawn; in the browser also in event handlers.
#[must_use]
pub fn language() -> Language {
    #[cfg(feature = "ssr")]
    return use_context::<Look>().unwrap_or_default().language;
    #[cfg(not(feature = "ssr"))]
    return crate::text::spoken();
}
