//! The accounts that the person may open. Opening one is a plain form: the new document brings the
//! frame of the other account.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::account::AccountChoice;

use super::api::ListAccounts;
use crate::layout::Page;
use crate::part::{Answered, FormFault, Outcome, Panel, Refused, Status, Submit, Tone};
use crate::text::session as words;
use crate::wire::ask;

/// The address to which the form posts.
pub const FORM: &str = "/accounts";

/// The page.
#[component]
pub fn AccountsPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(FORM));
    let query = use_query_map().get_untracked();
    let asked = |name| query.get_str(name).unwrap_or_default().to_owned();
    let (holder, next) = (asked("holder"), asked("next"));
    let told = (!holder.is_empty()).then(|| {
        view! {
            <div class="notice" role="status">
                <p>{words::held_elsewhere()}</p>
            </div>
        }
    });
    let accounts = ask(|| Ok(ListAccounts {}));
    let list = move |mut accounts: Vec<AccountChoice>| {
        if !holder.is_empty() {
            accounts.retain(|account| account.id.as_str() == holder);
        }
        let rows = accounts.into_iter().map(|account| row(account, &next));
        view! { <ul>{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <Page title=words::accounts()>
            {told} <FormFault outcome=outcome />
            <Panel id="accounts" title=words::your_accounts()>
                <Answered answer=accounts view=list />
            </Panel>
        </Page>
    }
}

fn row(account: AccountChoice, next: &str) -> AnyView {
    let name = account.name.clone();
    let act = if account.current {
        view! { <Status tone=Tone::Good>{words::open_now()}</Status> }.into_any()
    } else {
        view! {
            <form method="post">
                <input type="hidden" name="account" value=account.id.to_string() />
                <input type="hidden" name="next" value=next.to_owned() />
                <Submit size="small">
                    {words::open_account()}
                    <span class="spoken">" " {name}</span>
                </Submit>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="row">
            <div>
                <bdi>{account.name}</bdi>
                <p class="due">{words::account_number(&account.number)}</p>
            </div>
            {act}
        </li>
    }
    .into_any()
}
