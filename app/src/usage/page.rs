//! The page of usage.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::fault::Fault;
use model::time::{Date, Period};
use model::usage::{UsageQuery, UsageTotal, UsageView};

use super::{api, section};
use crate::format::{AmountLink, Day, Size, day, money, month, near_period};
use crate::layout::{Head, Page};
use crate::part::{Empty, Icon, Whole};
use crate::text::usage as words;
use crate::wire::ask;

/// The page.
#[component]
pub fn UsagePage() -> impl IntoView {
    let query = use_query_map();
    let usage = ask(move || {
        let query = query.get();
        let of = query
            .get("of")
            .map(|of| of.parse().map_err(|_| Fault::NotFound));
        let query = UsageQuery {
            month: query.get("month"),
            of: of.transpose()?,
            resource: query.get("resource"),
        };
        Ok(api::ShowUsage { query })
    });
    view! { <Whole answer=usage view=page /> }
}

fn page(usage: UsageView) -> AnyView {
    let open = month_of(usage.today) == usage.month;
    let code = usage.month.to_string();
    let code = code.get(..7).unwrap_or_default().to_owned();
    let csv = view! {
        <a class="button" href=format!("/usage.csv?month={code}") download="" rel="external">
            <Icon name="download" />
            "CSV"
        </a>
    };
    let nothing = usage.sections.is_empty() && usage.others.is_empty();
    let head = Head::default().about(words::about()).actions(csv);
    let tabs = tabs(usage.month, usage.today);
    let sheet = sheet(&usage, open);
    let sections = usage.sections.into_iter();
    let sections: Vec<_> = sections.map(|it| section::section(it, open)).collect();
    view! {
        <Page title=words::title() head=head>
            {tabs}
            {sheet}
            {nothing.then(empty)}
            {sections}
            {section::others(usage.others, &code)}
            {usage.more.then(|| view! { <p class="hint">{words::more()}</p> })}
        </Page>
    }
    .into_any()
}

fn month_of(day: Date) -> Date {
    day.plus_months(0, 1)
}

/// This month and the two before it, and the one that is shown if it is older.
fn tabs(shown: Date, today: Date) -> AnyView {
    let this = month_of(today);
    let mut months = vec![this, this.plus_months(-1, 1), this.plus_months(-2, 1)];
    if !months.contains(&shown) {
        months.push(shown);
    }
    let tab = |first: Date| {
        let (year, number, _) = first.parts();
        let name = month(year, number);
        let (href, name) = if first == this {
            ("/usage".to_owned(), words::so_far(&name))
        } else {
            (format!("/usage?month={year:04}-{number:02}"), name)
        };
        let current = (first == shown).then_some("page");
        view! {
            <a href=href aria-current=current>
                {name}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=words::month()>
            {months.into_iter().map(tab).collect_view()}
        </nav>
    }
    .into_any()
}

/// What it costs so far, what it will cost, and when that is to be paid.
fn sheet(usage: &UsageView, open: bool) -> AnyView {
    let until = usage.until.filter(|_| open);
    let days = until.map(|until| {
        let to = until.plus_days(1);
        near_period(
            Period {
                from: usage.month,
                to,
            },
            usage.today,
        )
    });
    let title = match days {
        Some(days) => words::so_far_days(&days),
        None => words::charge_net().to_owned(),
    };
    let sections = usage
        .totals
        .iter()
        .map(|total| charge(usage, total, &title));
    let last = usage.month.plus_months(1, 1).plus_days(-1);
    let ahead = usage
        .totals
        .iter()
        .filter(|_| open && until.is_some())
        .map(|total| ahead_of(usage, total, last));
    view! {
        <div class="panel">
            <div class="money" data-even="">
                {sections.collect_view()} {ahead.collect_view()} {invoiced(usage)}
            </div>
        </div>
    }
    .into_any()
}

fn ahead_of(usage: &UsageView, total: &UsageTotal, last: Date) -> AnyView {
    let href = made(usage);
    view! {
        <section>
            <h2>{words::forecast(&day(last))}</h2>
            <AmountLink amount=total.forecast href=href why=words::how() size=Size::Medium />
            <p>{words::if_it_goes_on()}</p>
        </section>
    }
    .into_any()
}

/// Where it is shown how the charge came to be.
fn made(usage: &UsageView) -> String {
    let first = usage.sections.first();
    let first = first.map(|it| format!("#{}-{}", it.meter.subscription, it.meter.resource));
    first.unwrap_or_else(|| {
        (if usage.others.is_empty() {
            "#main"
        } else {
            "#others"
        })
        .to_owned()
    })
}

fn charge(usage: &UsageView, total: &UsageTotal, title: &str) -> AnyView {
    let over = match total.over {
        0 => words::none_over().to_owned(),
        over => words::over_limits(over.into()),
    };
    view! {
        <section>
            <h2>{title.to_owned()}</h2>
            <AmountLink amount=total.charge href=made(usage) why=words::how() size=Size::Medium />
            <p>{over}</p>
            {with_tax(total)}
        </section>
    }
    .into_any()
}

/// The charge with its tax, where there is one.
fn with_tax(total: &UsageTotal) -> Option<AnyView> {
    let tax = total.tax.filter(|_| !total.charge.is_zero())?;
    let gross = total.charge.plus(tax).ok()?;
    let words = if tax.is_zero() {
        words::no_tax().to_owned()
    } else {
        words::with_tax(&money(gross), &money(tax))
    };
    Some(view! { <p>{words}</p> }.into_any())
}

/// On which invoice it is, or when it will be on one; and the month before.
fn invoiced(usage: &UsageView) -> AnyView {
    let date = |date| view! { <Day date=date /> }.into_any();
    let (title, text) = match usage.planned {
        _ if !usage.charged.is_empty() => (Some(words::charged().to_owned()), None),
        Some((on, due)) => (
            Some(words::invoiced(&day(on))),
            Some(words::payable(date(due))),
        ),
        None => (None, None),
    };
    let charged = usage.charged.iter().map(|it| {
        let href = format!("/invoices/{}", it.invoice);
        let invoice = view! {
            <a href=href>
                <bdi>{it.number.clone()}</bdi>
            </a>
        };
        view! { <p>{words::charged_on(invoice.into_any(), date(it.on))}</p> }
    });
    let (year, number, _) = usage.month.plus_months(-1, 1).parts();
    let href = format!("/usage?month={year:04}-{number:02}");
    let before = usage.before.iter().map(|amount| {
        let amount = *amount;
        let href = href.clone();
        let amount = view! { <AmountLink amount=amount href=href why=words::how() /> };
        view! { <p>{words::before(amount.into_any())}</p> }
    });
    view! {
        <section>
            {title.map(|title| view! { <h2>{title}</h2> })}
            {text.map(|text| view! { <p>{text}</p> })} {charged.collect_view()}
            {before.collect_view()}
        </section>
    }
    .into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="panel">
            <Empty title=words::nothing() text=words::nothing_text() />
        </div>
    }
    .into_any()
}
