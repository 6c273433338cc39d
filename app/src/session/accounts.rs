//! The accounts that the person may open. Opening one is a plain form: the new document brings the
//! frame of the other account.

use leptos::prelude::*;
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
    let accounts = ask(|| Ok(ListAccounts {}));
    let list = |accounts: Vec<AccountChoice>| {
        view! { <ul>{accounts.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Page title=words::accounts()>
            <FormFault outcome=outcome />
            <Panel id="accounts" title=words::your_accounts()>
                <Answered answer=accounts view=list />
            </Panel>
        </Page>
    }
}

fn row(account: AccountChoice) -> AnyView {
    let name = account.name.clone();
    let act = if account.current {
        view! { <Status tone=Tone::Good>{words::open_now()}</Status> }.into_any()
    } else {
        view! {
            <form method="post">
                <input type="hidden" name="account" value=account.id.to_string() />
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
