//! The first subscriptions, what needs attention first, and the way to all of them.

use leptos::prelude::*;
use model::subscription::SubscriptionSummary;
use model::time::Date;

use crate::part::{Empty, Icon};
use crate::scene::scene;
use crate::subscription::SubscriptionTable;
use crate::text::account as words;

/// The subscriptions, or what will be here.
pub(super) fn section(rows: Vec<SubscriptionSummary>, more: bool, today: Date) -> AnyView {
    let content = if rows.is_empty() {
        let text = words::no_subscriptions_text(&scene().brand.name);
        view! { <Empty title=words::no_subscriptions() text=text /> }.into_any()
    } else {
        let all = more.then(|| {
            view! {
                <footer class="pager">
                    <a class="button" data-size="small" href="/subscriptions">
                        {words::all_subscriptions()}
                    </a>
                </footer>
            }
        });
        view! {
            <header>{search()}</header>
            <SubscriptionTable rows=rows today=today />
            {all}
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="subscriptions">
            <div class="section-head">
                <h2 id="subscriptions">{words::subscriptions()}</h2>
                <a href="/subscriptions">{words::all_subscriptions()}</a>
            </div>
            <div class="panel table-box">{content}</div>
        </section>
    }
    .into_any()
}

/// Searches all subscriptions, on their own page.
fn search() -> AnyView {
    view! {
        <form method="get" action="/subscriptions" class="search" role="search">
            <Icon name="search" />
            <input
                class="input"
                type="search"
                name="search"
                placeholder=words::search_subscriptions()
                aria-label=words::search_subscriptions()
                autocomplete="off"
            />
        </form>
    }
    .into_any()
}
