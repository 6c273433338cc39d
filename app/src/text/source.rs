//! Where the texts come from: on the server all languages are at hand, in the browser one, which
//! came with the document.

use model::text::Language;

#[cfg(feature = "ssr")]
pub(super) fn line(number: usize) -> &'static str {
    texts(spoken()).get(number).copied().unwrap_or_default()
}

#[cfg(feature = "ssr")]
const fn texts(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => super::EN,
        Language::De => super::DE,
    }
}

/// The language of the page.
#[cfg(feature = "ssr")]
pub(crate) fn spoken() -> Language {
    crate::scene::language()
}

/// The language of the page and its texts.
#[cfg(not(feature = "ssr"))]
static KEPT: std::sync::OnceLock<(Language, Vec<String>)> = std::sync::OnceLock::new();

#[cfg(not(feature = "ssr"))]
pub(super) fn line(number: usize) -> &'static str {
    let kept = KEPT.get().and_then(|(_, lines)| lines.get(number));
    kept.map_or("", String::as_str)
}

/// The language of the page.
#[cfg(not(feature = "ssr"))]
pub(crate) fn spoken() -> Language {
    KEPT.get().map_or(Language::En, |(language, _)| *language)
}

/// Keeps the texts for as long as the document lives.
#[cfg(feature = "hydrate")]
pub(crate) fn keep(language: Language, texts: &str) {
    let plain = |line: &str| line.replace("\\n", "\n").replace("\\\\", "\\");
    let lines = texts.lines().map(plain).collect();
    // A second document would be a second module: there is nothing to replace.
    let _ = KEPT.set((language, lines));
}
