use std::io::Write;

use store::export;

use super::json::Object;
use super::run::{Export, ExportFailure, after};

/// Sellers, tax zones, plans, add-ons and coupons.
pub(super) async fn write<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    sellers(to).await?;
    tax_zones(to).await?;
    let mut last = String::new();
    loop {
        let rows = export::plans(&mut to.tx, after(&last, None)).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            to.line(Object::of("plan", &row.reference).fields(&row.terms))?;
        }
    }
    last.clear();
    loop {
        let rows = export::addons(&mut to.tx, after(&last, None)).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            to.line(Object::of("addon", &row.reference).fields(&row.terms))?;
        }
    }
    last.clear();
    loop {
        let rows = export::coupons(&mut to.tx, after(&last, None)).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            to.line(Object::of("coupon", &row.reference).fields(&row.terms))?;
        }
    }
    Ok(())
}

async fn sellers<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let mut last = String::new();
    loop {
        let rows = export::sellers(&mut to.tx, after(&last, None)).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            to.line(seller(row))?;
        }
    }
    Ok(())
}

fn seller(row: &export::Seller) -> Object {
    Object::of("seller", &row.reference)
        .text("name", &row.name)
        .raw("address", &row.address)
        .text_if("vat_id", row.vat_id.as_deref())
        .text_if("tax_number", row.tax_number.as_deref())
        .text("currency", &row.currency)
        .text("time_zone", &row.time_zone)
        .text("invoice_template", &row.invoice_template)
        .text("credit_note_template", &row.credit_note_template)
        .text("receipt_template", &row.receipt_template)
        .raw_if("bank", row.bank.as_deref())
        .raw("policy", &row.policy)
}

async fn tax_zones<W: Write>(to: &mut Export<W>) -> Result<(), ExportFailure> {
    let mut last = String::new();
    loop {
        let rows = export::tax_zones(&mut to.tx, after(&last, None)).await?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.reference);
        for row in &rows {
            let line = Object::of("tax_zone", &row.reference)
                .text_if("seller", row.seller.as_deref())
                .text("country", &row.country)
                .text_if("region", row.region.as_deref())
                .text("rate", &row.rate)
                .text_if("category", row.category.as_deref())
                .text("valid_from", &row.valid_from)
                .text_if("valid_to", row.valid_to.as_deref())
                .flag("inclusive", row.inclusive);
            to.line(line)?;
        }
    }
    Ok(())
}
