//! The files of the front end, as the bundle wrote them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::scene::Assets;
use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::front::Front;
use crate::settings::{BrandSettings, LOGO, picture};

/// Why the files are not there.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The folder does not hold what the bundle writes.
    #[error("the site files are not in {0}: {1}")]
    Missing(PathBuf, io::Error),
    /// The list of names is not one.
    #[error("{0} cannot be read: {1}")]
    Malformed(PathBuf, serde_json::Error),
    /// The logo that the settings name.
    #[error("the logo {0} cannot be read: {1}")]
    Logo(PathBuf, io::Error),
}

/// The files of the front end.
#[derive(Debug)]
pub struct Site {
    /// The names that pages refer to.
    pub assets: Arc<Assets>,
    public: PathBuf,
    /// What lies there beside `/pkg`: names of files, names of folders.
    files: Vec<String>,
    folders: Vec<String>,
    logo: Option<(&'static str, Vec<u8>)>,
}

impl Site {
    /// Reads what is there, once.
    ///
    /// # Errors
    /// In one sentence, when something is missing.
    pub fn open(root: &Path, brand: &BrandSettings) -> Result<Self, SiteError> {
        let missing = |error| SiteError::Missing(root.to_owned(), error);
        let list = root.join("assets.json");
        let text = std::fs::read(&list).map_err(missing)?;
        let assets =
            serde_json::from_slice(&text).map_err(|error| SiteError::Malformed(list, error))?;
        let public = root.join("public");
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(&public).map_err(missing)? {
            let entry = entry.map_err(missing)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let packed = name.ends_with(".br") || name.ends_with(".gz");
            match entry.file_type().map_err(missing)?.is_dir() {
                true if name != "pkg" => folders.push(name),
                false if !packed => files.push(name),
                _ => {}
            }
        }
        Ok(Self {
            assets: Arc::new(assets),
            public,
            files,
            folders,
            logo: logo(brand)?,
        })
    }

    /// Every file at its address: hashed names for ever, the others asked for again.
    pub fn routes(&self) -> Router<Front> {
        let mut router = Router::new();
        for name in &self.files {
            let keep = if name == "sw.js" {
                "no-store"
            } else {
                "no-cache"
            };
            let file = ServeFile::new(self.public.join(name))
                .precompressed_br()
                .precompressed_gzip();
            let file = ServiceBuilder::new().layer(kept(keep)).service(file);
            router = router.route_service(&format!("/{name}"), file);
        }
        for name in &self.folders {
            let folder = ServiceBuilder::new()
                .layer(kept("no-cache"))
                .service(served(self.public.join(name)));
            router = router.nest_service(&format!("/{name}"), folder);
        }
        let hashed = ServiceBuilder::new()
            .layer(kept("public, max-age=31536000, immutable"))
            .service(served(self.public.join("pkg")));
        router = router.nest_service("/pkg", hashed);
        // Asked for by name where a document has no head to tell the other.
        if !self.files.iter().any(|name| name == "favicon.ico") {
            let icon = async || Redirect::permanent("/favicon.svg");
            router = router.route("/favicon.ico", get(icon));
        }
        match self.logo.clone() {
            Some((kind, picture)) => {
                let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")];
                let show = async move || (headers, picture).into_response();
                router.route(LOGO, get(show))
            }
            None => router,
        }
    }

    /// Whether the front end can still be served.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.public.join("pkg").is_dir()
    }
}

fn served(folder: PathBuf) -> ServeDir {
    ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
}

/// Only what was found is kept: after an upgrade, a name may exist that did not.
fn kept(how: &'static str) -> SetResponseHeaderLayer<Keep> {
    SetResponseHeaderLayer::overriding(CACHE_CONTROL, Keep(how))
}

#[derive(Clone, Copy)]
struct Keep(&'static str);

impl<B> tower_http::set_header::MakeHeaderValue<http::Response<B>> for Keep {
    fn make_header_value(&mut self, answer: &http::Response<B>) -> Option<HeaderValue> {
        let found = answer.status().is_success() || answer.status().is_redirection();
        Some(HeaderValue::from_static(if found {
            self.0
        } else {
            "no-store"
        }))
    }
}

fn logo(brand: &BrandSettings) -> Result<Option<(&'static str, Vec<u8>)>, SiteError> {
    let Some(path) = &brand.logo else {
        return Ok(None);
    };
    let kind = picture(path).unwrap_or("application/octet-stream");
    let picture = std::fs::read(path).map_err(|error| SiteError::Logo(path.clone(), error))?;
    Ok(Some((kind, picture)))
}
