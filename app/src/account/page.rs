//! The account page.

use leptos::prelude::*;
use model::account::AccountOverview;
use model::caller::Permission;
use model::time::Date;
use model::todo::Todo;

use super::{affiliate, api, outstanding, sheet, subscriptions};
use crate::format::{Day, long, weekday};
use crate::layout::{Head, Page};
use crate::part::{Empty, Icon, Whole};
use crate::scene::scene;
use crate::text::{account as words, todo};
use crate::todo::list;
use crate::wire::ask;

/// The page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let overview = ask(|| Ok(api::ShowOverview {}));
    view! { <Whole answer=overview view=page /> }
}

fn page(account: AccountOverview) -> AnyView {
    let today = account.today;
    let head = Head::default().heading(account.name);
    let head = head.about(about(&account.number, today));
    let head = if may_see_statement() {
        head.actions(statement())
    } else {
        head
    };
    let subscriptions = account.subscriptions.map(|rows| {
        let more = account.more_subscriptions;
        subscriptions::section(rows, more, today)
    });
    let todos = todos(account.todos, account.todos_in_all, today);
    let money = (account.due, account.credit, account.usage);
    let sheet = sheet::panel(money, today);
    let outstanding = account
        .outstanding
        .map(|rows| outstanding::section(rows, today));
    let affiliate = account
        .affiliate
        .map(|summary| affiliate::section(summary, today));
    let areas = [
        sheet.is_none(),
        outstanding.is_none(),
        subscriptions.is_none(),
        todos.is_none(),
        affiliate.is_none(),
    ];
    let nothing = !areas.contains(&false);
    let urgent = beside(todos, outstanding);
    view! {
        <Page title=words::title() head=head>
            {account.closed_on.map(closed)}
            {sheet}
            {urgent}
            {subscriptions}
            {affiliate}
            {nothing.then(hidden)}
        </Page>
    }
    .into_any()
}

/// Two sections beside each other where there is room; one alone has all of it.
fn beside(first: Option<AnyView>, second: Option<AnyView>) -> Option<AnyView> {
    match (first, second) {
        (Some(first), Some(second)) => Some(
            view! {
                <div class="columns" data-shape="seven-five">
                    {first}
                    {second}
                </div>
            }
            .into_any(),
        ),
        (first, second) => first.or(second),
    }
}

/// What is most urgent; nothing where nothing is to be done.
fn todos(todos: Vec<Todo>, in_all: u32, today: Date) -> Option<AnyView> {
    let some = !todos.is_empty();
    let all = if todos.len() < in_all as usize {
        todo::so_many(in_all.into())
    } else {
        todo::all().to_owned()
    };
    some.then(|| {
        view! {
            <section aria-labelledby="todos">
                <div class="section-head">
                    <h2 id="todos">{todo::yours()}</h2>
                    <a href="/todos" rel="external">{all}</a>
                </div>
                <div class="panel todos">{list(todos, today)}</div>
            </section>
        }
        .into_any()
    })
}

fn about(number: &str, today: Date) -> AnyView {
    view! {
        {words::number(number)}
        " · "
        <time datetime=today.to_string() title=long(today)>
            {weekday(today)}
        </time>
    }
    .into_any()
}

fn may_see_statement() -> bool {
    let viewer = scene().viewer;
    viewer.is_some_and(|viewer| {
        viewer.may(Permission::ViewInvoices) && viewer.may(Permission::ViewCredit)
    })
}

fn statement() -> AnyView {
    view! {
        <a class="button" href="/statement" rel="external">
            <Icon name="download" />
            {words::statement()}
        </a>
    }
    .into_any()
}

fn closed(day: Date) -> AnyView {
    let day = view! { <Day date=day /> }.into_any();
    view! {
        <div class="notice" data-tone="warn">
            <Icon name="alert" />
            <p>{words::closed(day)}</p>
        </div>
    }
    .into_any()
}

/// For those who may see none of the areas.
fn hidden() -> AnyView {
    view! {
        <div class="panel">
            <Empty title=words::nothing() text=words::nothing_text() />
        </div>
    }
    .into_any()
}
