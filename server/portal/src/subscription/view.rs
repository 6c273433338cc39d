//! The properties of one subscription.

use billing::catalogue::{AddonTerms, limits_with};
use billing::dunning;
use billing::policy::Policy;
use model::caller::{Caller, Permission};
use model::invoice::InvoiceSummary;
use model::subscription::{PlanKind, PricePart, Status, SubscriptionView};
use model::time::Date;
use store::invoice::list::of_subscription;
use store::subscription::list::{Ask, Row};
use store::subscription::read::{Addon, addons};
use store::{StoreError, Tx};

use super::price::{Cut, addon_terms, plan_terms};
use super::resources::resources;
use super::{paid, priced, renews_on, summary};
use crate::failure::Failure;
use crate::payers::Payers;

/// The invoices shown: the last ones, and those that are overdue.
const INVOICES: i64 = 10;

/// Reads what the lists do not show.
pub(super) async fn complete(
    tx: &mut Tx,
    row: Row,
    caller: &Caller,
    ask: Ask<'_>,
) -> Result<SubscriptionView, Failure> {
    let today = ask.today;
    let held = addons(tx, &row.id, today).await?;
    let payers = Payers::read(tx, ask.account, today).await?;
    let invoices = invoices(tx, &row, caller, ask).await?;
    let resources = resources(tx, &row.id, caller, today).await?;
    let terms: Result<Vec<AddonTerms>, _> =
        held.iter().map(|addon| addon_terms(&addon.terms)).collect();
    let (plan, terms) = (plan_terms(&row.terms)?, terms?);
    let order = payers.in_order(&row.payers()?).into_iter();
    let renews_on = renews_on(&row);
    let first = PricePart {
        name: row.plan.clone(),
        own: row.price_minor.is_some(),
        net: Cut::of(&row).plan(&row, &plan),
        from: None,
        to: None,
    };
    let rest = held
        .iter()
        .zip(&terms)
        .map(|(addon, terms)| part(&row, addon, terms));
    let parts = std::iter::once(first).chain(rest);
    Ok(SubscriptionView {
        summary: summary(&row, &payers, caller, today)?,
        today,
        since: row.since.as_ref().map(|day| day.0),
        deleted_on: deleted_on(&row)?,
        started_on: row.started_on,
        auto_renew: row.auto_renew,
        parts: parts.map(|part| shown(part, caller)).collect(),
        limits: limits_with(&plan.limits, terms.iter().map(|terms| &terms.raises)),
        resources,
        payers: order
            .filter(|_| paid(caller))
            .map(|known| payers.view(known, caller, renews_on))
            .collect(),
        invoices,
    })
}

/// When the data of what has ended, or is to end, are deleted. A name and a certificate have none.
fn deleted_on(row: &Row) -> Result<Option<Date>, StoreError> {
    let kept = match row.plan_kind.0 {
        PlanKind::Hosting | PlanKind::Other => true,
        PlanKind::Domain | PlanKind::Certificate => false,
    };
    let ends = row.status.0.ended() || row.status.0 == Status::Cancelling;
    let last = row.ends_on.as_ref().filter(|_| kept && ends);
    let Some((last, policy)) = last.zip(row.policy.as_deref()) else {
        return Ok(None);
    };
    let policy: Policy = serde_json::from_str(policy)
        .map_err(|error| StoreError::unreadable("seller.policy", error))?;
    Ok(Some(dunning::deleted_on(&policy, last.0)))
}

/// What there is may be known, but not always what it costs.
fn shown(part: PricePart, caller: &Caller) -> PricePart {
    if priced(caller) {
        return part;
    }
    PricePart {
        own: false,
        net: None,
        ..part
    }
}

fn part(row: &Row, addon: &Addon, terms: &AddonTerms) -> PricePart {
    PricePart {
        name: addon.name.clone(),
        own: addon.price_minor.is_some(),
        net: Cut::of(row).addon(addon.price_minor, terms, addon.from_day),
        from: Some(addon.from_day),
        to: addon.to_day.as_ref().map(|day| day.0),
    }
}

async fn invoices(
    tx: &mut Tx,
    row: &Row,
    caller: &Caller,
    ask: Ask<'_>,
) -> Result<Option<Vec<InvoiceSummary>>, Failure> {
    if !caller.may(Permission::ViewInvoices) {
        return Ok(None);
    }
    let of = (&row.id, ask.today);
    let mut rows = of_subscription(tx, ask.account, ask.scope, of, INVOICES).await?;
    rows.sort_by(|a, b| (b.issued_on, &b.id).cmp(&(a.issued_on, &a.id)));
    let rows = rows.into_iter();
    let shown = rows.map(|row| crate::invoice::summary(row, ask.today));
    Ok(Some(shown.collect()))
}
