//! What a page without a connection says. Only the server draws it: the script beside the front
//! end shows it where it is needed, and the worker keeps the page for what it has not kept.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use super::frame::{Legal, Provider};
use crate::part::Icon;
use crate::scene::Brand;
use crate::text::{layout, offline as words};

/// The bar that says so, and the offer of a new release: not shown, to be copied by the script.
pub(crate) fn notices() -> AnyView {
    let when = view! { <time></time> }.into_any();
    view! {
        <template id="notices">
            <div class="offline-bar" role="status">
                <Icon name="offline" />
                <span data-says="live">{words::live()}</span>
                <span data-says="kept">{words::as_of(when)}</span>
                <span data-says="blocked">{words::blocked()}</span>
                <button class="button" type="button" data-size="small">
                    {words::again()}
                </button>
            </div>
            <div class="toast" role="status">
                <span>{words::fresh()}</span>
                <button type="button">{words::load()}</button>
            </div>
        </template>
    }
    .into_any()
}

/// The page in the place of one that was not kept. It is the same for everybody.
pub(crate) fn page(brand: Brand) -> AnyView {
    let kept = [("/", layout::account()), ("/invoices", layout::invoices())];
    // The script shows those that were kept.
    let kept = kept.map(|(href, name)| {
        view! {
            <li hidden>
                <a href=href data-kept="">
                    {name}
                </a>
            </li>
        }
    });
    view! {
        <div class="door">
            <header>
                <Provider brand=brand.clone() />
            </header>
            <main id="main">
                <h1>{words::title()}</h1>
                <p>{words::text()}</p>
                <div class="actions">
                    <a class="button" data-kind="primary" href="">
                        {words::again()}
                    </a>
                </div>
                <section hidden>
                    <p>{words::kept()}</p>
                    <ul class="plain">{kept.collect_view()}</ul>
                </section>
            </main>
            <Legal brand=brand />
        </div>
    }
    .into_any()
}

/// The head of that page beside what every document has.
pub(crate) fn head(brand: &Brand) -> AnyView {
    let title = format!("{} – {}", words::title(), brand.name);
    view! { <title>{title}</title> }.into_any()
}

/// The script beside the front end.
pub(crate) fn script(address: String) -> AnyView {
    view! { <script type="module" src=address nonce=use_nonce()></script> }.into_any()
}
