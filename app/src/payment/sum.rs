//! What it comes to, and the one button that pays.

use leptos::prelude::*;
use model::id::InvoiceId;
use model::money::Money;
use model::payment::{LeftOpen, Quote, QuoteOrder, Wish};

use super::amount::line;
use crate::billing_account::title;
use crate::format::{Amount, AmountLink, Size, money};
use crate::part::{Icon, Submit};
use crate::text::{account, payment as words};

/// Where the figures come from.
const HERE: &str = "#allocation";

/// The sums of amounts, one a currency, in the order of their first.
pub(super) fn sums(amounts: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut sums: Vec<Money> = Vec::new();
    for amount in amounts {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => sum.minor = sum.minor.saturating_add(amount.minor),
            None => sums.push(amount),
        }
    }
    sums
}

/// Sums in one line: never one of two currencies.
pub(super) fn in_one_line(sums: &[Money]) -> String {
    let texts: Vec<String> = sums.iter().map(|sum| money(*sum)).collect();
    texts.join(" + ")
}

/// What is paid now.
fn paid(quote: &Quote) -> Vec<Money> {
    let whole = |order: &QuoteOrder| order.credit.plus(order.captured).unwrap_or(order.captured);
    sums(quote.orders.iter().map(whole))
}

/// The figure, and of what it is made.
pub(super) fn panel(quote: &Quote) -> AnyView {
    let paid = paid(quote);
    let figure = |sum: &Money| {
        let why = words::allocation();
        view! { <AmountLink amount=*sum href=HERE why=why size=Size::Large /> }
    };
    let figures = paid.iter().map(figure);
    let credit = sums(quote.orders.iter().map(|order| order.credit));
    let credit = credit.into_iter().filter(|sum| !sum.is_zero());
    let credit = credit.map(|sum| fact(words::credit().to_owned(), sum));
    let captured = quote
        .orders
        .iter()
        .filter(|order| !order.captured.is_zero());
    let captured = captured.map(|order| {
        let payer = order.payer.as_ref().map(title).unwrap_or_default();
        fact(payer, order.captured)
    });
    let totals = paid.iter().map(|sum| {
        view! {
            <dt class="total">{words::total()}</dt>
            <dd class="total">
                <AmountLink amount=*sum href=HERE why=words::allocation() />
            </dd>
        }
    });
    view! {
        <section class="panel" aria-labelledby="sum">
            <div class="body stack">
                <div>
                    <h2 id="sum">{words::now()}</h2>
                    <div class="positions">{figures.collect_view()}</div>
                </div>
                <dl class="facts" data-sum="">
                    {credit.collect_view()} {captured.collect_view()} {totals.collect_view()}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn fact(name: String, amount: Money) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>
            <AmountLink amount=amount href=HERE why=words::allocation() />
        </dd>
    }
    .into_any()
}

/// The form that pays, unless something must be put right first.
pub(super) fn confirm(quote: &Quote, wish: &Wish, wrong: Option<String>) -> AnyView {
    if quote.wrong.is_some() {
        return view! { <p class="hint">{words::part_wrong()}</p> }.into_any();
    }
    paying(quote, wish, wrong)
}

fn paying(quote: &Quote, wish: &Wish, wrong: Option<String>) -> AnyView {
    let by_hand = |left: &Option<LeftOpen>| *left == Some(LeftOpen::ByHand);
    let unpaid = quote.items.iter().any(|item| by_hand(&item.left));
    let wrong = wrong.map(line);
    if unpaid || quote.orders.is_empty() {
        let text = match (unpaid, quote.choices.is_empty()) {
            (true, true) => words::no_method(),
            (true, false) => words::choose(),
            (false, _) => words::too_small(),
        };
        return view! {
            {wrong}
            <div class="notice" data-tone="warn">
                <Icon name="alert" />
                <p>{text}</p>
            </div>
        }
        .into_any();
    }
    let fields = fields(quote, wish);
    let fields = fields.into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let pay = words::pay(&in_one_line(&paid(quote)));
    view! {
        {stale()}
        <form method="post" class="stack" data-once="">
            {fields.collect_view()} {wrong} <div class="confirm">
                <Submit kind="primary" size="wide">
                    {pay}
                </Submit>
            </div>
        </form>
    }
    .into_any()
}

/// Shown in the place of the button as long as something else is chosen than the figures say (the
/// style sees that, with and without scripts).
pub(crate) fn stale() -> AnyView {
    view! {
        <div data-asleep="">
            <div class="notice" data-stale="" data-tone="warn">
                <Icon name="alert" />
                <p>{words::stale()}</p>
                <button class="button" form="choose" data-size="small">
                    {words::update()}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// The confirmation, as a form writes it.
fn fields(quote: &Quote, wish: &Wish) -> Vec<(String, String)> {
    let field = |name: &str, value: String| (format!("what[{name}]"), value);
    let mut fields = vec![
        field("key", quote.key.clone()),
        field("shown", quote.shown.clone()),
    ];
    fields.push(("what[wish][credit]".to_owned(), wish.credit.to_string()));
    let payer = wish.payer.iter();
    fields.extend(payer.map(|id| ("what[wish][payer]".to_owned(), id.to_string())));
    let invoices = wish.invoices.as_ref().map(|ids| {
        let ids: Vec<&str> = ids.iter().map(InvoiceId::as_str).collect();
        ("what[wish][invoices]".to_owned(), ids.join(","))
    });
    fields.extend(invoices);
    let amount = wish.amount.iter();
    fields.extend(amount.map(|text| ("what[wish][amount]".to_owned(), text.clone())));
    fields
}

/// What happens then.
pub(super) fn notes(quote: &Quote) -> AnyView {
    let left = quote.credit.iter().filter_map(|available| {
        let used = quote.orders.iter().map(|order| order.credit);
        let used = sums(used.filter(|it| it.currency == available.currency));
        let used = used.first().filter(|used| !used.is_zero())?;
        let left = available.minus(*used).ok()?;
        let why = account::every_movement();
        let amount = view! { <AmountLink amount=left href="/credit" why=why /> }.into_any();
        Some(view! { <li>{words::afterwards(amount)}</li> })
    });
    let open = quote.items.iter().filter_map(|item| {
        let open = item.invoice.open.minus(item.due).ok();
        let open = open.filter(|open| quote.parts && !open.is_zero())?;
        let amount = view! { <Amount amount=open /> }.into_any();
        Some(view! { <li>{words::part_left(amount)}</li> })
    });
    view! {
        <ul class="notes">
            {open.collect_view()} {left.collect_view()}
            <li>{words::alone()}</li>
            <li>{words::once()}</li>
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use model::currency::Currency;

    use super::*;

    #[test]
    fn currencies_are_never_added_to_each_other() {
        let of = |minor, code: &str| Money::new(minor, code.parse::<Currency>().unwrap());
        let all = [of(1, "EUR"), of(2, "CHF"), of(3, "EUR")];
        assert_eq!(sums(all.into_iter()), [of(4, "EUR"), of(2, "CHF")]);
    }
}
