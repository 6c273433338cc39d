//! The forms of billing accounts, and where each leads.

use app::billing_account::api::{
    AssignPayers, EndSetUp, MakeDefault, RemovePayer, SaveBillingAccount, StartSetUp,
};
use http::Uri;
use model::billing_account::PayersChanged;
use model::id::SetUpId;

use crate::form::{Pace, Target, either, form, form_on};

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
            form_on::<StartSetUp>(SAVING, entering_and_on),
        ),
        (
            "/billing-accounts/new/{id}",
            form_on::<EndSetUp>(Pace::Free, |_, at| paying(at).unwrap_or(LIST.into())),
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

/// Where its data is entered, and what is paid after that.
fn entering_and_on(id: SetUpId, at: &Uri) -> String {
    let Some(next) = paying(at) else {
        return entering(id);
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", &next);
    format!("{}?{}", entering(id), query.finish())
}

/// The page of paying, or of buying credit, from which somebody came: no other place is gone back
/// to.
fn paying(at: &Uri) -> Option<String> {
    let query = at.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, next) = pairs.find(|(name, _)| name == "next")?;
    let mut pages = ["/pay?", "/credit/add?"].into_iter();
    let place = pages.find_map(|page| next.strip_prefix(page))?;
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "=&_,.".contains(sign);
    place.chars().all(plain).then(|| next.into_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_page_of_paying_is_gone_back_to() {
        let after = |next: &str| {
            let uri = format!("/billing-accounts/new?next={next}");
            paying(&uri.parse().unwrap())
        };
        let there = after("/pay?of=inv_1,inv_2");
        assert_eq!(there.as_deref(), Some("/pay?of=inv_1,inv_2"));
        let there = after("/credit/add?currency=EUR%26amount=25,00");
        let funds = "/credit/add?currency=EUR&amount=25,00";
        assert_eq!(there.as_deref(), Some(funds));
        for other in [
            "",
            "/pay",
            "//pay?of=",
            "/credit",
            "https:/pay?",
            "/pay?/%2F",
            "/pay?%0Ax",
        ] {
            assert_eq!(after(other), None, "{other}");
        }
        let id: SetUpId = SetUpId::make(0, [1; 10]);
        let on = entering_and_on(id.clone(), &"/x?next=/pay?of=inv_1".parse().unwrap());
        assert_eq!(on, format!("{}?next=%2Fpay%3Fof%3Dinv_1", entering(id)));
    }
}
