//! Long names.

use leptos::prelude::*;

/// A name that may be broken before its dots, in a direction of its own.
#[must_use]
pub fn breakable(name: &str) -> AnyView {
    let mut labels = name.split('.');
    let first = labels.next().unwrap_or_default().to_owned();
    let rest = labels.map(|label| {
        let label = format!(".{label}");
        view! {
            <wbr />
            {label}
        }
    });
    view! { <bdi>{first} {rest.collect_view()}</bdi> }.into_any()
}
