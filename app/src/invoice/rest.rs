//! What is still to pay, and the dates and names of an invoice.

use leptos::prelude::*;
use model::billing_account::BankAccount;
use model::invoice::{AheadView, Held, InvoiceSummary, InvoiceView};

use crate::billing_account::title;
use crate::format::{AmountLink, AtDay, Day, Size};
use crate::part::Panel;
use crate::payment::pay_now;
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
    let pay = match invoice.held {
        Some(Held::Apart) => None,
        Some(Held::Unusual) | None => pay_now(&invoice.summary, (Some("primary"), Some("wide"))),
    };
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
                    {invoice.ahead.as_ref().map(|ahead| self::ahead(invoice, ahead))}
                    {invoice.held.map(|held| view! { <p>{self::held(held)}</p> })}
                    {pay}
                </div>
            </section>
        </aside>
    }
    .into_any()
}

/// Why nothing is charged for it.
fn held(held: Held) -> &'static str {
    match held {
        Held::Apart => words::held_apart(),
        Held::Unusual => words::held_unusual(),
    }
}

/// What becomes of it by itself, and where a transfer goes.
fn ahead(invoice: &InvoiceView, ahead: &AheadView) -> AnyView {
    let (on, today) = (ahead.on, invoice.today);
    let when = || view! { <AtDay date=on today=today /> }.into_any();
    let credit = (!ahead.credit.is_zero()).then(|| {
        let why = words::see_credit();
        let amount = view! { <AmountLink amount=ahead.credit href="/credit" why=why /> };
        words::ahead_credit(amount.into_any(), when())
    });
    let rest = || {
        let why = words::see_payments();
        view! { <AmountLink amount=ahead.rest href="#payments" why=why /> }.into_any()
    };
    let rest = match &ahead.payer {
        _ if ahead.rest.is_zero() => None,
        Some(payer) => Some(words::ahead_charge(rest(), &title(payer), when())),
        None => Some(words::ahead_hand(rest())),
    };
    let bank = ahead.bank.as_ref();
    let bank = bank.map(|bank| transfer(&invoice.summary, bank, ahead.scan));
    view! {
        {credit.map(|text| view! { <p>{text}</p> })}
        {rest.map(|text| view! { <p>{text}</p> })}
        {bank}
    }
    .into_any()
}

/// Where to transfer it, to type and to scan.
fn transfer(invoice: &InvoiceSummary, bank: &BankAccount, scan: bool) -> AnyView {
    let facts = [
        (words::bank_holder(), Some(&bank.holder)),
        (words::bank_iban(), Some(&bank.iban)),
        (words::bank_bic(), bank.bic.as_ref()),
        (words::bank_reference(), Some(&invoice.number)),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?.clone())));
    let fact = |(name, value)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    let code = scan.then(|| {
        let src = format!("/invoices/{}/transfer.svg", invoice.id);
        view! {
            <figure class="code">
                <img src=src alt="" width="144" height="144" />
                <figcaption>{words::bank_code()}</figcaption>
            </figure>
        }
    });
    view! {
        <dl class="facts">{facts.map(fact).collect_view()}</dl>
        {code}
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
