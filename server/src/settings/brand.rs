use std::path::{Path, PathBuf};

use app::scene::Brand;
use serde::{Deserialize, Serialize};

/// The section `[brand]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandSettings {
    /// The provider's name.
    pub name: String,
    /// A picture (SVG, PNG or WebP) for the head of every page; a neutral sign if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PathBuf>,
    /// The hue of the accent in degrees (OKLCH, 0 to 359).
    pub hue: u16,
    /// The strength of the accent in thousandths (OKLCH chroma, 0 to 130). Lightness is not the
    /// provider's to choose, so that contrast holds for every accent within these bounds.
    pub chroma: u16,
    /// Company and place, for the foot of every page.
    pub legal: String,
    /// Where help is to be had: `https://…` or `mailto:…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// The terms: `https://…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
    /// The imprint: `https://…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imprint_url: Option<String>,
}

impl Default for BrandSettings {
    fn default() -> Self {
        Self {
            name: "Saldo".to_owned(),
            logo: None,
            hue: 232,
            chroma: 95,
            legal: String::new(),
            support_url: None,
            terms_url: None,
            imprint_url: None,
        }
    }
}

/// The address at which the logo is served.
pub const LOGO: &str = "/brand/logo";

impl BrandSettings {
    /// As pages show it.
    #[must_use]
    pub fn brand(&self) -> Brand {
        Brand {
            name: self.name.clone(),
            logo: self.logo.as_ref().map(|_| LOGO.to_owned()),
            hue: self.hue,
            chroma: self.chroma,
            legal: self.legal.clone(),
            support_url: self.support_url.clone(),
            terms_url: self.terms_url.clone(),
            imprint_url: self.imprint_url.clone(),
        }
    }

    /// What is wrong with it, by key.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() {
            faults.push("brand.name: must not be empty".to_owned());
        }
        if self.hue > 359 {
            faults.push("brand.hue: must lie between 0 and 359".to_owned());
        }
        if self.chroma > 130 {
            faults.push("brand.chroma: must lie between 0 and 130 (contrast)".to_owned());
        }
        if self
            .logo
            .as_deref()
            .is_some_and(|logo| picture(logo).is_none())
        {
            faults.push("brand.logo: must be a file .svg, .png or .webp".to_owned());
        }
        let links = [
            ("support_url", &self.support_url, true),
            ("terms_url", &self.terms_url, false),
            ("imprint_url", &self.imprint_url, false),
        ];
        for (key, link, mail) in links {
            if link.as_deref().is_some_and(|link| !is_link(link, mail)) {
                faults.push(format!("brand.{key}: must begin with https://"));
            }
        }
        faults
    }
}

fn is_link(link: &str, mail: bool) -> bool {
    link.starts_with("https://") || (mail && link.starts_with("mailto:"))
}

/// The media type of a picture, by its name.
#[must_use]
pub fn picture(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}
