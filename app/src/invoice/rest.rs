//! What is still to pay, and the dates and names of an invoice.

use leptos::prelude::*;
use model::invoice::InvoiceView;

use crate::format::{AmountLink, Day, Size};
use crate::part::Panel;
use crate::text::invoice as words;

/// What is open, and how it follows from the total.
pub(super) fn aside(invoice: &InvoiceView) -> AnyView {
    let (total, open) = (invoice.summary.total, invoice.summary.open);
    let settled = total.minus(open).ok().filter(|settled| !settled.is_zero());
    let settled = settled.map(|settled| {
        let settled = settled.negated().unwrap_or(settled);
        view! {
            <dt>{words::settled()}</dt>
            <dd>
                <AmountLink amount=settled href="#payments" why=words::see_payments() />
            </dd>
        }
    });
    view! {
        <aside data-place="first" aria-labelledby="rest">
            <section class="panel">
                <div class="body stack">
                    <div>
                        <h2 id="rest">{words::rest()}</h2>
                        <AmountLink
                            amount=open
                            href="#payments"
                            why=words::see_payments()
                            size=Size::Large
                        />
                    </div>
                    <dl class="facts" data-sum="">
                        <dt>{words::total()}</dt>
                        <dd>
                            <AmountLink amount=total href="#lines" why=words::see_lines() />
                        </dd>
                        {settled}
                    </dl>
                </div>
            </section>
        </aside>
    }
    .into_any()
}

/// Number, dates, origin.
pub(super) fn facts(invoice: &InvoiceView) -> AnyView {
    let summary = &invoice.summary;
    let source = invoice.imported.then(|| {
        view! {
            <dt>{words::fact_source()}</dt>
            <dd>{words::imported(&invoice.seller.name)}</dd>
        }
    });
    let (number, issued, due) = (summary.number.clone(), summary.issued_on, summary.due_on);
    view! {
        <Panel id="facts" title=words::facts()>
            <div class="body">
                <dl class="facts">
                    <dt>{words::fact_number()}</dt>
                    <dd>{number}</dd>
                    <dt>{words::fact_issued()}</dt>
                    <dd>
                        <Day date=issued />
                    </dd>
                    <dt>{words::fact_due()}</dt>
                    <dd>
                        <Day date=due />
                    </dd>
                    {source}
                </dl>
            </div>
        </Panel>
    }
    .into_any()
}
