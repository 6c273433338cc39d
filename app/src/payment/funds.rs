//! The page on which credit is bought.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::billing_account::PayerView;
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::BillingAccountId;
use model::payment::{FundsQuote, FundsWish};

use super::amount::{Amount, field};
use super::api;
use super::choices::{another, choice};
use super::funds_sum as sum;
use super::pay::{test_mode, wrong};
use crate::billing_account::title;
use crate::format::money;
use crate::layout::{Crumb, Head, Page};
use crate::part::{FormFault, Outcome, Refused, Submit, Whole};
use crate::text::{credit, funds as words};
use crate::wire::ask;

/// The fields of the form whose errors stand where they are put right.
const FIELDS: [&str; 4] = ["amount", "payer", "limit", "tries"];

/// The page.
#[component]
pub fn FundsPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(api::AddFunds::PATH));
    let wish = use_query_map().with_untracked(wish);
    let asked = wish.clone();
    let quote = ask(move || {
        Ok(api::ShowFunds {
            wish: asked.clone()?,
        })
    });
    let page = move |quote| page(&quote, wish.as_ref().ok(), outcome);
    view! { <Whole answer=quote view=page /> }
}

/// What the address asks for.
fn wish(query: &ParamsMap) -> Result<FundsWish, Fault> {
    let given = |name| query.get(name).filter(|text: &String| !text.is_empty());
    let payer = given("payer").map(|id| id.parse::<BillingAccountId>());
    let currency = given("currency").map(|code| code.parse::<Currency>());
    Ok(FundsWish {
        amount: given("amount").unwrap_or_default(),
        currency: currency.transpose().map_err(|_| Fault::NotFound)?,
        payer: payer.transpose().map_err(|_| Fault::NotFound)?,
    })
}

fn page(quote: &FundsQuote, wish: Option<&FundsWish>, outcome: Outcome) -> AnyView {
    let Some(wish) = wish else {
        return ().into_any();
    };
    let crumbs = vec![Crumb::home(), Crumb::new("/credit", credit::title())];
    let head = Head::default().about(words::about());
    let (test, quiet) = (quote.test.then(test_mode), !quote.test);
    let form = form(quote, wish, outcome);
    let wrong = wrong(outcome, &["limit", "tries"]);
    let summary = (
        sum::panel(quote),
        sum::confirm(quote, wish, wrong),
        sum::notes(),
    );
    view! {
        <Page title=words::title() head=head crumbs=crumbs>
            <FormFault outcome=outcome fields=&FIELDS />
            <div class="columns" data-shape="wide-narrow">
                <div class="stack">
                    <div id="test" data-part="" hidden=quiet>
                        {test}
                    </div>
                    {form}
                </div>
                <aside
                    class="stack"
                    id="summary"
                    data-sticky=""
                    data-part=""
                    aria-label=words::summary()
                >
                    {summary}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

/// What is wrong with a field: as it was refused, else as it stands.
fn problem(name: &str, quote: &FundsQuote, outcome: Outcome) -> Option<Problem> {
    let refused = outcome.fault.get_untracked();
    let of = |fault: &Fault| fault.of_field(name);
    let refused = refused.as_ref().and_then(of);
    refused.or_else(|| quote.wrong.as_ref().and_then(of))
}

fn form(quote: &FundsQuote, wish: &FundsWish, outcome: Outcome) -> AnyView {
    let amount = Amount {
        label: words::amount(),
        hint: limits(quote),
        value: wish.amount.clone(),
        wrong: problem("amount", quote, outcome),
    };
    let next = next(quote, wish);
    view! {
        <form class="panel" id="choose" data-follows="" autocomplete="off" aria-labelledby="how">
            <header>
                <h2 id="how">{words::how_much()}</h2>
            </header>
            <div class="body stack">
                {currencies(&quote.currencies, quote.balance.currency)} {field(amount)}
                {payers(quote, outcome)}
                <div class="actions">
                    <Submit>{words::show()}</Submit> {another(&next)}
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// Where one goes on after a billing account was added, as an address holds it.
fn next(quote: &FundsQuote, wish: &FundsWish) -> String {
    let plain = |sign: char| sign.is_ascii_digit() || ".,".contains(sign);
    let amount = Some(&wish.amount).filter(|typed| typed.chars().all(plain));
    let amount = amount.map(String::as_str).unwrap_or_default();
    let code = quote.balance.currency.code();
    format!("/credit/add?currency={code}%26amount={amount}")
}

/// What the provider allows, in a sentence or two.
fn limits(quote: &FundsQuote) -> String {
    let full = sum::full(quote);
    let least = money(quote.least);
    let once = match quote.room.filter(|_| !full) {
        Some(room) => words::between(&least, &money(room)),
        None => words::at_least(&least),
    };
    match quote.cap {
        Some(cap) => format!("{once} {}", words::cap(&money(cap))),
        None => once,
    }
}

/// In which currency, where there are several.
pub(crate) fn currencies(all: &[Currency], chosen: Currency) -> Option<AnyView> {
    let choice = |currency: &Currency| {
        let code = currency.code().to_owned();
        let (id, checked) = (format!("in-{code}"), *currency == chosen);
        view! {
            <div class="choice">
                <input
                    type="radio"
                    id=id.clone()
                    name="currency"
                    value=code.clone()
                    checked=checked
                />
                <label for=id>{words::in_currency(&code)}</label>
            </div>
        }
    };
    let field = || {
        view! {
            <fieldset class="field">
                <legend>{words::which()}</legend>
                <div class="choices">{all.iter().map(choice).collect_view()}</div>
            </fieldset>
        }
    };
    (all.len() > 1).then(|| field().into_any())
}

/// Who is charged.
fn payers(quote: &FundsQuote, outcome: Outcome) -> Option<AnyView> {
    if quote.choices.is_empty() {
        return None;
    }
    let chosen = quote.payer.as_ref().map(|payer| &payer.id);
    let line = |payer: &PayerView| choice(payer, title(payer), chosen == Some(&payer.id));
    let problem = problem("payer", quote, outcome);
    let wrong = super::amount::error("payer", problem);
    let field = view! {
        <fieldset class="field">
            <legend>{words::charged_to()}</legend>
            <div class="choices">{quote.choices.iter().map(line).collect_view()}</div>
            {wrong}
        </fieldset>
    };
    Some(field.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_how_much_and_by_what() {
        let of = |pairs: &[(&str, &str)]| {
            let mut map = ParamsMap::new();
            for (name, value) in pairs {
                map.insert((*name).to_owned(), (*value).to_owned());
            }
            wish(&map)
        };
        assert_eq!(
            of(&[("payer", ""), ("amount", "")]),
            Ok(FundsWish::default())
        );
        assert_eq!(of(&[("amount", "25,00")]).unwrap().amount, "25,00");
        assert_eq!(of(&[("payer", "inv_1")]), Err(Fault::NotFound));
        assert_eq!(of(&[("currency", "gold")]), Err(Fault::NotFound));
    }
}
