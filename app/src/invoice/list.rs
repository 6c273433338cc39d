//! The list of invoices.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::invoice::{InvoiceFilter, InvoiceQuery, InvoiceSummary};

use model::money::Money;

use super::api;
use super::row::about;
use super::state::status;
use crate::format::{Amount, AmountLink, Day, name};
use crate::layout::Page;
use crate::part::{Answered, Empty, Pager, SearchBox, Segment, Segments};
use crate::text::{account, invoice as words};
use crate::wire::ask;

/// The page.
#[component]
pub fn InvoicesPage() -> impl IntoView {
    let query = use_query_map();
    let invoices = ask(move || {
        Ok(api::ListInvoices {
            query: query.with(asked),
        })
    });
    let list = move |page: model::page::Page<InvoiceSummary>| {
        let asked = query.with_untracked(asked);
        if page.items.is_empty() {
            return nothing(&asked);
        }
        view! {
            {table(page.items, page.totals, asked.filter)}
            <Pager next=page.next />
        }
        .into_any()
    };
    let now = query.with_untracked(asked).filter;
    view! {
        <Page title=words::title()>
            <section class="panel table-box" aria-labelledby="list">
                <header>
                    <h2 id="list" class="spoken">
                        {move || query.with(|query| heading(asked(query).filter))}
                    </h2>
                    <SearchBox label=words::search() />
                    <Segments name="filter" label=words::show() choices=choices(now) />
                </header>
                <Answered answer=invoices view=list lines=12 />
            </section>
        </Page>
    }
}

/// What the address asks for.
fn asked(query: &ParamsMap) -> InvoiceQuery {
    let filter = match query.get_str("filter").unwrap_or_default() {
        "open" => InvoiceFilter::Open,
        "overdue" => InvoiceFilter::Overdue,
        "soon" => InvoiceFilter::Soon,
        "later" => InvoiceFilter::Later,
        "processing" => InvoiceFilter::Processing,
        "settled" => InvoiceFilter::Settled,
        _ => InvoiceFilter::All,
    };
    InvoiceQuery {
        search: query.get("search").unwrap_or_default(),
        filter,
        after: query.get("after"),
    }
}

/// The parts of what is open are offered where one of them is shown.
fn choices(filter: InvoiceFilter) -> Vec<Segment> {
    let choice = |value, label| Segment { value, label };
    let mut choices = vec![
        choice("", words::all()),
        choice("open", words::open_ones()),
        choice("overdue", words::overdue_ones()),
        choice("settled", words::settled_ones()),
    ];
    match filter {
        InvoiceFilter::Soon => choices.push(choice("soon", account::soon())),
        InvoiceFilter::Later => choices.push(choice("later", account::later())),
        InvoiceFilter::Processing => choices.push(choice("processing", account::processing())),
        InvoiceFilter::All
        | InvoiceFilter::Open
        | InvoiceFilter::Overdue
        | InvoiceFilter::Settled => {}
    }
    choices
}

fn heading(filter: InvoiceFilter) -> &'static str {
    match filter {
        InvoiceFilter::All => words::list_all(),
        InvoiceFilter::Open => words::list_open(),
        InvoiceFilter::Overdue => words::list_overdue(),
        InvoiceFilter::Soon => words::list_soon(),
        InvoiceFilter::Later => words::list_later(),
        InvoiceFilter::Processing => words::list_processing(),
        InvoiceFilter::Settled => words::list_settled(),
    }
}

fn nothing(asked: &InvoiceQuery) -> AnyView {
    let (title, text) = match asked.filter {
        _ if !asked.search.is_empty() => (words::none_found(), words::none_found_text()),
        InvoiceFilter::All => (words::none_yet(), words::none_yet_text()),
        InvoiceFilter::Open
        | InvoiceFilter::Soon
        | InvoiceFilter::Later
        | InvoiceFilter::Processing => (words::none_open(), words::none_open_text()),
        InvoiceFilter::Overdue => (words::none_overdue(), words::none_overdue_text()),
        InvoiceFilter::Settled => (words::none_settled(), words::none_settled_text()),
    };
    if *asked == InvoiceQuery::default() {
        return view! { <Empty title=title text=text /> }.into_any();
    }
    view! {
        <Empty title=title text=text>
            <a class="button" href="/invoices">
                {words::show_all()}
            </a>
        </Empty>
    }
    .into_any()
}

fn table(invoices: Vec<InvoiceSummary>, totals: Vec<Money>, filter: InvoiceFilter) -> AnyView {
    let totals = totals.into_iter().map(total).collect_view();
    let rows: Vec<_> = invoices.into_iter().map(row).collect();
    view! {
        <table class="table invoices" data-stack="">
            <caption class="spoken">{heading(filter)}</caption>
            <thead>
                <tr>
                    <th scope="col">{words::number()}</th>
                    <th scope="col">{words::subject()}</th>
                    <th scope="col" class="aside">
                        {words::issued()}
                    </th>
                    <th scope="col">{words::due()}</th>
                    <th scope="col" class="number">
                        {words::total()}
                    </th>
                    <th scope="col" class="number">
                        {words::open()}
                    </th>
                    <th scope="col">{words::state()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>{totals}</tfoot>
        </table>
    }
    .into_any()
}

fn total(total: Money) -> AnyView {
    view! {
        <tr class="total">
            <th scope="row" colspan="4">
                {words::open_in_all()}
            </th>
            <td class="aside"></td>
            <td class="number">
                <Amount amount=total />
            </td>
            <td></td>
        </tr>
    }
    .into_any()
}

fn row(invoice: InvoiceSummary) -> AnyView {
    let href = format!("/invoices/{}", invoice.id);
    let why = || words::why().to_owned();
    let nothing = || view! { <span class="none">"–"</span> }.into_any();
    let (open, total, to) = (invoice.open, invoice.total, href.clone());
    let rest = if open.is_zero() {
        nothing()
    } else {
        view! { <AmountLink amount=open href=href.clone() why=why() /> }.into_any()
    };
    let due = if open.is_zero() {
        nothing()
    } else {
        view! { <Day date=invoice.due_on /> }.into_any()
    };
    let about = about(&invoice, None).map(|about| view! { <small><bdi>{about}</bdi></small> });
    view! {
        <tr>
            <th scope="row">
                <a href=href>{invoice.number.clone()}</a>
            </th>
            <td data-label=words::subject()>
                <div><bdi>{name(&invoice.title)}</bdi> {about}</div>
            </td>
            <td class="aside" data-label=words::issued()>
                <Day date=invoice.issued_on />
            </td>
            <td data-label=words::due()>{due}</td>
            <td class="number" data-label=words::total()>
                <AmountLink amount=total href=to why=why() />
            </td>
            <td class="number" data-label=words::open()>
                {rest}
            </td>
            <td data-label=words::state()>{status(&invoice)}</td>
        </tr>
    }
    .into_any()
}
