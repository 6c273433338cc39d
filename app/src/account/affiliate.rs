//! What recommending the provider has earned so far.

use leptos::prelude::*;
use model::affiliate::AffiliateSummary;
use model::time::Date;

use crate::affiliate::sheet;
use crate::format::count;
use crate::text::affiliate as words;

/// The section, with the way to links and statistics.
pub(super) fn section(of: AffiliateSummary, today: Date) -> AnyView {
    let remark = (of.clicks > 0).then(|| words::this_month(&count(of.orders), of.clicks));
    view! {
        <section aria-labelledby="affiliate">
            <div class="section-head">
                <h2 id="affiliate">{words::section()}</h2>
                <a href="/affiliate" rel="external">{words::statistics()}</a>
            </div>
            <div class="panel">{sheet(of.earnings, today, remark)}</div>
        </section>
    }
    .into_any()
}
