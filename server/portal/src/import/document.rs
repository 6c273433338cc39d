//! What invoices and credit notes have in common: lines, sums, tax groups, parties, the hash.

use billing::audit::{Document, DocumentLine};
use billing::invoice::check_sums;
use billing::tax::{self, Category};
use model::currency::Currency;
use model::explain::Plain;
use model::id::{AccountId, InvoiceId, SubscriptionId};
use model::invoice::{LineKind, Party};
use model::money::Money;
use rust_decimal::Decimal;
use store::booking::{Line, TaxGroup};
use store::import::{AccountFacts, SellerFacts};

use super::around::Around;
use super::check::{self, json, json_if};
use super::job::Flaws;
use super::row;

/// The lines and sums of a document that holds together.
pub(super) struct Body {
    pub net: Money,
    pub tax: Money,
    pub total: Money,
    pub lines: Vec<Line>,
    pub taxes: Vec<TaxGroup>,
}

/// The figures of a document as they were written.
pub(super) struct Written<'a> {
    pub lines: &'a [row::Line],
    pub net: Plain,
    pub tax: Plain,
    pub total: Plain,
}

impl<'a> From<&'a row::Invoice> for Written<'a> {
    fn from(row: &'a row::Invoice) -> Self {
        Self {
            lines: &row.lines,
            net: row.net,
            tax: row.tax,
            total: row.total,
        }
    }
}

impl<'a> From<&'a row::CreditNote> for Written<'a> {
    fn from(row: &'a row::CreditNote) -> Self {
        Self {
            lines: &row.lines,
            net: row.net,
            tax: row.tax,
            total: row.total,
        }
    }
}

/// Reads the lines and sums of a document of an account.
pub(super) fn body(
    flaws: &mut Flaws<'_>,
    written: &Written<'_>,
    (account, currency): (&AccountId, Currency),
    around: &Around<'_>,
) -> Option<Body> {
    if written.lines.is_empty() {
        flaws.add("lines", "is empty");
    }
    let mut lines = Vec::with_capacity(written.lines.len());
    for (n, row) in written.lines.iter().enumerate() {
        let place = format!("lines[{n}]");
        if row.n.is_some_and(|place| place != n + 1) {
            flaws.add(format!("{place}.n"), "is not its place");
        }
        lines.extend(line(flaws, (&place, row), (account, currency), around));
    }
    let net = check::money(flaws, "net", written.net, currency);
    let tax = check::money(flaws, "tax", written.tax, currency);
    let total = check::money(flaws, "total", written.total, currency);
    let (true, Some(net), Some(tax), Some(total)) = (flaws.none(), net, tax, total) else {
        return None;
    };
    let nets: Vec<i64> = lines.iter().map(|line| line.net).collect();
    if let Err((field, reason)) = check_sums(&nets, net.minor, tax.minor, total.minor) {
        flaws.add(field, reason);
        return None;
    }
    let taxes = groups(written.lines, &nets, tax.minor);
    let taxes = flaws.take("tax", taxes)?;
    Some(Body {
        net,
        tax,
        total,
        lines,
        taxes,
    })
}

/// Rate and category of a line: none given, no tax.
fn taxed(row: &row::Line) -> (Plain, Category) {
    let rate = row.tax_rate.unwrap_or(Plain(Decimal::ZERO));
    let default = if rate.0.is_zero() {
        Category::O
    } else {
        Category::S
    };
    (rate, row.tax_category.map_or(default, |name| name.0))
}

fn groups(
    rows: &[row::Line],
    nets: &[i64],
    tax: i64,
) -> Result<Vec<TaxGroup>, model::money::MoneyError> {
    let lines = rows.iter().zip(nets).map(|(row, net)| {
        let (rate, category) = taxed(row);
        tax::Line {
            amount: *net,
            rate: rate.0,
            category,
        }
    });
    let groups = tax::groups_as_given(&lines.collect::<Vec<_>>(), tax)?;
    let groups = groups.into_iter().map(|group| TaxGroup {
        rate: group.rate.to_string(),
        category: group.category.as_str().to_owned(),
        net: group.net,
        tax: group.tax,
    });
    Ok(groups.collect())
}

fn line(
    flaws: &mut Flaws<'_>,
    (place, row): (&str, &row::Line),
    (account, currency): (&AccountId, Currency),
    around: &Around<'_>,
) -> Option<Line> {
    let field = |name: &str| format!("{place}.{name}");
    let net = check_line(flaws, (place, row), currency);
    let (rate, category) = taxed(row);
    let subscription = subscription(flaws, (place, row), account, around);
    let addon = row.addon.as_ref();
    let addon = addon.and_then(|it| flaws.find(field("addon"), &around.catalogue.addons, it));
    let corrects = corrects(flaws, (place, row), account, around);
    Some(Line {
        kind: json(&row.kind).trim_matches('"').to_owned(),
        item: row.item.clone().unwrap_or_else(|| item(row)),
        revision: row.revision.map_or(0, i64::from),
        text: row.text.clone(),
        subscription,
        addon: addon.map(|(id, _)| id.clone()),
        resource: row.resource.clone(),
        period: row.period,
        quantity: row.quantity.map(|it| it.0.to_string()),
        unit_price: row.unit_price.map(|it| it.0.to_string()),
        net: net?.minor,
        tax_rate: rate.0.to_string(),
        tax_category: category.as_str().to_owned(),
        corrects,
        derivation: json_if(row.derivation.as_ref()),
    })
}

