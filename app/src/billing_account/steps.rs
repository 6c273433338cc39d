//! The steps on the way to a new billing account.

use leptos::prelude::*;
use model::billing_account::Method;

use crate::text::billing_account as words;

/// The steps; which of them one is at, and what was chosen at the first.
pub(super) fn steps(at: u8, method: Option<Method>) -> AnyView {
    let chosen = method.map(|method| match method {
        Method::Card => words::step_card(),
        Method::SepaDebit => words::step_debit(),
        Method::BankTransfer => words::step_transfer(),
    });
    let first = match chosen {
        Some(text) => view! { <a href="/billing-accounts/new">{text}</a> }.into_any(),
        None => words::step_method().into_any(),
    };
    let current = |step: u8| (at == step).then_some("step");
    view! {
        <div class="panel">
            <div class="body">
                <ol class="stepper" data-flow="row" aria-label=words::steps()>
                    <li data-done=(at > 1).then_some("") aria-current=current(1)>
                        {first}
                    </li>
                    <li aria-current=current(2)>{words::step_owner()}</li>
                </ol>
            </div>
        </div>
    }
    .into_any()
}
