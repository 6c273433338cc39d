//! Coupons.

use std::collections::HashMap;

use billing::charge::CouponTerms;
use model::id::CouponId;
use store::StoreError;
use store::import;

use super::books::Line;
use super::catalogue::Catalogue;
use super::check::json;
use super::job::{Job, PROVIDER};
use super::seller::no_fact;

/// All coupons by code, those of the file among them: `ref` and id.
pub(super) type Coupons = HashMap<String, (String, String)>;

pub(super) async fn write(
    job: &mut Job<'_>,
    lines: &[Line<CouponTerms>],
    catalogue: &Catalogue,
) -> Result<Coupons, StoreError> {
    let kind = "coupon";
    let mut by_code = by_code(job).await?;
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    for fresh in job.judge(kind, lines, no_fact).await? {
        let terms = &fresh.line.row;
        let reference = &fresh.line.reference;
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, CouponId::make).into());
        let mut flaws = job.flaws(fresh.line.line);
        for (field, reason) in terms.check() {
            flaws.add(field, reason);
        }
        for (n, plan) in terms.plans.iter().enumerate() {
            flaws.find(format!("plans[{n}]"), &catalogue.plans, plan);
        }
        let holder = by_code.get(&terms.code);
        if let Some((holder, _)) = holder.filter(|(holder, _)| holder != reference) {
            flaws.add("code", format!("is that of {holder:?}"));
        }
        if !flaws.none() {
            job.step();
            continue;
        }
        by_code.retain(|_, (holder, _)| holder != reference);
        by_code.insert(terms.code.clone(), (reference.clone(), id.clone()));
        rows.push(import::Coupon {
            id: id.clone(),
            reference: reference.clone(),
            code: terms.code.clone(),
            terms: json(terms),
        });
        known.push(job.wrote(kind, &fresh, PROVIDER, &id));
    }
    import::put_coupons(job.tx, &rows).await?;
    import::remember(job.tx, kind, &known).await?;
    Ok(by_code)
}

async fn by_code(job: &mut Job<'_>) -> Result<Coupons, StoreError> {
    let mut found = Coupons::new();
    for (reference, row) in import::coupons(job.tx).await? {
        let terms: CouponTerms = serde_json::from_str(&row.terms)
            .map_err(|error| StoreError::unreadable("coupon.terms", error))?;
        found.insert(terms.code, (reference, row.id));
    }
    Ok(found)
}
