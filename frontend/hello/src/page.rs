use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// What the page loads.
///
/// # Errors
/// None of its own; those of the way there.
#[server(endpoint = "hello/show", input = server_fn::codec::GetUrl)]
pub async fn show() -> Result<String, ServerFnError> {
    Ok("Hello".to_owned())
}

/// What its button does.
///
/// # Errors
/// None of its own; those of the way there.
#[server(endpoint = "hello/greet")]
pub async fn greet(name: String) -> Result<String, ServerFnError> {
    Ok(format!("Hello, {name}"))
}

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Hello" />
        <Router>
            <Routes fallback=|| "Not found">
                <Route path=path!("/") view=Page ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}

#[component]
fn Page() -> impl IntoView {
    let shown = Resource::new(|| (), |()| show());
    let greeting = ServerAction::<Greet>::new();
    // As the front end listens to keys: by this the benchmark sees that the page is awake.
    Effect::new(|| {
        let listener = window_event_listener(leptos::ev::keydown, |_| {});
        on_cleanup(move || listener.remove());
    });
    view! {
        <main>
            <h1>
                <Suspense fallback=|| ()>
                    {move || Suspend::new(async move { shown.await.unwrap_or_default() })}
                </Suspense>
            </h1>
            <ActionForm action=greeting>
                <input name="name" aria-label="Name" />
                <button>"Greet"</button>
            </ActionForm>
            <p>{move || greeting.value().get().and_then(Result::ok)}</p>
        </main>
    }
}

/// The document, with the addresses of its script and its module.
#[must_use]
pub fn shell(script: &str, module: &str) -> AnyView {
    let boot = format!(
        "import init,{{hydrate}} from '{script}';init({{module_or_path:'{module}'}}).then(hydrate)"
    );
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="modulepreload" href=script.to_owned() crossorigin="anonymous" />
                <link
                    rel="preload"
                    href=module.to_owned()
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <script type="module">{boot}</script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
    .into_any()
}
