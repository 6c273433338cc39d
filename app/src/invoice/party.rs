//! Who issued an invoice, and to whom.

use leptos::prelude::*;
use model::invoice::{Address, InvoiceView, Party};

use crate::part::Panel;
use crate::text::invoice as words;

/// Both parties, as they were on the day of issue.
pub(super) fn panel(invoice: &InvoiceView) -> AnyView {
    let reference = invoice.own_reference.as_deref().map(words::own_reference);
    let parties = (
        address(&invoice.seller, None),
        address(&invoice.buyer, reference),
    );
    view! {
        <Panel id="parties" title=words::parties()>
            <div class="body tiles">{parties}</div>
        </Panel>
    }
    .into_any()
}

fn address(party: &Party, last: Option<String>) -> AnyView {
    let mut lines = vec![party.name.clone()];
    lines.extend(place(&party.address));
    lines.extend(party.vat_id.as_deref().map(words::vat_id));
    lines.extend(party.tax_number.as_deref().map(words::tax_number));
    lines.extend(last);
    let lines = lines.into_iter().enumerate().map(|(at, line)| {
        let break_before = (at > 0).then(|| view! { <br /> });
        (break_before, line)
    });
    view! { <address>{lines.collect_view()}</address> }.into_any()
}

/// Street, then postal code and city with region and country.
fn place(address: &Address) -> Vec<String> {
    let street = [Some(&address.line1), address.line2.as_ref()];
    let street: Vec<&str> = street.into_iter().flatten().map(String::as_str).collect();
    let city = format!("{} {}", address.postal_code, address.city);
    let city = [city.trim(), address.region.as_deref().unwrap_or_default()];
    let rest = city.into_iter().chain([address.country.as_str()]);
    let rest: Vec<&str> = rest.filter(|part| !part.is_empty()).collect();
    let lines = [street.join(", "), rest.join(", ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
