//! The document around the page.

use std::sync::Arc;

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use model::caller::Caller;

use crate::layout::offline;
use crate::layout::sprite::sprite;
use crate::routes::App;
use crate::scene::{Assets, Brand, Scene, Theme};

/// The whole document. Reads from the context of the request what `Scene::of_request` reads, the
/// nonce of the response, and the request's parts.
#[must_use]
pub fn shell(assets: Arc<Assets>) -> AnyView {
    let scene = Scene::of_request();
    let path = use_context::<http::request::Parts>();
    let path = path.map_or_else(String::new, |parts| parts.uri.path().to_owned());
    let wakes = scene.wakes(&path);
    let head = view! {
        {wakes.then(|| boot(&assets, scene.look.language.tag()))}
        <MetaTags />
    };
    let release = wakes.then(|| assets.release().to_owned());
    document(
        &scene,
        &assets,
        release,
        (head.into_any(), view! { <App /> }.into_any()),
    )
}

/// The page that stands for those that a browser without a connection has not kept. It is the same
/// whoever is signed in.
#[must_use]
pub fn offline(assets: &Assets) -> String {
    let scene = Scene {
        viewer: None,
        ..Scene::of_request()
    };
    let page = (
        offline::head(&scene.brand),
        offline::page(scene.brand.clone()),
    );
    // What marks the end of a text for waking up would be read in a title.
    let html = document(&scene, assets, None, page).to_html();
    html.replacen("<!></title>", "</title>", 1)
}

/// The document around a page; `release` is that of the front end which wakes it up, if one does.
fn document(
    scene: &Scene,
    assets: &Assets,
    release: Option<String>,
    (head, page): (AnyView, AnyView),
) -> AnyView {
    let look = scene.look;
    let theme = (look.theme != Theme::System).then(|| look.theme.as_str());
    let stays = use_context::<Caller>().is_some_and(|caller| caller.stay);
    view! {
        <!DOCTYPE html>
        <html
            lang=look.language.tag()
            dir=look.dir.as_str()
            data-theme=theme
            data-release=release
            data-stays=stays.then_some("")
        >
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover"
                />
                <meta name="color-scheme" content="light dark" />
                {colours(look.theme)}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/apple.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=assets.css.clone() />
                {whole()}
                <style nonce=use_nonce()>{accent(&scene.brand)}</style>
                {head}
                {offline::script(assets.pwa.clone())}
            </head>
            <body>
                {page}
                // Behind the page, so that waking up does not meet it.
                {sprite()}
                {offline::notices()}
            </body>
        </html>
    }
    .into_any()
}

/// Nothing is painted before the last element is there: a table of which half has come has other
/// columns.
fn whole() -> AnyView {
    view! { <link rel="expect" href="#notices" blocking="render" /> }.into_any()
}

/// The paper in light and dark, as `--paper` has it.
pub const LIGHT: &str = "#f6f7f8";
const DARK: &str = "#0d1114";

/// The colour around the page, as `--paper` has it in light and dark.
fn colours(theme: Theme) -> AnyView {
    match theme {
        Theme::Light => view! { <meta name="theme-color" content=LIGHT /> }.into_any(),
        Theme::Dark => view! { <meta name="theme-color" content=DARK /> }.into_any(),
        Theme::System => {
            let colour = |scheme: &str, colour: &'static str| {
                let media = format!("(prefers-color-scheme: {scheme})");
                let meta = leptos::html::meta().name("theme-color").content(colour);
                meta.attr("media", media)
            };
            (colour("light", LIGHT), colour("dark", DARK)).into_any()
        }
    }
}

/// The provider's accent: figures only, so that nothing from the settings is read as CSS.
fn accent(brand: &Brand) -> String {
    let (hue, chroma) = (brand.hue % 360, brand.chroma.min(130));
    format!(":root{{--brand-hue:{hue};--brand-chroma:0.{chroma:03}}}")
}

/// What wakes the page up: the module, the front end, and the texts of one language.
fn boot(assets: &Assets, tag: &str) -> AnyView {
    let text = assets.texts.get(tag).cloned().unwrap_or_default();
    let (js, wasm) = (assets.js.clone(), assets.wasm.clone());
    let script = format!(
        "import init,{{hydrate}} from '{js}';\
         Promise.all([fetch('{text}').then(r=>r.text()),init({{module_or_path:'{wasm}'}})])\
         .then(([t])=>hydrate(t))"
    );
    view! {
        <link rel="modulepreload" href=js nonce=use_nonce() crossorigin="anonymous" />
        <link
            rel="preload"
            href=wasm
            r#as="fetch"
            r#type="application/wasm"
            crossorigin="anonymous"
            fetchpriority="low"
        />
        <link rel="preload" href=text r#as="fetch" r#type="text/plain" crossorigin="anonymous" />
        <script type="module" nonce=use_nonce()>
            {script}
        </script>
    }
    .into_any()
}
