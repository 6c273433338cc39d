//! The page of the statement: from which day to which, and what moved.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::statement::{StatementQuery, StatementView};
use model::time::Date;

use super::{api, table};
use crate::layout::Page;
use crate::part::{Answered, Icon};
use crate::text::statement as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn StatementPage() -> impl IntoView {
    let query = use_query_map();
    let day = move |name| query.with(|query| query.get(name)).unwrap_or_default();
    let asked = move || StatementQuery {
        from: day("from"),
        to: day("to"),
    };
    let statement = ask(move || Ok(api::ShowStatement { query: asked() }));
    view! {
        <Page title=words::title()>
            <Answered answer=statement view=shown lines=12 />
        </Page>
    }
}

fn shown(statement: StatementView) -> AnyView {
    let days = format!("from={}&to={}", statement.from, statement.to);
    let form = form(statement.from, statement.to, &days);
    let one = statement.parts.len() == 1;
    let parts = statement.parts.into_iter();
    let from = statement.from;
    let parts: Vec<_> = parts
        .map(|part| table::panel(part, one, from, &days))
        .collect();
    (form, parts).into_any()
}

/// Two days and a button: the address says what is shown, with scripts or without.
fn form(from: Date, to: Date, days: &str) -> AnyView {
    let field = |name: &'static str, label, day: Date| {
        view! {
            <div class="field" data-half="">
                <label for=name>{label}</label>
                <input class="input" type="date" id=name name=name value=day.to_string() required />
            </div>
        }
    };
    let table = format!("/statement.csv?{days}");
    view! {
        <form class="panel" method="get">
            <div class="body stack">
                <div class="fields">
                    {field("from", words::from(), from)} {field("to", words::to(), to)}
                </div>
                <div class="actions">
                    <button class="button" data-kind="primary" type="submit">
                        {words::show()}
                    </button>
                    <a class="button" data-kind="quiet" rel="external" href=table>
                        <Icon name="download" />
                        {words::csv()}
                    </a>
                </div>
            </div>
        </form>
    }
    .into_any()
}
