//! A document as files: plain links that the browser follows by itself, awake or not.

use leptos::prelude::*;
use model::document::Forms;

use crate::part::Icon;
use crate::text::invoice as words;

/// Links to the files of a document below its address; `pdf` is the name of the one for people.
pub(super) fn links(place: &str, pdf: &str, forms: Forms) -> AnyView {
    let link = |name, file: &str, icon: Option<&'static str>| {
        let kind = icon.is_none().then_some("quiet");
        let icon = icon.map(|icon| view! { <Icon name=icon /> });
        let href = format!("{place}/{file}");
        view! {
            <a class="button" data-kind=kind rel="external" href=href>
                {icon}
                {name}
            </a>
        }
        .into_any()
    };
    let print = forms.pdf.then(|| link(words::pdf(), pdf, Some("download")));
    let data = forms
        .xrechnung
        .then(|| link(words::xrechnung(), "xrechnung.xml", None));
    (print, data, link(words::csv(), "lines.csv", None)).into_any()
}
