//! One page: its title, the way to it, and its content.

use leptos::html::Main;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::frame::Provider;
use super::navigation::is_home;
use super::trail::Trail;
use crate::scene::scene;
use crate::text::layout as words;

/// A step on the way to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its address.
    pub href: String,
    /// Its name.
    pub name: String,
}

impl Crumb {
    /// A step.
    #[must_use]
    pub fn new(href: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            name: name.into(),
        }
    }

    /// The account page, on the way to all others.
    #[must_use]
    pub fn home() -> Self {
        Self::new("/", words::account())
    }
}

/// What the head of a page says beside its title.
#[derive(Default)]
pub struct Head {
    heading: Option<String>,
    about: Option<AnyView>,
    actions: Option<AnyView>,
}

impl Head {
    /// A heading that is not the title of the document.
    #[must_use]
    pub fn heading(self, heading: impl Into<String>) -> Self {
        Self {
            heading: Some(heading.into()),
            ..self
        }
    }

    /// The line beneath the heading.
    #[must_use]
    pub fn about(self, about: impl IntoAny) -> Self {
        Self {
            about: Some(about.into_any()),
            ..self
        }
    }

    /// What can be done, across from the heading.
    #[must_use]
    pub fn actions(self, actions: impl IntoAny) -> Self {
        Self {
            actions: Some(actions.into_any()),
            ..self
        }
    }
}

/// A page of the portal: title of the document, heading, breadcrumb, content.
#[component]
pub fn Page(
    /// What it is called.
    #[prop(into)]
    title: String,
    /// What its head says beside that.
    #[prop(optional)]
    head: Head,
    /// The steps before this one; the account page if absent.
    #[prop(optional)]
    crumbs: Option<Vec<Crumb>>,
    /// Whether it only holds the place of what is still to come.
    #[prop(optional)]
    waits: bool,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let scene = scene();
    let path = use_location().pathname.get_untracked();
    let main = NodeRef::<Main>::new();
    if !waits {
        Trail::arrive(main, title.clone());
    }
    let document = format!("{title} – {}", scene.brand.name);
    let (top, content) = if scene.is_door(&path) {
        (None, at_the_door(title, head, children))
    } else {
        let crumbs = crumbs.unwrap_or_else(|| steps_to(&path));
        let name = title.clone();
        let top = view! {
            <header class="top">
                <Provider brand=scene.brand />
                <Breadcrumb crumbs=crumbs title=name />
            </header>
        };
        (Some(top), in_the_frame(title, head, children))
    };
    view! {
        <Title text=document />
        {top}
        <main id="main" tabindex="-1" node_ref=main aria-busy=waits.then_some("true")>
            {content}
        </main>
    }
}

/// The steps before a page that names none: the account page, but before itself.
fn steps_to(path: &str) -> Vec<Crumb> {
    if is_home(path) {
        vec![]
    } else {
        vec![Crumb::home()]
    }
}

fn at_the_door(title: String, head: Head, children: Children) -> AnyView {
    view! {
        <h1>{head.heading.unwrap_or(title)}</h1>
        {head.about.map(|about| view! { <p>{about}</p> })}
        {children()}
    }
    .into_any()
}

fn in_the_frame(title: String, head: Head, children: Children) -> AnyView {
    view! {
        <div class="page">
            <header class="page-head">
                <div>
                    <h1>{head.heading.unwrap_or(title)}</h1>
                    {head.about.map(|about| view! { <p>{about}</p> })}
                </div>
                {head.actions.map(|actions| view! { <div class="actions">{actions}</div> })}
            </header>
            {children()}
        </div>
    }
    .into_any()
}

#[component]
fn Breadcrumb(crumbs: Vec<Crumb>, title: String) -> impl IntoView {
    let step = |Crumb { href, name }| view! { <li><a href=href>{name}</a></li> };
    view! {
        <nav class="breadcrumb" aria-label=words::breadcrumb()>
            <ol>
                {crumbs.into_iter().map(step).collect_view()} <li>
                    <span aria-current="page">{title}</span>
                </li>
            </ol>
        </nav>
    }
}
