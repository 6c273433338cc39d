//! What a program offers, and the reader's own part in it.

use leptos::prelude::*;
use model::affiliate::{OfferView, PartView, ProgramView};

use super::month::share;
use crate::format::{Day, money, percent};
use crate::part::Empty;
use crate::text::affiliate as words;

/// All programs.
pub(super) fn panels(programs: Vec<ProgramView>) -> AnyView {
    if programs.is_empty() {
        return view! {
            <div class="panel">
                <Empty title=words::none() text=words::none_text() />
            </div>
        }
        .into_any();
    }
    programs.into_iter().map(panel).collect_view().into_any()
}

fn panel(program: ProgramView) -> AnyView {
    let id = format!("program-{}", program.id);
    let own = program.part.map_or_else(no_part, part);
    let plans = program.plans.into_iter().map(|(name, own)| {
        let own = own.map(|own| view! { <small>{offer(&own)}</small> });
        view! { <li>{name} {own}</li> }
    });
    let cycles = match program.cycles {
        Some(most) => words::cycles(most.into()),
        None => words::for_life().to_owned(),
    };
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <header>
                <h2 id=id.clone()>{program.name}</h2>
            </header>
            <div class="body">
                <dl class="facts">
                    {own}
                    <dt>{words::offer()}</dt>
                    <dd>{offer(&program.offer)} <small>{cycles}</small></dd>
                    <dt>{words::plans()}</dt>
                    <dd>
                        <ul>{plans.collect_view()}</ul>
                    </dd>
                    <dt>{words::cookie()}</dt>
                    <dd>{words::days(program.cookie_days.into())}</dd>
                    <dt>{words::maturity()}</dt>
                    <dd>{words::matures(program.maturity_days.into())}</dd>
                    <dt>{words::minimum()}</dt>
                    <dd>{money(program.minimum)}</dd>
                </dl>
            </div>
        </section>
    }
    .into_any()
}

fn offer(offer: &OfferView) -> String {
    match offer {
        OfferView::Percent(share) => words::of_payment(&percent(share)),
        OfferView::Amount(amount) => words::per_order(&money(*amount)),
    }
}

fn no_part() -> AnyView {
    view! {
        <dt>{words::part()}</dt>
        <dd>{words::no_part()}</dd>
    }
    .into_any()
}

fn part(of: PartView) -> AnyView {
    view! {
        <dt>{words::code()}</dt>
        <dd>
            <bdi translate="no">{of.code}</bdi>
        </dd>
        <dt>{words::joined()}</dt>
        <dd>
            <Day date=of.joined_on />
        </dd>
        <dt>{words::so_far()}</dt>
        <dd>
            {words::clicked(of.clicks)}
            <small>
                {words::ordered(of.orders)} " · " {words::converted(&share(of.conversion))}
            </small>
        </dd>
    }
    .into_any()
}
