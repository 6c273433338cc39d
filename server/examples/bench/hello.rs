//! The anchor of what a browser waits for: a minimal page that wakes up, from `target/hello`.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::routing::get;
use axum::serve::ListenerExt;
use leptos_axum::render_app_async_with_context;
use serde_json::Value;
use tower_http::services::ServeDir;

use crate::Done;

/// Where `bundle hello` puts it.
const PLACE: &str = "target/hello";

/// Serves until it is killed.
pub fn serve(port: &str) -> Done<()> {
    let (script, module) = (asset("js")?, asset("wasm")?);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let _ = any_spawner::Executor::init_tokio();
        let page = move |request: Request| {
            let (script, module) = (script.clone(), module.clone());
            let draw = render_app_async_with_context(|| (), move || hello::shell(&script, &module));
            draw(request)
        };
        let files = ServeDir::new(Path::new(PLACE).join("public/pkg"));
        let files = files.precompressed_br().precompressed_gzip();
        let router = Router::new()
            .route("/", get(page))
            .nest_service("/pkg", files);
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
        let listener = listener.tap_io(|socket| {
            let _ = socket.set_nodelay(true);
        });
        axum::serve(listener, router).await?;
        Ok(())
    })
}

fn asset(ending: &str) -> Done<String> {
    let text = std::fs::read(Path::new(PLACE).join("assets.json"))?;
    let names: Value = serde_json::from_slice(&text)?;
    let name = names.get(ending).and_then(Value::as_str);
    Ok(name.ok_or("assets.json is not complete")?.to_owned())
}
