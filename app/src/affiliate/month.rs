//! Clicks, orders and earnings by month.

use leptos::prelude::*;
use model::affiliate::MonthView;

use crate::format::{AmountLink, count, month, percent};
use crate::part::{Empty, Panel};
use crate::text::affiliate as words;

/// The months, the newest first.
pub(super) fn panel(months: Vec<MonthView>) -> AnyView {
    let content = if months.is_empty() {
        view! { <Empty title=words::no_months() text=words::no_months_text() /> }.into_any()
    } else {
        table(months)
    };
    let hint = view! { <span class="hint">{words::months_hint()}</span> };
    view! {
        <Panel id="months" title=words::months() aside=hint.into_any()>
            {content}
        </Panel>
    }
    .into_any()
}

fn table(months: Vec<MonthView>) -> AnyView {
    let rows: Vec<_> = months.into_iter().map(row).collect();
    view! {
        <div class="table-box">
            <table class="table" data-stack="">
                <caption class="spoken">{words::months()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::month()}</th>
                        <th scope="col" class="number">
                            {words::clicks()}
                        </th>
                        <th scope="col" class="number">
                            {words::orders()}
                        </th>
                        <th scope="col" class="number">
                            {words::conversion()}
                        </th>
                        <th scope="col" class="number">
                            {words::earnings()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(of: MonthView) -> AnyView {
    let (year, number, _) = of.month.parts();
    let day = of.month.to_string();
    let href = format!(
        "/affiliate?month={}#commissions",
        day.get(..7).unwrap_or_default()
    );
    let none = of.earned.is_empty();
    let none = none.then(|| view! { <span class="none">"–"</span> });
    let earned = of.earned.into_iter().map(|amount| {
        let href = href.clone();
        view! {
            <span>
                <AmountLink amount=amount href=href why=words::these_commissions() />
            </span>
        }
    });
    view! {
        <tr>
            <th scope="row">{month(year, number)}</th>
            <td class="number" data-label=words::clicks()>
                <span>{count(of.clicks)}</span>
            </td>
            <td class="number" data-label=words::orders()>
                <span>{count(of.orders)}</span>
            </td>
            <td class="number" data-label=words::conversion()>
                <span>{share(of.conversion)}</span>
            </td>
            <td class="number" data-label=words::earnings()>
                {none} {earned.collect_view()}
            </td>
        </tr>
    }
    .into_any()
}

/// How many of the clicks became orders.
pub(super) fn share(conversion: Option<String>) -> String {
    conversion.map_or_else(|| "–".to_owned(), |share| percent(&share))
}
