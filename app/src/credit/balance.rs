//! How much credit there is: a sheet with one figure a currency, never a sum of two.

use leptos::prelude::*;
use model::account::CreditPosition;
use model::time::Date;

use crate::format::{Amount, AmountLink, AtDay, Size};
use crate::text::credit as words;

/// The balances.
pub(super) fn sheet(balances: Vec<CreditPosition>, today: Date) -> AnyView {
    let one = balances.len() == 1;
    let sections = balances
        .into_iter()
        .map(|balance| section(balance, one, today));
    view! {
        <div class="panel">
            <div class="money" data-even="">
                {sections.collect_view()} <section aria-labelledby="spending">
                    <h2 id="spending">{words::spending()}</h2>
                    <p>{words::about()}</p>
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn section(position: CreditPosition, one: bool, today: Date) -> AnyView {
    let currency = position.balance.currency;
    let id = format!("balance-{currency}");
    let title = if one {
        words::balance().to_owned()
    } else {
        words::balance_in(currency.code())
    };
    let expiring = position.expiring.map(|(amount, day)| {
        let amount = view! { <AmountLink amount=amount href="#lots" why=words::see_lots() /> };
        let when = view! { <AtDay date=day today=today /> };
        view! { <p>{words::expires(amount.into_any(), when.into_any())}</p> }
    });
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            <AmountLink
                amount=position.balance
                href="#lots"
                why=words::see_lots()
                size=Size::Large
            />
            {expiring}
            {held(position)}
        </section>
    }
    .into_any()
}

/// What of the balance is set aside, and what can be spent.
fn held(position: CreditPosition) -> Option<AnyView> {
    let (held, all) = (position.held, position.balance);
    let available = all.minus(held).ok().filter(|_| !held.is_zero())?;
    let held = held.negated().unwrap_or(held);
    let facts = view! {
        <dl class="facts" data-sum="">
            <dt>{words::all()}</dt>
            <dd>
                <AmountLink amount=all href="#lots" why=words::see_lots() />
            </dd>
            <dt>{words::held()}</dt>
            <dd>
                <AmountLink amount=held href="#lots" why=words::see_lots() />
            </dd>
            <dt>{words::available()}</dt>
            <dd class="total">
                <Amount amount=available />
            </dd>
        </dl>
    };
    Some(facts.into_any())
}
