//! Small parts: icon, status, panel, empty.

use leptos::prelude::*;

/// A sign of the sprite in `layout::sprite`. Says nothing by itself: a word stands beside it.
#[component]
pub fn Icon(
    /// Its name in the sprite, without `i-`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <use href=format!("#i-{name}")></use>
        </svg>
    }
}

/// What a state means to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done, in order.
    Good,
    /// On its way.
    Moving,
    /// About to go wrong.
    Warn,
    /// Late or lost.
    Bad,
    /// Over.
    Off,
    /// Nothing in particular.
    Plain,
}

impl Tone {
    /// As the attribute `data-tone` writes it.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Good => Some("good"),
            Self::Moving => Some("moving"),
            Self::Warn => Some("warn"),
            Self::Bad => Some("bad"),
            Self::Off => Some("off"),
            Self::Plain => None,
        }
    }
}

/// A state: a shape and a word.
#[component]
pub fn Status(
    /// What it means.
    tone: Tone,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="status" data-tone=tone.attribute()>
            {children()}
        </span>
    }
}

/// One subject under its heading.
#[component]
pub fn Panel(
    /// Names the heading for those who do not see it: unique on the page.
    #[prop(into)]
    id: String,
    /// The heading.
    #[prop(into)]
    title: String,
    /// What stands across from the heading.
    #[prop(optional, into)]
    aside: Option<AnyView>,
    /// What it holds: a `.body`, a table in a `.table-box`, a `footer`.
    children: Children,
) -> impl IntoView {
    let named = id.clone();
    view! {
        <section class="panel" aria-labelledby=named>
            <header>
                <h2 id=id>{title}</h2>
                {aside}
            </header>
            {children()}
        </section>
    }
}

/// What will be here, and how it gets here.
#[component]
pub fn Empty(
    /// What is not here yet.
    #[prop(into)]
    title: String,
    /// What will be, and how it gets here.
    #[prop(into)]
    text: String,
    /// The way there, if there is one.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h3>{title}</h3>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
