//! Putting a to-do off, and what is put off.

use leptos::prelude::*;
use model::time::Date;
use model::todo::{Listed, Snoozed};

use super::item;
use crate::format::{Day, relative, weekday};
use crate::part::{Empty, Icon, Submit};
use crate::text::todo as words;

/// A menu with the days until which it may be put off; nothing where there is none.
pub(super) fn menu(of: &Listed, n: usize, today: Date) -> Option<AnyView> {
    if of.choices.is_empty() {
        return None;
    }
    let (id, key) = (format!("more-{n}"), of.todo.key());
    let label = words::more_for(&item::heading(&of.todo));
    let choice = |day: &Date| {
        let day = *day;
        let words = if day.since(today) == 1 {
            words::snooze(&relative(day, today))
        } else {
            words::snooze(&weekday(day))
        };
        view! {
            <button class="item" name="until" value=day.to_string()>
                {words}
            </button>
        }
    };
    let choices = of.choices.iter().map(choice).collect_view();
    let menu = view! {
        <button
            class="button"
            type="button"
            data-kind="quiet"
            data-size="icon"
            popovertarget=id.clone()
            aria-label=label
        >
            <Icon name="more" />
        </button>
        <div class="menu" id=id popover="auto">
            <form method="post">
                <input type="hidden" name="todo" value=key />
                {choices}
            </form>
        </div>
    };
    Some(menu.into_any())
}

/// What is put off, with the way back.
pub(super) fn snoozed(rows: Vec<Snoozed>) -> AnyView {
    let content = if rows.is_empty() {
        view! { <Empty title=words::none_snoozed() text=words::none_snoozed_text() /> }.into_any()
    } else {
        view! { <ul>{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="snoozed">
            <div class="section-head">
                <h2 id="snoozed">{words::snoozed()}</h2>
            </div>
            <div class="panel rows">{content}</div>
        </section>
    }
    .into_any()
}

fn row(of: Snoozed) -> AnyView {
    let (key, title) = (of.todo.key(), item::heading(&of.todo));
    let until = view! { <Day date=of.until /> }.into_any();
    view! {
        <li class="row">
            <div>
                {title.clone()} <p class="due">{words::snoozed_until(until)}</p>
            </div>
            <form method="post">
                <input type="hidden" name="todo" value=key />
                <Submit size="small">
                    {words::undo()} <span class="spoken">{format!(": {title}")}</span>
                </Submit>
            </form>
        </li>
    }
    .into_any()
}