/// What can be said of a line without looking around; its net amount.
fn check_line(
    flaws: &mut Flaws<'_>,
    (place, row): (&str, &row::Line),
    currency: Currency,
) -> Option<Money> {
    let field = |name: &str| format!("{place}.{name}");
    let net = check::money(flaws, field("net"), row.net, currency);
    if row.unit_price.is_some_and(|price| price.0.scale() > 6) {
        flaws.add(field("unit_price"), "has more than six decimals");
    }
    let (rate, _) = taxed(row);
    if rate.0.is_sign_negative() || rate.0 > Decimal::ONE_HUNDRED {
        flaws.add(field("tax_rate"), "is not a percentage from 0 to 100");
    }
    if row.period.is_some_and(|period| period.to <= period.from) {
        flaws.add(field("period.to"), "is not after from");
    }
    if let (Some(derivation), Some(net)) = (&row.derivation, net)
        && derivation.rounded.0 != net.major()
    {
        flaws.add(field("derivation.rounded"), "is not the net amount");
    }
    net
}

/// The line that it corrects.
fn corrects(
    flaws: &mut Flaws<'_>,
    (place, row): (&str, &row::Line),
    account: &AccountId,
    around: &Around<'_>,
) -> Option<(InvoiceId, i64)> {
    let corrects = row.corrects.as_ref()?;
    let field = format!("{place}.corrects.invoice");
    let found = flaws.find(field.clone(), &around.targets, &corrects.invoice)?;
    if found.account != *account {
        flaws.add(field, "belongs to another account");
    }
    let n = usize::try_from(corrects.line).unwrap_or(usize::MAX);
    if !(1..=found.lines).contains(&n) {
        flaws.add(
            format!("{place}.corrects.line"),
            "is not a line of that invoice",
        );
    }
    Some((found.id.clone(), i64::from(corrects.line)))
}

fn subscription(
    flaws: &mut Flaws<'_>,
    (place, row): (&str, &row::Line),
    account: &AccountId,
    around: &Around<'_>,
) -> Option<SubscriptionId> {
    let name = row.subscription.as_ref()?;
    let field = format!("{place}.subscription");
    let found = flaws.find(field.clone(), &around.subscriptions, name)?;
    if found.account_id != account.as_str() {
        flaws.add(field.clone(), "belongs to another account");
    }
    flaws.take(field, found.id.parse())
}

/// What of the subscription a line is for.
fn item(row: &row::Line) -> String {
    let item = match row.kind {
        LineKind::Addon => row.addon.as_ref(),
        LineKind::Usage => row.resource.as_ref(),
        LineKind::Plan
        | LineKind::Setup
        | LineKind::ProrationCredit
        | LineKind::ProrationCharge
        | LineKind::Fee
        | LineKind::Coupon
        | LineKind::Manual => None,
    };
    item.cloned().unwrap_or_default()
}

/// The seller, as its documents name it now.
pub(super) fn seller(facts: &SellerFacts) -> Party {
    Party {
        name: facts.name.clone(),
        address: serde_json::from_str(&facts.address).unwrap_or_default(),
        vat_id: facts.vat_id.clone(),
        tax_number: facts.tax_number.clone(),
    }
}

/// The buyer, as documents name it now: the company, else the person.
pub(super) fn buyer(facts: &AccountFacts) -> Party {
    Party {
        name: facts.company.clone().unwrap_or_else(|| facts.name.clone()),
        address: serde_json::from_str(&facts.address).unwrap_or_default(),
        vat_id: facts.vat_id.clone(),
        tax_number: None,
    }
}

/// The head of a document, for its hash.
pub(super) struct Head<'a> {
    pub kind: &'a str,
    pub number: &'a str,
    pub issued_on: model::time::Date,
    pub due_on: Option<model::time::Date>,
    pub parties: (&'a Party, &'a Party),
}

/// What of a document is kept as it was issued.
pub(super) struct Sealed {
    pub seller: String,
    pub buyer: String,
    pub hash: String,
}

/// The parties of a document as they are kept, and its content hash.
pub(super) fn seal(head: &Head<'_>, rows: &[row::Line], body: &Body) -> Sealed {
    let lines = rows
        .iter()
        .zip(&body.lines)
        .map(|(row, line)| DocumentLine {
            kind: &line.kind,
            text: &row.text,
            period: row.period,
            quantity: row.quantity,
            unit_price: row.unit_price,
            net: Money::new(line.net, body.net.currency),
            tax_rate: taxed(row).0,
            tax_category: &line.tax_category,
            derivation: line.derivation.as_deref(),
        });
    let document = Document {
        kind: head.kind,
        number: head.number,
        issued_on: head.issued_on,
        due_on: head.due_on,
        seller: head.parties.0,
        buyer: head.parties.1,
        net: body.net,
        tax: body.tax,
        total: body.total,
        lines: &lines.collect::<Vec<_>>(),
    };
    Sealed {
        seller: json(head.parties.0),
        buyer: json(head.parties.1),
        hash: document.canon().hash(),
    }
}
