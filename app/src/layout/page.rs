//! One page: its title, the way to it, and its content.

use leptos::html::Main;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::frame::Provider;
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

/// A page of the portal: title of the document, heading, breadcrumb, content.
#[component]
pub fn Page(
    /// What it is called.
    #[prop(into)]
    title: String,
    /// The heading, where it is not the title.
    #[prop(optional, into)]
    heading: Option<String>,
    /// What stands beneath the heading.
    #[prop(optional, into)]
    about: Option<AnyView>,
    /// What can be done, across from the heading.
    #[prop(optional, into)]
    actions: Option<AnyView>,
    /// The steps before this one; the account page if there are none.
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
    let door = scene.is_door(&path);
    let main = NodeRef::<Main>::new();
    if !waits {
        Trail::arrive(main, title.clone());
    }
    let document = format!("{title} – {}", scene.brand.name);
    let heading = heading.unwrap_or_else(|| title.clone());
    let content = if door {
        view! {
            <h1>{heading}</h1>
            {about}
            {children()}
        }
        .into_any()
    } else {
        view! {
            <div class="page">
                <header class="page-head">
                    <div>
                        <h1>{heading}</h1>
                        {about.map(|about| view! { <p>{about}</p> })}
                    </div>
                    {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
                </header>
                {children()}
            </div>
        }
        .into_any()
    };
    let top = (!door).then(|| {
        let crumbs = crumbs.unwrap_or_else(|| {
            if path == "/" {
                vec![]
            } else {
                vec![Crumb::home()]
            }
        });
        view! {
            <header class="top">
                <Provider brand=scene.brand />
                <Breadcrumb crumbs=crumbs title=title />
            </header>
        }
    });
    view! {
        <Title text=document />
        {top}
        <main id="main" tabindex="-1" node_ref=main aria-busy=waits.then_some("true")>
            {content}
        </main>
    }
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
