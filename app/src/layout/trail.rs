//! Where the reader has been: whether another page has come, to move the focus and to say so.

use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The last page on which the reader arrived, and what was said about it.
#[derive(Clone, Copy)]
pub(crate) struct Trail {
    last: StoredValue<Option<String>>,
    /// What is announced.
    pub told: RwSignal<String>,
}

impl Trail {
    /// Nobody has arrived anywhere.
    pub fn new() -> Self {
        Self {
            last: StoredValue::new(None),
            told: RwSignal::new(String::new()),
        }
    }

    /// Notes that a page is there. The first came with the document, which the browser announces
    /// itself; every later one takes the focus and is told.
    pub fn arrive(main: NodeRef<Main>, title: String) {
        let Some(trail) = use_context::<Self>() else {
            return;
        };
        let path = use_location().pathname;
        Effect::new(move |_| {
            let Some(main) = main.get() else {
                return;
            };
            let here = path.get_untracked();
            let before = trail
                .last
                .try_update_value(|last| last.replace(here.clone()));
            let Some(Some(before)) = before else {
                return;
            };
            if before != here {
                #[cfg(feature = "hydrate")]
                super::browser::close_popovers();
                // A page that waited for its answer is drawn before it stands in the document.
                request_animation_frame(move || {
                    let _ = main.focus();
                });
                trail.told.set(title.clone());
            }
        });
    }
}
