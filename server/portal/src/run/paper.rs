use std::collections::{HashMap, HashSet};

use billing::audit::{Document, DocumentLine};
use billing::charge::{Catalogue, Charge, Line};
use billing::draft::Draft;
use billing::invoice::{FirstLine, title_and_detail};
use model::id::{AccountId, InvoiceId};
use model::invoice::Party;
use model::money::Money;
use model::time::Date;
use store::booking::{self, Standing, TaxGroup};

use super::issuer::Issuer;

/// To whom a document goes.
pub(super) struct Buyer<'a> {
    pub account: &'a AccountId,
    pub party: &'a Party,
    pub own_reference: Option<&'a str>,
    /// What its subscriptions are called, by id.
    pub names: HashMap<&'a str, &'a str>,
}

/// The number of a document, its place, and the date on it.
pub(super) struct Numbered {
    pub number: String,
    pub year: i64,
    pub n: i64,
    pub issued_on: Date,
}

/// An invoice as it is issued: what its draft says, and what of seller and buyer holds now.
pub(super) fn invoice(
    id: InvoiceId,
    draft: &Draft,
    (issuer, buyer): (&Issuer, &Buyer<'_>),
    numbered: Numbered,
) -> booking::Invoice {
    let catalogue = &issuer.house.catalogue;
    let lines = draft.sums.lines.iter().map(|it| line(it, catalogue));
    let lines: Vec<booking::Line> = lines.collect();
    let (issued_on, due_on) = (
        numbered.issued_on,
        draft.real.due_on.max(numbered.issued_on),
    );
    let (title, search) = words(draft, buyer, &numbered.number);
    let first = draft.sums.lines.first();
    let mut paper = booking::Invoice {
        reference: id.to_string(),
        id,
        account: buyer.account.clone(),
        seller_id: issuer.house.seller.clone(),
        number: numbered.number,
        series: Some((numbered.year, numbered.n)),
        issued_on,
        due_on,
        planned_on: Some(draft.planned.issue_on),
        net: Money::new(draft.sums.net, draft.currency),
        tax: draft.sums.tax,
        title,
        period: first.and_then(|line| line.charge.period),
        search,
        seller: json(&issuer.party),
        buyer: json(buyer.party),
        own_reference: buyer.own_reference.map(str::to_owned),
        credit_first: draft.credit_first,
        dunning_from: None,
        imported: false,
        hash: String::new(),
        lines,
        taxes: draft.sums.groups.iter().map(group).collect(),
        payers: draft.payers.clone(),
    };
    paper.hash = hash(&paper, draft, (&issuer.party, buyer.party));
    paper
}

/// The standing of an invoice on which nothing is booked yet.
pub(super) fn untouched(paper: &booking::Invoice) -> Standing {
    Standing {
        invoice_id: paper.id.clone(),
        account_id: paper.account.clone(),
        issued_on: paper.issued_on,
        due_on: paper.due_on,
        currency: paper.net.currency,
        total_minor: paper.net.minor.saturating_add(paper.tax),
        settled_minor: 0,
        returned_minor: 0,
        credited_minor: 0,
        written_off_minor: 0,
        open_minor: 0,
        in_flight: false,
        state: String::new(),
    }
}

fn json(party: &Party) -> String {
    // Texts only: cannot fail.
    serde_json::to_string(party).unwrap_or_default()
}

/// What of the subscription a line is for. An add-on goes by the provider's own id: that outlives
/// an export and its import.
fn item(charge: &Charge, catalogue: &Catalogue) -> String {
    let addon = charge.addon.as_ref();
    let addon = addon.filter(|id| id.as_str() == charge.item);
    let addon = addon.and_then(|id| catalogue.addon(id).ok());
    addon.map_or_else(|| charge.item.clone(), |it| it.reference.clone())
}

fn line(line: &Line, catalogue: &Catalogue) -> booking::Line {
    let charge = &line.charge;
    booking::Line {
        kind: charge.kind.as_str().to_owned(),
        item: item(charge, catalogue),
        revision: charge.revision.into(),
        text: charge.text.clone(),
        subscription: charge.subscription.clone(),
        addon: charge.addon.clone(),
        resource: charge.resource.clone(),
        period: charge.period,
        quantity: charge.quantity.map(|it| it.0.to_string()),
        unit_price: charge.unit_price.map(|it| it.0.to_string()),
        net: line.net,
        tax_rate: charge.tax.rate.to_string(),
        tax_category: charge.tax.category.as_str().to_owned(),
        corrects: charge
            .corrects
            .as_ref()
            .map(|(invoice, n)| (invoice.clone(), i64::from(*n))),
        derivation: serde_json::to_string(&line.derivation).ok(),
    }
}

fn group(group: &billing::tax::Group) -> TaxGroup {
    TaxGroup {
        rate: group.rate.to_string(),
        category: group.category.as_str().to_owned(),
        net: group.net,
        tax: group.tax,
    }
}

/// What it is about, and what a search looks through: the number, what it is about, and every line.
fn words(draft: &Draft, buyer: &Buyer<'_>, number: &str) -> ((String, String), String) {
    let named = |line: &Line| {
        let id = line.charge.subscription.as_ref()?;
        buyer.names.get(id.as_str()).copied()
    };
    let first = draft.sums.lines.first();
    let title = title_and_detail(FirstLine {
        subscription: first.and_then(named),
        text: first.map_or("", |line| &line.charge.text),
    });
    let mut words = vec![number, &title.0];
    for line in &draft.sums.lines {
        words.push(&line.charge.text);
        words.extend(named(line));
    }
    let mut seen = HashSet::new();
    words.retain(|word| seen.insert(*word));
    let search = words.join("\n").to_lowercase();
    (title, search)
}

fn hash(paper: &booking::Invoice, draft: &Draft, parties: (&Party, &Party)) -> String {
    let made = draft.sums.lines.iter().zip(&paper.lines);
    let lines = made.map(|(line, row)| DocumentLine {
        kind: &row.kind,
        text: &row.text,
        period: row.period,
        quantity: line.charge.quantity,
        unit_price: line.charge.unit_price,
        net: Money::new(line.net, draft.currency),
        tax_rate: model::explain::Plain(line.charge.tax.rate),
        tax_category: &row.tax_category,
        derivation: row.derivation.as_deref(),
    });
    let document = Document {
        kind: "invoice",
        number: &paper.number,
        issued_on: paper.issued_on,
        due_on: Some(paper.due_on),
        seller: parties.0,
        buyer: parties.1,
        net: paper.net,
        tax: Money::new(draft.sums.tax, draft.currency),
        total: Money::new(draft.total, draft.currency),
        lines: &lines.collect::<Vec<_>>(),
    };
    document.canon().hash()
}
