//! Sellers and their tax zones.

use std::collections::HashMap;

use billing::number::Template;
use model::id::{SellerId, TaxZoneId};
use rust_decimal::Decimal;
use store::StoreError;
use store::import::{self, SellerFacts};

use super::books::Line;
use super::check::{self, json, json_if};
use super::job::{Flaws, Fresh, Job, PROVIDER, Verdict};
use super::row;

/// Nothing of the provider's own data is a fact.
pub(super) const fn no_fact(_: &str) -> bool {
    false
}

pub(super) async fn sellers(
    job: &mut Job<'_>,
    lines: &[Line<row::Seller>],
) -> Result<(), StoreError> {
    let kind = "seller";
    let (mut added, mut known) = (Vec::new(), Vec::new());
    for fresh in job.judge(kind, lines, no_fact).await? {
        let mut flaws = job.flaws(fresh.line.line);
        check_seller(&mut flaws, &fresh.line.row);
        if !flaws.none() {
            job.step();
            continue;
        }
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, SellerId::make).into());
        let row = seller(&fresh, &id);
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(_, fields) => {
                let columns: Vec<&str> = fields.iter().map(String::as_str).collect();
                import::change_seller(job.tx, &row, &columns).await?;
                store::run::touch_sellers(job.tx, &[&id]).await?;
            }
        }
        known.push(job.wrote(kind, &fresh, PROVIDER, &id));
    }
    import::add_sellers(job.tx, &added).await?;
    import::remember(job.tx, kind, &known).await
}

fn check_seller(flaws: &mut Flaws<'_>, row: &row::Seller) {
    check::filled(flaws, "name", &row.name);
    check::address(flaws, &row.address);
    check::zone(flaws, "time_zone", &row.time_zone);
    flaws.take("invoice_template", Template::parse(&row.invoice_template));
    flaws.take(
        "credit_note_template",
        Template::parse(&row.credit_note_template),
    );
    flaws.take("receipt_template", Template::parse(&row.receipt_template));
    for (field, reason) in row.policy.check() {
        flaws.add(format!("policy.{field}"), reason);
    }
}

fn seller(fresh: &Fresh<'_, row::Seller>, id: &str) -> import::Seller {
    let row = &fresh.line.row;
    import::Seller {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        name: row.name.clone(),
        address: json(&row.address),
        vat_id: row.vat_id.clone(),
        tax_number: row.tax_number.clone(),
        currency: row.currency.to_string(),
        time_zone: row.time_zone.clone(),
        invoice_template: row.invoice_template.clone(),
        credit_note_template: row.credit_note_template.clone(),
        receipt_template: row.receipt_template.clone(),
        bank: json_if(row.bank.as_ref()),
        policy: json(&row.policy),
    }
}

pub(super) async fn zones(
    job: &mut Job<'_>,
    lines: &[Line<row::TaxZone>],
) -> Result<(), StoreError> {
    let kind = "tax_zone";
    let fresh = job.judge(kind, lines, no_fact).await?;
    if fresh.is_empty() {
        return Ok(());
    }
    let sellers = import::sellers(job.tx).await?;
    let (mut added, mut known) = (Vec::new(), Vec::new());
    for fresh in fresh {
        let mut flaws = job.flaws(fresh.line.line);
        let seller = check_zone(&mut flaws, &fresh.line.row, &sellers);
        if !flaws.none() {
            job.step();
            continue;
        }
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, TaxZoneId::make).into());
        let row = zone(&fresh, &id, seller);
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(_, fields) => {
                let columns: Vec<&str> = fields.iter().map(|field| column(field)).collect();
                import::change_zone(job.tx, &row, &columns).await?;
            }
        }
        known.push(job.wrote(kind, &fresh, PROVIDER, &id));
    }
    import::add_zones(job.tx, &added).await?;
    import::remember(job.tx, kind, &known).await
}

fn column(field: &str) -> &str {
    if field == "seller" {
        "seller_id"
    } else {
        field
    }
}

fn check_zone(
    flaws: &mut Flaws<'_>,
    row: &row::TaxZone,
    sellers: &HashMap<String, SellerFacts>,
) -> Option<String> {
    if row.country != "*" {
        check::country(flaws, "country", &row.country);
    }
    if row.rate.0.is_sign_negative() || row.rate.0 > Decimal::ONE_HUNDRED {
        flaws.add("rate", "is not a percentage from 0 to 100");
    }
    if row.valid_to.is_some_and(|to| to < row.valid_from) {
        flaws.add("valid_to", "is before valid_from");
    }
    let seller = row.seller.as_ref()?;
    flaws
        .find("seller", sellers, seller)
        .map(|seller| seller.id.clone())
}

fn zone(fresh: &Fresh<'_, row::TaxZone>, id: &str, seller: Option<String>) -> import::TaxZone {
    let row = &fresh.line.row;
    import::TaxZone {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        seller_id: seller,
        country: row.country.clone(),
        region: row.region.clone(),
        rate: row.rate.0.to_string(),
        category: row.category.map(String::from),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.map(|day| day.to_string()),
        inclusive: row.inclusive,
    }
}
