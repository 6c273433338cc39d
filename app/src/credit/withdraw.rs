//! The page on which credit goes back to where it came from.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::money::Money;
use model::page::Cursor;
use model::withdrawal::{WithdrawalQuote, WithdrawalWish};

use super::api::{ShowWithdrawal, WithdrawCredit};
use super::{withdraw_sum as sum, withdrawn};
use crate::billing_account::Line;
use crate::format::{money, typed};
use crate::layout::{Crumb, Head, Page};
use crate::part::{Empty, FormFault, Outcome, Pager, Panel, Refused, Submit, Whole};
use crate::payment::{Amount, currencies, field};
use crate::text::{credit, withdrawal as words};
use crate::wire::ask;

/// The fields of the form whose errors stand where they are put right.
const FIELDS: [&str; 3] = ["amount", "holder", "iban"];

/// The page.
#[component]
pub fn WithdrawPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(WithdrawCredit::PATH));
    let query = use_query_map();
    let wish = query.with_untracked(wish);
    let done = query.with_untracked(|query| query.get("done"));
    let asked = wish.clone();
    let quote = ask(move || {
        Ok(ShowWithdrawal {
            wish: asked.clone()?,
        })
    });
    let page = move |quote: WithdrawalQuote| {
        let done = quote
            .earlier
            .items
            .iter()
            .find(|it| Some(it.id.as_str()) == done.as_deref());
        match done.map(|it| it.amount) {
            Some(amount) => decided(quote, amount),
            None => page(quote, wish.as_ref().ok(), outcome),
        }
    };
    view! { <Whole answer=quote view=page /> }
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::home(), Crumb::new("/credit", credit::title())]
}

/// What was just confirmed, and what becomes of it.
fn decided(quote: WithdrawalQuote, amount: Money) -> AnyView {
    view! {
        <Page title=words::title() crumbs=crumbs()>
            <div class="notice" role="status">
                <p>{words::done(&money(amount))}</p>
            </div>
            {earlier(quote)}
            <div class="actions">
                <a class="button" href="/credit">
                    {credit::low_back()}
                </a>
            </div>
        </Page>
    }
    .into_any()
}

/// What the address asks for.
fn wish(query: &ParamsMap) -> Result<WithdrawalWish, Fault> {
    let given = |name| query.get(name).filter(|text: &String| !text.is_empty());
    let currency = given("currency").map(|code| code.parse::<Currency>());
    Ok(WithdrawalWish {
        amount: given("amount").unwrap_or_default(),
        currency: currency.transpose().map_err(|_| Fault::NotFound)?,
        after: given("after").map(Cursor),
    })
}

fn page(quote: WithdrawalQuote, wish: Option<&WithdrawalWish>, outcome: Outcome) -> AnyView {
    let Some(wish) = wish else {
        return ().into_any();
    };
    let head = Head::default().about(words::about());
    let main = if quote.allowed && quote.most.minor > 0 {
        view! { {form(&quote, wish, outcome)} {bank(&quote, outcome)} }.into_any()
    } else {
        nothing(quote.allowed)
    };
    let summary = (sum::panel(&quote), sum::confirm(&quote, wish));
    view! {
        <Page title=words::title() head=head crumbs=crumbs()>
            <FormFault outcome=outcome fields=&FIELDS />
            <div class="columns" data-shape="wide-narrow">
                <div class="stack">{main}</div>
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
            {earlier(quote)}
        </Page>
    }
    .into_any()
}

/// Why there is nothing to choose.
fn nothing(allowed: bool) -> AnyView {
    let (title, text) = if allowed {
        (words::nothing(), words::nothing_text())
    } else {
        (words::not_allowed(), words::not_allowed_text())
    };
    view! {
        <Panel id="how" title=words::how_much()>
            <Empty title=title text=text />
        </Panel>
    }
    .into_any()
}

/// What is wrong with the amount: as it was refused, else as it stands.
fn problem(quote: &WithdrawalQuote, outcome: Outcome) -> Option<Problem> {
    let refused = outcome.fault.get_untracked();
    let of = |fault: &Fault| fault.of_field("amount");
    let refused = refused.as_ref().and_then(of);
    refused.or_else(|| quote.wrong.as_ref().and_then(of))
}

fn form(quote: &WithdrawalQuote, wish: &WithdrawalWish, outcome: Outcome) -> AnyView {
    let value = match wish.amount.as_str() {
        "" => typed(&quote.most.plain()),
        amount => amount.to_owned(),
    };
    let amount = Amount {
        label: words::amount(),
        hint: words::hint(&money(quote.most)),
        value,
        wrong: problem(quote, outcome),
    };
    view! {
        <form class="panel" id="choose" data-follows="" autocomplete="off" aria-labelledby="how">
            <header>
                <h2 id="how">{words::how_much()}</h2>
            </header>
            <div class="body stack">
                {currencies(&quote.currencies, quote.most.currency)} {field(amount)}
                <div class="actions" data-asleep="">
                    <Submit>{words::show()}</Submit>
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// Where a transfer goes: of the form that confirms, and not drawn anew with the figures.
fn bank(quote: &WithdrawalQuote, outcome: Outcome) -> Option<AnyView> {
    let line = |name, label, autocomplete| {
        let line = Line {
            autocomplete,
            form: Some(sum::FORM),
            ..Line::new(name, label)
        };
        line.view(outcome, "")
    };
    let lines = [
        line("holder", words::holder(), "name"),
        line("iban", words::iban(), "off"),
    ];
    let panel = || {
        view! {
            <Panel id="bank" title=words::bank()>
                <div class="body stack">
                    <p class="hint">{words::bank_about()}</p>
                    {lines.collect_view()}
                </div>
            </Panel>
        }
    };
    quote.transfers.then(|| panel().into_any())
}

/// What was withdrawn before.
fn earlier(quote: WithdrawalQuote) -> Option<AnyView> {
    let earlier = quote.earlier;
    (!earlier.items.is_empty()).then(|| {
        view! {
            <Panel id="earlier" title=words::earlier()>
                {withdrawn::table(earlier.items)} <Pager next=earlier.next />
            </Panel>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_how_much() {
        let of = |pairs: &[(&str, &str)]| {
            let mut map = ParamsMap::new();
            for (name, value) in pairs {
                map.insert((*name).to_owned(), (*value).to_owned());
            }
            wish(&map)
        };
        assert_eq!(of(&[("amount", "")]), Ok(WithdrawalWish::default()));
        assert_eq!(of(&[("amount", "25,00")]).unwrap().amount, "25,00");
        assert_eq!(of(&[("currency", "gold")]), Err(Fault::NotFound));
    }
}
