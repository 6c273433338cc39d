//! The page on which a payment is confirmed.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::fault::Fault;
use model::id::{BillingAccountId, InvoiceId};
use model::payment::{Quote, Wish};

use super::{api, choices, sum, table};
use crate::layout::{Crumb, Head, Page};
use crate::part::{Empty, FormFault, Icon, Outcome, Panel, Refused, Whole, problem_text};
use crate::text::{invoice, payment as words};
use crate::wire::ask;

/// The fields of the form whose errors stand beside its button.
const FIELDS: [&str; 3] = ["payer", "limit", "tries"];

/// Those that show their own, with it.
const OWN: [&str; 4] = ["payer", "limit", "tries", "amount"];

/// The page.
#[component]
pub fn PayPage() -> impl IntoView {
    let outcome = Outcome::plain(Refused::of(api::Pay::PATH));
    let wish = use_query_map().with_untracked(wish);
    let asked = wish.clone();
    let quote = ask(move || {
        Ok(api::ShowQuote {
            wish: asked.clone()?,
        })
    });
    let page = move |quote| page(quote, wish.as_ref().ok(), outcome);
    view! { <Whole answer=quote view=page /> }
}

/// What the address asks for. A form that was sent without the box for credit does not want it.
fn wish(query: &ParamsMap) -> Result<Wish, Fault> {
    let ids = query.get_str("of").filter(|ids| !ids.is_empty());
    let invoices: Option<Result<Vec<InvoiceId>, _>> =
        ids.map(|ids| ids.split(',').map(str::parse).collect());
    let payer = query.get_str("payer").filter(|id| !id.is_empty());
    let payer = payer.map(str::parse::<BillingAccountId>).transpose();
    Ok(Wish {
        invoices: invoices.transpose().map_err(|_| Fault::NotFound)?,
        payer: payer.map_err(|_| Fault::NotFound)?,
        credit: query.get_str("chosen").is_none() || query.get_str("credit").is_some(),
        amount: query.get("amount").filter(|text| !text.is_empty()),
    })
}

fn page(quote: Quote, wish: Option<&Wish>, outcome: Outcome) -> AnyView {
    let Some(wish) = wish else {
        return ().into_any();
    };
    let crumbs = vec![Crumb::home(), Crumb::new("/invoices", invoice::title())];
    let title = title(&quote, wish);
    let head = match quote.items.len() {
        0 => Head::default(),
        count => Head::default().about(words::about(u64::try_from(count).unwrap_or_default())),
    };
    let content = if quote.items.is_empty() {
        nothing(&quote, wish)
    } else {
        confirming(quote, wish, outcome)
    };
    view! {
        <Page title=title head=head crumbs=crumbs>
            <FormFault outcome=outcome fields=&OWN />
            {content}
        </Page>
    }
    .into_any()
}

fn title(quote: &Quote, wish: &Wish) -> String {
    match (quote.items.as_slice(), &wish.invoices) {
        ([one], _) => words::title_one(&one.invoice.number),
        ([], Some(_)) => words::title().to_owned(),
        (_, None) => words::title_all().to_owned(),
        (some, Some(_)) => words::title_some(u64::try_from(some.len()).unwrap_or_default()),
    }
}

fn confirming(quote: Quote, wish: &Wish, outcome: Outcome) -> AnyView {
    let test = quote.test.then(test_mode);
    let refused = outcome.fault.get_untracked();
    let of = |fault: &Fault| fault.of_field("amount");
    let problem = quote.wrong.as_ref().and_then(of);
    let problem = problem.or_else(|| refused.as_ref().and_then(of));
    view! {
        <div class="columns" data-shape="wide-narrow">
            <div class="stack">
                {test} {choices::form(&quote, wish, problem)} {table::panel(&quote)}
            </div>
            <aside
                class="stack"
                id="summary"
                data-sticky=""
                data-part=""
                aria-label=words::summary()
            >
                {sum::panel(&quote)} {sum::confirm(&quote, wish, wrong(outcome, &FIELDS))}
                {sum::notes(&quote)}
            </aside>
        </div>
    }
    .into_any()
}

/// What is wrong with one of these fields of what was confirmed, in a sentence.
pub(super) fn wrong(outcome: Outcome, fields: &[&str]) -> Option<String> {
    let fault = outcome.fault.get_untracked()?;
    let mut found = fields.iter().filter_map(|field| fault.of_field(field));
    found.next().map(problem_text)
}

/// No money moves by the sandbox.
pub(super) fn test_mode() -> AnyView {
    view! {
        <div class="notice" data-tone="warn">
            <Icon name="alert" />
            <p>{words::test_mode()}</p>
        </div>
    }
    .into_any()
}

fn nothing(quote: &Quote, wish: &Wish) -> AnyView {
    let flies = |id: &InvoiceId| quote.in_flight.iter().any(|it| it.id == *id);
    let named = wish.invoices.as_deref();
    let text = match named {
        Some(ids) if !ids.iter().any(flies) => words::nothing_named_text(),
        None if quote.in_flight.is_empty() => words::nothing_text(),
        Some(_) | None => words::nothing_else_text(),
    };
    let link = match named {
        Some([one]) => (format!("/invoices/{one}"), words::see_named()),
        Some(_) | None => ("/invoices".to_owned(), invoice::title()),
    };
    let in_flight = table::in_flight(quote);
    view! {
        <Panel id="allocation" title=words::allocation()>
            <Empty title=words::nothing() text=text>
                <a class="button" href=link.0>
                    {link.1}
                </a>
            </Empty>
            {in_flight}
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_to_be_paid() {
        let of = |pairs: &[(&str, &str)]| {
            let mut map = ParamsMap::new();
            for (name, value) in pairs {
                map.insert((*name).to_owned(), (*value).to_owned());
            }
            wish(&map)
        };
        let all = of(&[]).unwrap();
        assert_eq!((all.invoices, all.payer, all.credit), (None, None, true));
        assert!(!of(&[("chosen", "1")]).unwrap().credit);
        assert!(of(&[("chosen", "1"), ("credit", "1")]).unwrap().credit);
        assert_eq!(of(&[("of", "garbage")]), Err(Fault::NotFound));
        assert_eq!(of(&[("payer", "inv_1")]), Err(Fault::NotFound));
    }
}
