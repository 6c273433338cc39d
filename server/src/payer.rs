//! The forms of billing accounts, and where each leads.

use app::billing_account::api::{
    AssignPayers, EndSetUp, MakeDefault, RemovePayer, SaveBillingAccount, StartSetUp,
};
use model::billing_account::PayersChanged;
use model::id::SetUpId;

use crate::form::{Pace, Target, either, form};

/// What answers to them.
#[must_use]
pub fn targets() -> Vec<Target> {
    let default = ("default", Pace::Free);
    let list = either::<MakeDefault, AssignPayers>(default, |()| LIST.into(), assigned);
    let replaces = ("request[replaces]", SAVING);
    let one = either::<StartSetUp, SaveBillingAccount>(replaces, entering, |()| LIST.into());
    vec![
        (
            "/billing-accounts/new",
            form::<StartSetUp>(SAVING, entering),
        ),
        (
            "/billing-accounts/new/{id}",
            form::<EndSetUp>(Pace::Free, |_| LIST.into()),
        ),
        ("/billing-accounts/{id}", one),
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

/// Methods are saved no oftener from one address than one may try to sign in: whoever has stolen
/// cards tries them out.
const SAVING: Pace = Pace::Slow("method");

const LIST: &str = "/billing-accounts";

/// Where its data is entered.
fn entering(id: SetUpId) -> String {
    format!("/billing-accounts/new/{id}")
}

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
