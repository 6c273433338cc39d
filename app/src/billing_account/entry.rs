//! Where the data of a payment method is entered: at the payment provider, never here.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use model::billing_account::{Entered, Entry, Method, SetUpView};
use model::fault::Problem;

use super::line::error;
use crate::part::{Icon, Outcome, Panel};
use crate::text::billing_account as words;

/// Lets the provider's own script make its fields, and ask the bank before the form goes on.
const ELEMENTS: &str = "const box=document.getElementById('elements'),d=box.dataset,\
s=Stripe(d.key),e=s.elements({clientSecret:d.secret});e.create('payment').mount(box);\
const f=box.closest('form');f.addEventListener('submit',async(event)=>{if(d.done)return;\
event.preventDefault();const{error}=await s.confirmSetup({elements:e,redirect:'if_required',\
confirmParams:{return_url:location.href}});if(error){box.nextElementSibling.textContent=\
error.message;return}d.done='1';f.requestSubmit()});";

/// The panel; nothing where there is nothing to be entered.
pub(super) fn panel(of: &SetUpView, outcome: Outcome) -> Option<AnyView> {
    let content = match &of.entered {
        Entered::Needless => return None,
        Entered::Nothing(entry) => fields(of, entry),
        Entered::Saved(text) => saved(text),
        Entered::Asks(address) => asks(address.as_deref()),
        Entered::Ended => ended(),
    };
    let problem: Option<Problem> = outcome.problem("entry").get_untracked();
    let title = match of.method {
        Method::Card | Method::BankTransfer => words::card(),
        Method::SepaDebit => words::sepa_debit(),
    };
    let aside = view! { <span class="hint">{words::entry_aside()}</span> }.into_any();
    let mandate = (of.method == Method::SepaDebit).then(|| {
        view! { <p class="hint">{words::mandate_text()}</p> }
    });
    let view = view! {
        <Panel id="entry" title=title aside=aside>
            <div class="body stack">
                {problem.map(|problem| error("entry", problem))} {content} {mandate}
            </div>
        </Panel>
    };
    Some(view.into_any())
}

fn fields(of: &SetUpView, entry: &Entry) -> AnyView {
    let title = match of.method {
        Method::Card | Method::BankTransfer => words::card_entry(),
        Method::SepaDebit => words::debit_entry(),
    };
    match entry {
        Entry::Frame(url) => view! {
            <iframe class="entry" src=url.clone() title=title></iframe>
            <p class="hint">
                {words::entry_frame()} " " <a href=url.clone()>{words::entry_page()}</a>
            </p>
        }
        .into_any(),
        Entry::Elements {
            script,
            public_key,
            client_secret,
        } => view! {
            <script src=script.clone() nonce=use_nonce()></script>
            <div id="elements" data-key=public_key.clone() data-secret=client_secret.clone()></div>
            <p class="error" role="alert"></p>
            <noscript>
                <p>{words::entry_scripts()}</p>
            </noscript>
            <script type="module" nonce=use_nonce()>
                {ELEMENTS}
            </script>
        }
        .into_any(),
    }
}

fn saved(text: &str) -> AnyView {
    view! {
        <p>
            <span class="status" data-tone="good">
                {words::entered(text)}
            </span>
        </p>
    }
    .into_any()
}

/// Leads on by a link: a form must not lead to another site.
fn asks(address: Option<&str>) -> AnyView {
    let link = address.map(|address| {
        view! {
            <p>
                <a class="button" href=address.to_owned()>
                    {words::to_bank()}
                </a>
            </p>
        }
    });
    view! {
        <p>{words::bank_asks()}</p>
        {link}
    }
    .into_any()
}

fn ended() -> AnyView {
    view! {
        <div class="notice" data-tone="warn">
            <Icon name="alert" />
            <p>{words::entry_ended()}</p>
            <a class="button" href="/billing-accounts/new">
                {words::try_again()}
            </a>
        </div>
    }
    .into_any()
}
