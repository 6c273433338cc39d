//! The forms of billing accounts, and where each leads.

use app::billing_account::api::{AssignPayers, MakeDefault, RemovePayer};
use model::billing_account::PayersChanged;

use crate::form::{Pace, Target, either, form};

/// What answers to them.
#[must_use]
pub fn targets() -> Vec<Target> {
    let list = either::<MakeDefault, AssignPayers>("default", |()| LIST.into(), assigned);
    vec![
        ("/billing-accounts", list),
        (
            "/billing-accounts/{id}/remove",
            form::<RemovePayer>(Pace::Free, |()| LIST.into()),
        ),
        (
            "/subscriptions/{id}/payers",
            form::<AssignPayers>(Pace::Free, assigned),
        ),
    ]
}

const LIST: &str = "/billing-accounts";

/// Back to the table; or to where it is asked what becomes of open invoices.
fn assigned(done: PayersChanged) -> String {
    match done {
        PayersChanged::Done => "/billing-accounts#who".to_owned(),
        PayersChanged::Asks {
            subscription,
            first,
        } => format!("/subscriptions/{subscription}/payers?first={first}"),
    }
}
