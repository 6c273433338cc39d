//! The list of all subscriptions.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use model::subscription::{PlanKind, Status, SubscriptionList, SubscriptionQuery};

use super::api::ListSubscriptions;
use super::question::{STATES, question};
use super::state::name;
use super::table::SubscriptionTable;
use crate::layout::{Head, Page};
use crate::part::{Answered, Empty, Icon, Pager, SearchBox, Segment, Segments, address};
use crate::text::subscription as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn SubscriptionsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(question));
    let answer = ask(move || Ok(ListSubscriptions { query: asked.get() }));
    let shown = move |list: SubscriptionList| shown(list, &asked.get_untracked());
    view! {
        <Page title=words::title() head=Head::default().about(words::about())>
            <section class="panel table-box" aria-labelledby="list">
                <h2 class="spoken" id="list">
                    {words::list()}
                </h2>
                <header>
                    <SearchBox label=words::search() />
                    <div class="actions">
                        <Kinds />
                        <States asked=asked />
                    </div>
                </header>
                <Answered answer=answer view=shown lines=10 />
            </section>
        </Page>
    }
}

fn shown(list: SubscriptionList, asked: &SubscriptionQuery) -> AnyView {
    if list.page.items.is_empty() {
        return nothing(asked);
    }
    view! {
        <SubscriptionTable rows=list.page.items today=list.today />
        <Pager next=list.page.next />
    }
    .into_any()
}

/// Why the list is empty: nothing is there, nothing of this kind, or nothing that fits.
fn nothing(asked: &SubscriptionQuery) -> AnyView {
    let plain = asked.search.is_empty() && asked.status.is_none() && asked.after.is_none();
    let (title, text) = match asked.kind {
        None if plain => (words::empty(), words::empty_text()),
        Some(PlanKind::Hosting) if plain => (words::empty_hosting(), words::empty_hosting_text()),
        Some(PlanKind::Domain) if plain => (words::empty_domain(), words::empty_domain_text()),
        Some(PlanKind::Certificate) if plain => {
            (words::empty_certificate(), words::empty_certificate_text())
        }
        None | Some(_) => (words::empty_fit(), words::empty_fit_text()),
    };
    let all = *asked == SubscriptionQuery::default();
    view! {
        <Empty title=title text=text>
            {(!all)
                .then(|| {
                    view! {
                        <a class="button" href="/subscriptions">
                            {words::show_all()}
                        </a>
                    }
                })}
        </Empty>
    }
    .into_any()
}

#[component]
fn Kinds() -> impl IntoView {
    let choices = [
        ("", words::kind_all()),
        (PlanKind::Hosting.as_str(), words::kind_hosting()),
        (PlanKind::Domain.as_str(), words::kind_domain()),
        (PlanKind::Certificate.as_str(), words::kind_certificate()),
    ];
    let choices = choices.map(|(value, label)| Segment { value, label });
    view! { <Segments name="kind" label=words::kind() choices=choices.into() /> }
}

/// A menu of links, because there are too many states for segments.
#[component]
fn States(asked: Memo<SubscriptionQuery>) -> impl IntoView {
    let current = move || asked.get().status.map_or_else(words::status_any, name);
    let choices = [None].into_iter().chain(STATES.map(Some));
    view! {
        <button class="button" type="button" data-size="small" popovertarget="states">
            <span class="spoken">{words::status()} ": "</span>
            {current}
            <Icon name="updown" />
        </button>
        <nav class="menu" id="states" popover="auto" aria-label=words::status()>
            {choices.map(|choice| state(choice, asked)).collect_view()}
        </nav>
    }
}

fn state(choice: Option<Status>, asked: Memo<SubscriptionQuery>) -> AnyView {
    let (path, query) = (use_location().pathname, use_query_map());
    let value = choice.map_or("", Status::as_str);
    let href = move || {
        query.with(|query| address(&path.get(), query, &[("status", value), ("after", "")]))
    };
    let current = move || (asked.get().status == choice).then_some("true");
    view! {
        <a href=href aria-current=current on:click=|_| close()>
            {choice.map_or_else(words::status_any, name)}
        </a>
    }
    .into_any()
}

/// The menu stays on its page, so nobody else closes it.
fn close() {
    #[cfg(feature = "hydrate")]
    crate::layout::browser::close_popovers();
}
