//! The typed catalogue: every sentence is a function, in the language of the page. The texts are in
//! `text/<language>.toml`: `{name}` takes a text, `<name>` a part of a page, a table of forms takes
//! a `count`. The functions are written by `build.rs`.

mod plural;
mod source;
mod weave;

use leptos::prelude::AnyView;

#[cfg(feature = "hydrate")]
pub(crate) use source::keep;
#[cfg(not(feature = "ssr"))]
pub(crate) use source::spoken;

use plural::form;
use source::line;
use weave::{fill, weave};

include!(concat!(env!("OUT_DIR"), "/text.rs"));
