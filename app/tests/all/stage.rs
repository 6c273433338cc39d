//! Draws pages.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::sync::Arc;

use app::part::Refused;
use app::scene::{Assets, Brand, Look};
use app::shell::shell;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use leptos::prelude::provide_context;
use model::caller::Caller;
use model::portal::Door;
use model::portal::fake::FakePortal;

/// Who asks, and what the portal answers.
#[derive(Clone, Default)]
pub struct Stage {
    pub portal: FakePortal,
    pub caller: Option<Caller>,
    pub look: Look,
    pub refused: Option<Refused>,
}

/// What came back.
pub struct Drawn {
    pub status: u16,
    pub location: Option<String>,
    pub html: String,
}

impl Stage {
    /// Draws the page at an address.
    pub async fn page(&self, address: &str) -> Drawn {
        // The second test finds the first one's executor, which is as good.
        let _ = any_spawner::Executor::init_tokio();
        let (stage, assets) = (self.clone(), Arc::new(assets()));
        let draw = leptos_axum::render_app_async_with_context(
            move || stage.provide(),
            move || shell(Arc::clone(&assets)),
        );
        let request = Request::get(address).body(Body::empty()).unwrap();
        let response = draw(request).await;
        let location = response.headers().get("location");
        let location = location.map(|place| place.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let html = String::from_utf8(body.to_vec()).unwrap();
        Drawn {
            status,
            location,
            html,
        }
    }

    fn provide(&self) {
        let door: Door = Arc::new(self.portal.clone());
        provide_context(door);
        provide_context(self.look);
        provide_context(Brand {
            name: "Quayside".to_owned(),
            legal: "Quayside Hosting GmbH, Hamburg".to_owned(),
            hue: 232,
            chroma: 95,
            ..Brand::default()
        });
        if let Some(caller) = self.caller.clone() {
            provide_context(caller);
        }
        if let Some(refused) = self.refused.clone() {
            provide_context(refused);
        }
    }
}

fn assets() -> Assets {
    let texts = [("en", "/pkg/text.en.1.txt"), ("de", "/pkg/text.de.1.txt")];
    Assets {
        js: "/pkg/app.1.js".to_owned(),
        wasm: "/pkg/app.1.wasm".to_owned(),
        pwa: "/pkg/pwa.1.js".to_owned(),
        css: "/pkg/site.1.css".to_owned(),
        texts: texts
            .map(|(tag, path)| (tag.to_owned(), path.to_owned()))
            .into(),
    }
}
